"""The pages of the quotes room."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Quote, State
from engage.moderation.service import decide
from engage.quotes.collections import collection
from tests import factories
from tests.engage.quotes.filing import HOSTILE, chapter_called, spoken

HOME = "/staff/quotes"


@pytest.fixture
def author(client: Any) -> Any:
    """Ada, signed in, who writes about mental health."""
    user = factories.person("ada", chapters=["mental-health"])
    factories.sign_in(client, user)
    return user


def _form(row: Any, start: int = 0, end: int | None = None) -> dict[str, Any]:
    return {
        "contribution": row.reference,
        "start": start,
        "end": len(row.published_text) if end is None else end,
        "digest": row.published_digest,
    }


def _pick(client: Any, row: Any) -> Quote:
    client.post(f"{HOME}/mental-health/pick", data=_form(row))
    return db.session.scalars(select(Quote).where(Quote.contribution_id == row.id)).one()


@pytest.mark.parametrize(
    ("name", "pages", "own", "others"),
    [
        ("ada", 200, 200, 403),
        ("ola", 200, 200, 200),
        ("mo", 403, 403, 403),  # tests/house walks every page as every role
        (None, 302, 302, 302),
    ],
)
def test_who_may_open_what(client: Any, name: str | None, pages: int, own: int, others: int) -> None:
    if name:
        factories.sign_in(client, factories.person(name, chapters=["mental-health"] if name == "ada" else None))
    assert client.get(HOME).status_code == pages
    assert client.get(f"{HOME}/cancer").status_code == pages
    for path in ("collection", "collection.docx", "all.docx", "all.csv", "all.json", "all.md"):
        assert client.get(f"{HOME}/mental-health/{path}").status_code == own
        assert client.get(f"{HOME}/cancer/{path}").status_code == others


@pytest.mark.parametrize("name", ["stella", None])
def test_who_may_not_pick(client: Any, name: str | None) -> None:
    row = spoken("The nurse listened.")
    if name:
        factories.sign_in(client, factories.person(name))
    assert client.post(f"{HOME}/mental-health/pick", data=_form(row)).status_code in {302, 403}
    assert db.session.scalar(select(Quote)) is None


def test_an_author_reads_other_chapters_but_picks_only_for_their_own(client: Any, author: Any) -> None:
    row = spoken("The nurse listened.", "cancer")
    page = client.get(f"{HOME}/cancer").text
    assert "The nurse listened." in page
    assert "Only the authors of this chapter can pick them." in page
    assert client.post(f"{HOME}/cancer/pick", data=_form(row)).status_code == 403
    assert db.session.scalar(select(Quote)) is None


def test_a_quote_is_found_picked_and_collected(client: Any, author: Any) -> None:
    row = spoken("The nurse listened.", theme="being heard")
    page = client.get(f"{HOME}/mental-health?words=nurse&theme=being+heard").text
    assert "1 quote found" in page
    assert "Not a valid choice" not in page
    answer = client.post(f"{HOME}/mental-health/pick?words=nurse&page=1", data=_form(row))
    assert answer.location == f"{HOME}/mental-health?words=nurse&page=1#q-{row.reference}.0-19"
    assert "Picked" in client.get(f"{HOME}/mental-health").text
    assert "The nurse listened." in client.get(f"{HOME}/mental-health/collection").text


@pytest.mark.parametrize(
    "changed",
    [
        {"start": "x"}, {"end": ""}, {"start": 10**30}, {"end": 2}, {"digest": "0" * 64}, {"contribution": "none"},
        {"contribution": "' OR 1=1 --"}, {"start": -1},
    ],
)  # fmt: skip
def test_a_tampered_pick_is_refused_and_nothing_is_kept(client: Any, author: Any, changed: dict[str, Any]) -> None:
    row = spoken("The nurse listened.")
    assert client.post(f"{HOME}/mental-health/pick", data=_form(row) | changed).status_code == 409
    assert db.session.scalar(select(Quote)) is None


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-5", "page=9999999999999999999", "page=x", "theme=nope", "kind=bribe", "order=sideways",
     "words=" + "x" * 5000, "words=%25%27%22%3Cb%3E", "words=%00", "place=../../etc", "goal=%F0%9F%92%A9"],
)  # fmt: skip
def test_odd_questions_get_a_page(client: Any, author: Any, query: str) -> None:
    spoken("The nurse listened.")
    assert client.get(f"{HOME}/mental-health?{query}").status_code == 200


def test_hostile_words_are_shown_as_words(client: Any, author: Any) -> None:
    for text in HOSTILE:
        _pick(client, spoken(text))
    for path in ("", "/collection"):
        page = client.get(f"{HOME}/mental-health{path}")
        assert page.status_code == 200
        assert "<b>Bold" not in page.text
        assert "&lt;b&gt;Bold &amp; loud&lt;/b&gt;" in page.text


def test_quotes_are_moved_noted_shortened_and_taken_out(client: Any, author: Any) -> None:
    first, second = _pick(client, spoken("First words here.")), _pick(client, spoken("Second words here."))
    base, chapter = f"{HOME}/mental-health/collection", chapter_called("mental-health")
    client.post(f"{base}/{second.id}/move", data={"direction": "up"})
    client.post(f"{base}/{second.id}/note", data={"note": "Opens the section"})
    client.post(f"{base}/{second.id}/shorten", data={"words": "Second words"})
    db.session.expire_all()
    assert [quote.text for quote in collection(chapter).standing] == ["Second words", "First words here."]
    assert "Opens the section" in client.get(base).text
    client.post(f"{base}/{first.id}/remove")
    db.session.expire_all()
    assert [quote.text for quote in collection(chapter).standing] == ["Second words"]


@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("move", {"direction": "sideways"}, 400),
        ("move", {}, 400),
        ("shorten", {"words": "never said"}, 409),
        ("shorten", {"words": ""}, 400),
        ("note", {"note": "x" * 3000}, 400),
    ],
)
def test_a_wrong_change_is_explained(client: Any, author: Any, verb: str, data: dict[str, str], status: int) -> None:
    quote = _pick(client, spoken("First words here."))
    answer = client.post(f"{HOME}/mental-health/collection/{quote.id}/{verb}", data=data)
    assert answer.status_code == status


def test_a_quote_of_another_chapter_cannot_be_reached_through_ones_own(client: Any, author: Any) -> None:
    other = factories.person("ola")
    factories.sign_in(client, other)
    row = spoken("Words of cancer.", "cancer")
    client.post(f"{HOME}/cancer/pick", data=_form(row))
    quote = db.session.scalars(select(Quote)).one()
    factories.sign_in(client, author)
    for chapter, status in (("mental-health", 404), ("cancer", 403)):
        for verb in ("remove", "note", "move", "shorten"):
            data = {"direction": "up", "note": "x", "words": "Words"}
            assert client.post(f"{HOME}/{chapter}/collection/{quote.id}/{verb}", data=data).status_code == status


def test_a_fallen_quote_is_marked_with_what_to_do(client: Any, author: Any) -> None:
    row = spoken("Words to be taken back.")
    _pick(client, row)
    decide(row, State.WITHDRAWN)
    db.session.commit()
    page = client.get(f"{HOME}/mental-health/collection").text
    assert "Do not use these any more" in page
    assert "Words to be taken back." not in page


def test_files_are_sent_as_files(client: Any, author: Any) -> None:
    spoken("The nurse listened.")
    for path, kind in (("collection.docx", "wordprocessingml"), ("all.csv", "text/csv"), ("all.json", "json")):
        answer = client.get(f"{HOME}/mental-health/{path}")
        assert kind in answer.headers["Content-Type"]
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert client.get(f"{HOME}/mental-health/all.exe").status_code == 404
    assert client.get(f"{HOME}/no-such-chapter").status_code == 404
    assert client.get(f"{HOME}/%00").status_code == 404


def test_what_is_new_since_the_last_look_is_marked(client: Any, author: Any) -> None:
    spoken("Seen before.")
    assert 'class="app-quote__new"' not in client.get(f"{HOME}/mental-health").text
    client.post(f"{HOME}/mental-health/looked")
    spoken("Just arrived.")
    page = client.get(f"{HOME}/mental-health").text
    assert page.count('class="app-quote__new"') == 1
    assert "1 new" in client.get(HOME).text
    page = client.get(f"{HOME}/mental-health?new=y").text
    assert "Just arrived." in page
    assert "Seen before." not in page
