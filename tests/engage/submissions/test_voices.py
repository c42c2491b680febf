"""Looking through what people say: consent decides, filters, search, one answer for what is hidden."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Attribution,
    Chapter,
    Contribution,
    Goal,
    Kind,
    Plan,
    State,
    current_plan,
    now,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.submissions import browsing, counting, queries, tallies
from tests.engage.outcomes import sample
from tests.factories import contribution, named, person, published


def _listed(client: FlaskClient, query: str = "") -> set[str]:
    page = client.get(f"/voices{query}").get_data(as_text=True)
    return set(re.findall(r'href="/voices/([0-9A-Z-]+)"', page))


def _file(row: Contribution, chapter: str, status: AssignmentStatus = AssignmentStatus.SUGGESTED) -> None:
    decided = None if status is AssignmentStatus.SUGGESTED else now()
    db.session.add(
        Assignment(contribution_id=row.id, chapter_id=named(Chapter, chapter).id, status=status, decided_at=decided)
    )
    db.session.commit()


def test_only_what_a_person_published_with_consent_to_show(client: FlaskClient) -> None:
    shown = published("Shown words.")
    hidden = [
        contribution("Waiting words."),
        published("Unshown words.", show=False, quote=False),
    ]
    declined = contribution("Declined words.")
    decide(declined, State.DECLINED, by=person("mo"), reason="advertising")
    db.session.commit()
    assert _listed(client) == {shown.reference}
    home = client.get("/").get_data(as_text=True)
    assert "Shown words." in home
    for row in (*hidden, declined):
        assert row.reference not in home
        assert client.get(f"/voices/{row.reference}").status_code == 404


def test_hidden_and_never_been_look_the_same(client: FlaskClient) -> None:
    hidden = contribution("Waiting words.")
    there = client.get(f"/voices/{hidden.reference}")
    for reference in ("0000-00000", "nothing", "%00", "A" * 500):
        other = client.get(f"/voices/{reference}")
        assert (other.status_code, other.data) == (there.status_code, there.data)


def test_one_voice_with_who_where_and_chapters(client: FlaskClient) -> None:
    row = published(
        "Nurse Smith rang me back.",
        title="A call",
        respondent="carer",
        attribution=Attribution.KIND_AND_PLACE,
        redactions=[Redaction(6, 11, "staff")],
        transcribed=True,
        translated_from="pl",
    )
    _file(row, "digital")
    _file(row, "cancer", AssignmentStatus.CONFIRMED)
    _file(row, "maternity", AssignmentStatus.DISMISSED)
    page = client.get(f"/voices/{row.reference.lower()}").get_data(as_text=True)
    assert "Nurse [member of staff] rang me back." in page and "Smith" not in page
    assert "Why are there words in square brackets?" in page
    assert "Carer, North Norfolk" in page
    assert "Written down by staff and translated from Polish. Published" in page
    assert "Carer, North Norfolk. Written down by staff and translated from Polish." in client.get("/voices").text
    assert "Digital" in page and "Cancer" in page and "Maternity" not in page
    assert f"http://localhost/voices/{row.reference}" in page


def test_filters(client: FlaskClient) -> None:
    idea = published("A bench.", locality="norwich", attribution=Attribution.PLACE)
    story = published("I fell.", kind=Kind.STORY, locality="north-norfolk", attribution=Attribution.PLACE)
    _file(idea, "digital")
    _file(story, "digital", AssignmentStatus.DISMISSED)
    assert _listed(client, "?kind=story") == {story.reference}
    assert _listed(client, "?place=norwich") == {idea.reference}
    assert _listed(client, "?chapter=digital") == {idea.reference}
    assert _listed(client, "?chapter=digital&kind=story") == set()
    assert _listed(client, "?kind=poem&chapter=&place=") == {idea.reference, story.reference}
    _file(story, "cancer")
    goal = named(Goal, "healthy-life")
    db.session.add(Assignment(contribution_id=idea.id, goal_id=goal.id))
    db.session.commit()
    assert _listed(client, "?goal=healthy-life") == {idea.reference}
    page = client.get("/voices?kind=idea&chapter=digital&q=benches").get_data(as_text=True)
    assert 'href="/voices?chapter=digital&amp;kind=idea"' in page, "each choice can be taken away by itself"
    assert 'href="/voices?q=benches&amp;kind=idea"' in page
    assert 'href="/feeds/all.atom"' in page and "/feeds/chapters/" not in page
    assert 'href="/feeds/chapters/digital.atom"' in client.get("/voices?chapter=digital").text
    theme = sample.theme(current_plan())
    db.session.commit()
    assert f'<option value="{theme.id}" selected>{theme.name}</option>' in client.get(f"/voices?theme={theme.id}").text
    for unknown in ("goal=x", "theme=x", "theme=999", "theme=99999999999999999999", "question=x", "theme=²"):
        assert _listed(client, f"?{unknown}") == set()
    assert _listed(client, "?place=atlantis") == set() == _listed(client, "?chapter=atlantis")


def test_a_place_finds_only_those_who_agreed_to_be_known_by_it(client: FlaskClient) -> None:
    agreed = published("One.", locality="norwich", attribution=Attribution.KIND_AND_PLACE)
    published("Two.", locality="norwich", attribution=Attribution.KIND)
    published("Three.", locality="norwich", attribution=Attribution.ANONYMOUS)
    assert _listed(client, "?place=norwich") == {agreed.reference}
    assert "Only people who let us say" in client.get("/voices?place=norwich").get_data(as_text=True)


def test_search_takes_words_as_they_are(client: FlaskClient) -> None:
    row = published("Waits are 100% too LONG at the_clinic.", title="Crêpes")
    published("Something else.")
    for words in ("long", "LONG waits", "100%", "the_clinic", "crêpes"):
        assert _listed(client, f"?q={words.replace('%', '%25')}") == {row.reference}, words
    for words in ("theXclinic", "100 percent", "' OR '1'='1", "\\", "%25%25", "long zebra", "%00nothing"):
        assert _listed(client, f"?q={words}") == set(), words


def test_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "PAGE", 2)
    references = [published(f"Number {number}.").reference for number in range(5)]
    seen = [_listed(client, f"?page={number}") for number in (1, 2, 3, 4)]
    assert seen == [set(references[3:]), set(references[1:3]), {references[0]}, set()]
    page = client.get("/voices?page=2&q=numbers").get_data(as_text=True)
    assert "/voices?q=numbers&amp;page=1" in page and "/voices?q=numbers&amp;page=3" in page
    for number in ("0", "-1", "x", "9" * 40):
        assert client.get(f"/voices?page={number}").status_code == 200


def test_many_are_not_counted_to_the_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "COUNTED", 2)
    for number in range(2):
        published(f"Number {number}.")
    assert "2 voices" in client.get("/voices").get_data(as_text=True)
    published("Number three.")
    assert "More than 2 voices" in client.get("/voices").get_data(as_text=True)


def test_a_long_text_is_shortened_in_the_list_only(client: FlaskClient) -> None:
    row = published("word " * 200 + "zebra")
    assert "zebra" not in client.get("/voices").get_data(as_text=True)
    assert "zebra" in client.get(f"/voices/{row.reference}").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/", "/voices"])
def test_more_voices_need_no_more_queries(client: FlaskClient, app: Flask, address: str) -> None:
    def count() -> int:
        asked: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        db.session.rollback()
        db.session.expunge_all()
        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get(address).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return sum(one.lstrip().upper().startswith("SELECT") for one in asked)

    published("The first one.")
    few = count()
    for number in range(12):
        published(f"Number {number}.", respondent="carer", locality=("norwich", "west-norfolk")[number % 2])
    assert count() == few <= 20


def test_counts_are_of_people_reading(plan: Plan) -> None:
    contribution("Waiting.")
    published("Published.")
    decide(contribution("Declined."), State.DECLINED, by=person("mo"), reason="advertising")
    db.session.commit()
    assert queries.counts(plan) == queries.Counts(received=3, read=2, published=1)


def test_dates_to_come_and_past(plan: Plan) -> None:
    during = queries.dates(plan, date(2019, 9, 1))
    assert during.next and during.next.on == date(2019, 9, 5) and during.past[0].on == date(2019, 8, 16)
    after = queries.dates(plan, date(2026, 11, 22))
    assert after.next is None and after.past[0].on == date(2019, 11, 15)


def test_the_filters_say_how_many_there_are_of_what_anybody_can_list(client: FlaskClient, plan: Plan) -> None:
    told = Attribution.KIND_AND_PLACE
    rows = [
        published(f"Words {n}.", locality="norwich", attribution=told if n else Attribution.ANONYMOUS) for n in range(3)
    ]
    _file(rows[0], "maternity")
    _file(rows[1], "maternity", AssignmentStatus.DISMISSED)
    published("Hidden.", show=False, quote=False, locality="norwich", attribution=told)
    wide = sample.theme(plan)
    narrow = sample.theme(plan, "At weekends", parent_id=wide.id)
    for row, group in zip(rows, (wide, narrow, narrow), strict=True):
        sample.put_in(row, group)
    figures = counting.reckon(plan)
    assert "(3)" not in client.get("/voices").text, "no numbers without a worker"
    tallies.keep(plan, counting.VOICES, figures, "now")
    db.session.commit()
    assert (figures["all"], figures["kind"]) == ({"": 3}, {"idea": 3})
    for name, slug in (
        ("chapter", "maternity"),
        ("place", "norwich"),
        ("kind", "idea"),
        ("theme", str(wide.id)),
        ("theme", str(narrow.id)),
    ):
        assert figures[name][slug] == len(_listed(client, f"?{name}={slug}")), name
    page = client.get("/voices?place=norwich").text
    assert "Norwich (2)" in page and "(0)" in page and ">2 voices<" in page
