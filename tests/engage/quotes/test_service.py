"""Picking, ordering and keeping quotes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from engage.errors import InputError, NotFoundError, NotPermittedError, NotVerbatimError
from engage.extensions import db
from engage.models import Plan, Quote, State, now
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.quotes import service
from engage.quotes.collections import collection
from engage.quotes.service import Direction
from tests import factories
from tests.engage.quotes.filing import chapter_called, spoken

TEXT = "The nurse listened to me. I rang Jane six times before anybody answered."


@pytest.fixture
def author(app: Any) -> Any:
    """Ada, who writes about mental health."""
    return factories.person("ada", chapters=["mental-health"])


@pytest.fixture
def chapter(app: Any) -> Any:
    """The chapter that Ada writes."""
    return chapter_called("mental-health")


def test_a_quote_holds_offsets_and_reads_as_the_approved_words(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    quote = service.pick(author, chapter, row, 0, 25)
    assert quote.text == "The nurse listened to me."
    assert quote.reference == f"{row.reference}.0-25"
    assert quote.position == 1


def test_picking_twice_keeps_one(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    assert service.pick(author, chapter, row, 0, 25) is service.pick(author, chapter, row, 0, 25)


def test_consent_to_show_is_not_consent_to_quote(author: Any, chapter: Any, plan: Plan) -> None:
    row = spoken(TEXT, quote=False)
    with pytest.raises(NotVerbatimError):
        service.pick(author, chapter, row, 0, 25)
    with pytest.raises(NotVerbatimError):
        service.quotable_contribution(plan, row.reference)


def test_a_text_that_changed_since_it_was_read_is_not_quoted(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    seen = row.published_digest
    decide(row, State.HELD, by=factories.person("mo"))
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(33, 37, "person")])
    with pytest.raises(NotVerbatimError):
        service.pick(author, chapter, row, 0, 25, digest=seen)


@pytest.mark.parametrize(("start", "end"), [(0, 30), (0, 26), (1, 25), (26, 500), (-5, 9), (28, 36)])
def test_ragged_offsets_are_refused(author: Any, chapter: Any, start: int, end: int) -> None:
    row = spoken(TEXT, redactions=[Redaction(33, 37, "person")])
    with pytest.raises(NotVerbatimError):
        service.pick(author, chapter, row, start, end)


def test_only_own_chapters_are_collected(author: Any, plan: Plan) -> None:
    row = spoken(TEXT, "cancer")
    with pytest.raises(NotPermittedError):
        service.pick(author, chapter_called("cancer"), row, 0, 25)
    officer = factories.person("ola")
    assert service.pick(officer, chapter_called("cancer"), row, 0, 25).text == "The nurse listened to me."


@pytest.mark.parametrize("name", ["mo", "sam", "stella", "adam"])
def test_the_other_roles_collect_nothing(app: Any, chapter: Any, name: str) -> None:
    row = spoken(TEXT)
    with pytest.raises(NotPermittedError):
        service.pick(factories.person(name), chapter, row, 0, 25)


def _raw_insert(row: Any, chapter: Any, author: Any, **changed: Any) -> None:
    values = {
        "chapter": chapter.id, "contribution": row.id, "start": 0, "end": 25, "digest": row.published_digest,
        "author": author.id, "at": now(),
    } | changed  # fmt: skip
    db.session.execute(
        sql(
            "INSERT INTO quote (chapter_id, contribution_id, start_at, end_at, text_digest, position, note, picked_by_id,"
            " picked_at) VALUES (:chapter, :contribution, :start, :end, :digest, 1, '', :author, :at)"
        ),
        values,
    )


@pytest.mark.parametrize("changed", [{"end": 10_000}, {"digest": "0" * 64}, {"start": 30}, {"start": -1}])
def test_the_database_refuses_a_loose_quote(author: Any, chapter: Any, changed: dict[str, Any]) -> None:
    row = spoken(TEXT)
    _raw_insert(row, chapter, author)
    with pytest.raises(DBAPIError):
        _raw_insert(row, chapter, author, **({"end": 20} | changed))
    db.session.rollback()


def test_the_database_refuses_a_quote_without_consent(author: Any, chapter: Any) -> None:
    row = spoken(TEXT, quote=False)
    with pytest.raises(DBAPIError):
        _raw_insert(row, chapter, author)
    db.session.rollback()


def test_the_database_counts_characters_as_we_do(author: Any, chapter: Any) -> None:
    row = spoken("👩‍⚕️🏳️‍🌈 e\u0301 ok")
    _raw_insert(row, chapter, author, end=len(row.published_text))
    with pytest.raises(DBAPIError):
        _raw_insert(row, chapter, author, end=len(row.published_text) + 1)
    db.session.rollback()


def _three(author: Any, chapter: Any) -> list[Quote]:
    return [service.pick(author, chapter, spoken(f"Quote {word} here."), 0, 11 + len(word)) for word in "ABC"]


def _read(chapter: Any) -> str:
    return "".join(quote.text[6] for quote in collection(chapter).standing)


@pytest.mark.parametrize(
    ("which", "direction", "order"),
    [
        (1, Direction.UP, "BAC"),
        (1, Direction.DOWN, "ACB"),
        (0, Direction.UP, "ABC"),
        (2, Direction.DOWN, "ABC"),
        (2, Direction.FIRST, "CAB"),
        (0, Direction.LAST, "BCA"),
    ],
)
def test_quotes_are_moved(author: Any, chapter: Any, which: int, direction: Direction, order: str) -> None:
    quotes = _three(author, chapter)
    service.move(author, quotes[which], direction)
    assert _read(chapter) == order


def test_an_order_is_set_and_the_rest_follow(author: Any, chapter: Any) -> None:
    quotes = _three(author, chapter)
    service.set_order(author, chapter, [quotes[2].id])
    assert _read(chapter) == "CAB"
    with pytest.raises(NotFoundError):
        service.set_order(author, chapter, [10**6])


def test_a_quote_is_shortened_to_words_that_stand_in_it(author: Any, chapter: Any) -> None:
    quote = service.pick(author, chapter, spoken(TEXT), 0, 25)
    service.note(author, quote, " For the opening. ")
    service.shorten(author, quote, "nurse  listened")
    (kept,) = collection(chapter).standing
    assert (kept.text, kept.cut.before, kept.cut.after, kept.note) == ("nurse listened", True, True, "For the opening.")
    for words in ("nurse listens", "listen", "The nurse listened to me.", ""):
        with pytest.raises(NotVerbatimError):
            service.shorten(author, quote, words)


def test_two_quotes_never_become_the_same(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    service.pick(author, chapter, row, 4, 9)
    whole = service.pick(author, chapter, row, 0, 25)
    with pytest.raises(InputError):
        service.shorten(author, whole, "nurse")


def test_a_note_has_an_end(author: Any, chapter: Any) -> None:
    quote = service.pick(author, chapter, spoken(TEXT), 0, 25)
    with pytest.raises(InputError):
        service.note(author, quote, "x" * 2001)


def test_a_removed_quote_is_gone(author: Any, chapter: Any) -> None:
    quote = service.pick(author, chapter, spoken(TEXT), 0, 25)
    service.remove(author, quote)
    assert collection(chapter).standing == ()


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("withdrawn", "taken it back"),
        ("held", "looking at it again"),
        ("redacted", "has changed"),
        ("consent", "no longer agrees"),
    ],
)
def test_a_quote_that_may_not_be_used_is_marked_with_what_to_do(
    author: Any, chapter: Any, what: str, word: str
) -> None:
    row = spoken(TEXT)
    service.pick(author, chapter, row, 0, 25)
    if what == "withdrawn":
        decide(row, State.WITHDRAWN)
    elif what == "consent":
        row.consent.quote = False
        db.session.flush()
    else:
        decide(row, State.HELD, by=factories.person("mo"))
        if what == "redacted":
            decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(33, 37, "person")])
    now_ = collection(chapter)
    assert now_.standing == ()
    assert word in now_.fallen[0].why
    assert now_.fallen[0].to_do
    assert now_.fallen[0].readable is (what == "redacted")


def test_a_quote_stands_again_when_the_same_text_is_published_again(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    service.pick(author, chapter, row, 0, 25)
    decide(row, State.HELD, by=factories.person("mo"))
    assert collection(chapter).standing == ()
    decide(row, State.PUBLISHED, by=factories.person("mo"))
    assert [quote.text for quote in collection(chapter).standing] == ["The nurse listened to me."]


def test_words_used_in_another_chapter_are_marked(author: Any, chapter: Any) -> None:
    row = spoken(TEXT)
    service.pick(author, chapter, row, 0, 25)
    service.pick(factories.person("ola"), chapter_called("cancer"), row, 4, 25)
    assert collection(chapter).standing[0].used_in == ("Cancer",)
