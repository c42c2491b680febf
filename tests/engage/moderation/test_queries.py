"""What moderators read: order, counts, filters, the clock, what comes next, who may know of what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import Contribution, Kind, Plan, Screening, ScreeningStatus, State, Worry, now
from engage.moderation import clock, item, queries, queue
from engage.moderation.filters import Filters, filter_choices
from engage.moderation.log import safe_cell
from engage.moderation.service import decide
from tests import factories

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def _waiting(text: str = "Words", *, serious: int = 0, days: int = 0, **given: Any) -> Contribution:
    row = factories.contribution(text, received_at=now() - timedelta(days=days), **given)
    screening = db.session.get(Screening, row.id)
    if screening:
        screening.seriousness = serious
        screening.concerns = [{"start": 0, "end": 2, "kind": "self-harm", "level": "high"}] if serious > 2 else []
    db.session.commit()
    return row


def _references(plan: Plan, **narrowed: str) -> list[str]:
    rows = queue.queue_page(plan, Filters(**narrowed), 1).rows
    return [row.contribution.reference for row in rows]


def test_the_most_serious_first_then_the_oldest(app: Flask, plan: Plan) -> None:
    young, old = _waiting(days=1), _waiting(days=9)
    harm, high = _waiting(serious=3), _waiting(serious=2, days=4)
    unseen = _waiting(screened=False, days=2)
    expected = [harm, high, unseen, old, young]
    assert _references(plan) == [row.reference for row in expected]
    walked = [expected[0].reference]
    while len(walked) < 5:
        found = queries.find(plan, walked[-1], factories.person("mo"))
        walked.append(queue.next_to_read(plan, found) or "")
    assert walked == _references(plan)
    assert queue.next_to_read(plan, young) == harm.reference


def test_the_queue_is_counted_and_never_holds_what_was_decided_or_referred(app: Flask, plan: Plan) -> None:
    mo = factories.person("mo")
    _waiting(serious=3)
    _waiting(days=30)
    _waiting(screened=False)
    decide(_waiting(), State.HELD, by=mo, reason="ask-author")
    for state in (State.PUBLISHED, State.DECLINED, State.REFERRED):
        decide(_waiting(), state, by=mo, reason="risk-to-self")
    db.session.commit()
    assert queue.counts(plan) == queue.Counts(waiting=4, serious=1, unchecked=1, held=1, late=1)
    assert len(_references(plan)) == 4
    assert queries.decided_page(plan, "", 1).total == 2
    assert queries.decided_page(plan, "declined", 1).total == 1
    assert queries.referred_page(plan, 1).total == 1
    assert queries.decided_today(mo) == 4


def test_nothing_waits(app: Flask, plan: Plan) -> None:
    assert queue.counts(plan) == queue.Counts(0, 0, 0, 0, 0)
    assert queue.queue_page(plan, Filters(), 7).pages == 1


def test_filters(app: Flask, plan: Plan) -> None:
    story = _waiting(kind=Kind.STORY, locality="norwich", channel="phone", serious=3)
    failed = _waiting()
    screening = db.session.get(Screening, failed.id)
    assert screening
    screening.status = ScreeningStatus.FAILED
    decide(failed, State.HELD, by=factories.person("mo"), reason="second-opinion")
    db.session.commit()
    for narrowed in ({"kind": "story"}, {"place": "norwich"}, {"channel": "phone"}, {"concern": "self-harm"}):
        assert _references(plan, **narrowed) == [story.reference], narrowed
    for narrowed in ({"concern": "unchecked"}, {"waiting": "held"}):
        assert _references(plan, **narrowed) == [failed.reference], narrowed
    assert _references(plan, place="nowhere") == []
    assert len(_references(plan, kind="'; DROP TABLE", concern="%", waiting="published")) == 2
    assert {"norwich", "north-norfolk"} <= {slug for slug, _ in filter_choices(plan)["place"]}
    read_again = db.session.get_one(Screening, story.id)
    read_again.concerns = [
        {"start": 0, "end": 2, "kind": kind, "level": "low"} for kind in ("abuse", "threat", "abuse")
    ]
    db.session.commit()
    assert (_references(plan, concern="self-harm"), _references(plan, concern="abuse")) == ([], [story.reference])
    db.session.delete(read_again)
    db.session.commit()
    assert db.session.scalars(select(Worry.kind)).all() == [], "gone with its screening"


def test_pages(app: Flask, plan: Plan) -> None:
    for _ in range(queries.PAGE + 1):
        _waiting()
    assert [len(queue.queue_page(plan, Filters(), page).rows) for page in (1, 2, 99)] == [queries.PAGE, 1, 1]


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (MONDAY, ("New today, 5 left", False)),
        (MONDAY - timedelta(days=3), ("Waiting 1 working day, 4 left", False)),
        (MONDAY - timedelta(days=2), ("Waiting 1 working day, 4 left", False)),
        (MONDAY - timedelta(days=7), ("Waiting 5 working days, due today", False)),
        (MONDAY - timedelta(days=10), ("Waiting 6 working days, 1 day late", True)),
        (MONDAY + timedelta(days=1), ("New today, 5 left", False)),
    ],
)
def test_the_wait_in_plain_words(received: datetime, words: tuple[str, bool]) -> None:
    assert clock.waiting(received, MONDAY, 5) == words
    assert (received < clock.late_before(MONDAY, 5)) is words[1]


@pytest.mark.parametrize(
    ("age", "words"),
    [(10, "just now"), (61, "1 minute ago"), (7300, "2 hours ago"), (3 * 86400, "3 days ago")],
)
def test_ages(age: int, words: str) -> None:
    assert clock.since(MONDAY - timedelta(seconds=age), MONDAY) == words


def test_a_referred_item_is_the_leads_alone_and_so_is_why(app: Flask, plan: Plan) -> None:
    mo, sam = factories.person("mo"), factories.person("sam")
    row = _waiting()
    other = factories.contribution("More from me", contributor=row.contributor)
    decide(row, State.REFERRED, by=mo, reason="risk-to-child", note="what I fear")
    db.session.commit()
    with pytest.raises(NotFoundError):
        queries.find(plan, row.reference, mo)
    assert queries.find(plan, row.reference.lower(), sam) is row
    assert item.describe(other, plan, mo).earlier == []
    assert len(item.describe(other, plan, sam).earlier) == 1
    decide(row, State.RECEIVED, by=sam, note="All is well")
    db.session.commit()
    told, known = item.describe(row, plan, mo).history, item.describe(row, plan, sam).history
    assert [(entry.reason, entry.note) for entry in told] == [("", ""), ("", "")]
    assert known[0].note == "what I fear"
    assert [line["reason"] for line in queries.log(plan, mo)] == ["", ""]
    assert next(line["reason"] for line in queries.log(plan, sam)) == "risk-to-child"


def test_an_item_in_plain_words(app: Flask, plan: Plan) -> None:
    row = _waiting("Jane was kind.", respondent="carer", title="Jane", show=True, quote=False)
    shown = item.describe(row, plan, factories.person("mo"))
    assert shown.consent[2] == "We may not quote it in the plan."
    assert ("Who", "Carer") in shown.person
    assert "".join(part.text for part in shown.card.text) == "Jane was kind."
    assert shown.card.clock.startswith("New today")


def test_without_its_original_an_item_shows_what_was_approved(app: Flask, plan: Plan) -> None:
    row = factories.published("Kept words")
    db.session.delete(row.original)
    db.session.commit()
    shown = item.describe(row, plan, factories.person("mo"))
    assert (shown.readable, shown.public_text, shown.proposals) == (False, "Kept words", [])


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert safe_cell(value).startswith("'")
