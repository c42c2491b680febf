"""Claims, the tray of likely spam, second readings, public figures, care, and a sign-in that ran out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter import Limiter
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import MultiDict

from engage import flooding
from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Claim,
    Contribution,
    Decision,
    Kind,
    Plan,
    Report,
    ReportReason,
    ReportState,
    Screening,
    State,
    digest,
    now,
)
from engage.moderation import agreement, claims, clock, numbers, queue, reports, screening, spam
from engage.moderation.filters import Filters
from engage.moderation.holidays import bank_holidays
from engage.moderation.load import load_today
from engage.moderation.service import decide
from tests import factories


def _suspected(word: str = "honeypot", urgency: int = 3) -> Contribution:
    row = factories.contribution()
    row.suspicion = word
    found = db.session.get(Screening, row.id)
    assert found
    found.seriousness = 3 - urgency
    db.session.commit()
    return row


@pytest.fixture
def mo(app: Flask, client: FlaskClient) -> FlaskClient:
    """Mo's browser."""
    factories.sign_in(client, factories.person("mo"))
    return client


def test_two_people_never_work_on_the_same_one(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    row, other = factories.contribution(), factories.contribution()
    sam = app.test_client()
    factories.sign_in(sam, factories.person("sam"))
    mo.get(f"/staff/queue/{row.reference}")
    assert queue.next_to_read(plan, other, factories.person("sam")) is None
    page = sam.get(f"/staff/queue/{row.reference}").text
    assert "Mo is working on this now." in page
    assert "Save my decision" not in page
    refused = sam.post(f"/staff/queue/{row.reference}", data={"version": row.version, "decision": "publish"})
    assert (refused.status_code, "Mo is working on this now" in refused.text) == (409, True)
    assert "You have this open" in mo.get("/staff/queue?mine=mine").text
    assert sam.post(f"/staff/queue/{row.reference}/claim").status_code == 302
    assert (
        mo.post(f"/staff/queue/{row.reference}", data={"version": row.version, "decision": "publish"}).status_code
        == 409
    )
    with time_machine.travel(now() + timedelta(minutes=claims.MINUTES + 1), tick=False):
        assert queue.next_to_read(plan, other, factories.person("mo")) == row.reference
        assert "Save my decision" in mo.get(f"/staff/queue/{row.reference}").text
    assert (
        mo.post(f"/staff/queue/{row.reference}", data={"version": row.version, "decision": "publish"}).status_code
        == 302
    )
    assert db.session.scalars(select(Claim)).all() == []


def test_the_place_in_the_queue_follows_the_screening(app: Flask) -> None:
    row = factories.contribution()
    assert (row.urgency, row.checked) == (3, True)
    found = db.session.get_one(Screening, row.id)
    found.seriousness = 3
    db.session.commit()
    assert row.urgency == 0
    assert row.original
    row.original.text, row.original.digest = "New words", digest("New words")
    db.session.commit()
    assert (row.urgency, row.checked) == (0, False)
    found.seriousness = 1
    db.session.commit()
    assert row.urgency == 0


def test_likely_spam_waits_apart_and_danger_never_does(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    ordinary, danger, tray = factories.contribution(), _suspected(urgency=0), [_suspected(), _suspected("too-fast")]
    waiting = [row.contribution for row in queue.queue_page(plan, Filters(), 1).rows]
    assert waiting == [danger, ordinary]
    assert (queue.counts(plan).waiting, queue.counts(plan).tray) == (2, 2)
    page = mo.get("/staff/spam").text
    assert "A box that people cannot see was filled in" in page
    assert mo.post("/staff/spam", data={"action": "decline"}).status_code == 400
    ticked = [row.reference for row in (*tray, danger, ordinary)]
    answer = mo.post("/staff/spam", data={"action": "decline", "item": ticked})
    db.session.expire_all()
    assert [row.state for row in tray] == [State.DECLINED] * 2
    assert (danger.state, ordinary.state) == (State.RECEIVED, State.RECEIVED)
    batch = answer.location.partition("batch=")[2]
    assert "Undo this for all of them" in mo.get(answer.location).text
    assert mo.post("/staff/spam/undo", data={"batch": batch}).status_code == 303
    db.session.expire_all()
    assert [row.state for row in tray] == [State.RECEIVED] * 2
    mo.post("/staff/spam", data={"action": "queue", "item": [tray[0].reference]})
    assert queue.counts(plan).waiting == 3
    assert spam.undo_batch("nothing", by=factories.person("mo")) == 0


def test_signs_of_a_machine_and_nobody_is_refused(app: Flask) -> None:
    with app.test_request_context():
        opened = flooding.trap()["opened"]
    later = now() + timedelta(days=9)
    for form, at, word in (
        ({"opened": opened}, later, ""),
        ({"opened": opened}, now(), "too-fast"),
        ({"opened": opened, "homepage": "x"}, later, "honeypot"),
        ({"opened": "forged.x.y"}, now(), ""),
        ({}, now(), ""),
    ):
        with time_machine.travel(at, tick=False), app.test_request_context(method="POST", data=form):
            assert flooding.suspicion() == word, form
    library = Flask("library")
    library.config["SECRET_KEY"] = "x" * 40
    limiter = Limiter(flooding.hashed_address, app=library, storage_uri="memory://")
    with library.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.77"}):
        assert [flooding.flood() for _ in range(61)] == [""] * 60 + ["many-at-once"]
        assert "192.0.2.77" not in str(vars(limiter.storage))


def test_near_copies_are_grouped_and_their_people_counted(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    letter = "Please keep our village surgery open, because the bus to town takes two hours and my mother cannot walk. "
    twins = [factories.contribution(letter * 3 + name) for name in ("Ann", "Bob", "Cy")]
    factories.contribution("Something else altogether, about parking at the hospital on Sundays and what it costs.")
    screening.group_copies(plan)
    db.session.expire_all()
    assert len({row.twins for row in twins}) == 1
    page = mo.get("/staff/queue").text
    assert page.count("Near-copies from 3 people") == 3
    assert twins[1].reference in mo.get(f"/staff/queue/{twins[0].reference}").text


def test_a_second_reader_knows_nothing_of_the_first(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    plan.wording = {**plan.wording, "moderator": {**plan.moderator, "second_reading_every": 1}}
    rows = [factories.contribution(f"Words {number}") for number in range(3)]
    for row, new in zip(rows, (State.PUBLISHED, State.DECLINED, State.DECLINED), strict=True):
        decide(row, new, by=factories.person("sam"), reason="off-topic", note="why sam did it")
    decide(factories.contribution("my own"), State.PUBLISHED, by=factories.person("mo"))
    db.session.commit()
    for row, verdict in zip(rows, ("publish", "publish", "decline"), strict=True):
        page = mo.get("/staff/second-reading").text
        assert "why sam did it" not in page
        assert f"Words {rows.index(row)}" in page
        answer = mo.post("/staff/second-reading", data={"reference": row.reference, "verdict": verdict})
        assert answer.status_code == 303
    assert "nothing to read a second time" in mo.get("/staff/second-reading").text
    assert mo.post("/staff/second-reading", data={"reference": rows[0].reference}).status_code == 400
    with pytest.raises(NotFoundError):
        agreement.read_again(plan, rows[0].reference, "publish", by=factories.person("mo"))
    found = agreement.agreement(plan)
    assert (found.read, found.alike, found.enough) == (3, 67, False)
    assert [row.state for row in rows] == [State.PUBLISHED, State.DECLINED, State.DECLINED]


def test_agreement_is_measured_against_chance() -> None:
    pairs = [("publish", "publish")] * 20 + [("publish", "decline")] * 5 + [("decline", "publish")] * 10
    assert agreement.measured(pairs + [("decline", "decline")] * 15) == agreement.Agreement(50, 70, 0.4)
    assert agreement.measured([]) == agreement.Agreement(0, 0, 0.0)
    assert agreement.measured([("publish", "publish")] * 3).kappa == 1.0


def test_public_figures_hide_small_numbers(app: Flask, plan: Plan, client: FlaskClient) -> None:
    assert numbers.hidden({"a": 12, "b": 3, "c": 7, "d": 0}) == {
        "a": "12", "b": "too few to show", "c": "too few to show", "d": "0",
    }  # fmt: skip
    for number in range(8):
        row = factories.contribution(received_at=now() - timedelta(days=number))
        decide(row, State.DECLINED if number < 2 else State.PUBLISHED, by=factories.person("mo"), reason="abusive")
    db.session.commit()
    page = client.get("/about/numbers").text
    assert "too few to show" in page
    assert "It is abusive or threatening" in page
    assert "30 days after the decision" in page
    found = numbers.numbers(plan)
    assert {line.label: line.number for line in found.lines}["Received"] == "8"
    assert found.usual_time
    assert not found.agreement.enough


def test_bank_holidays_are_no_working_days() -> None:
    assert {date(2026, 12, 25), date(2026, 12, 28), date(2026, 4, 3), date(2026, 8, 31)} <= bank_holidays(2026)
    assert {date(2022, 1, 3), date(2022, 12, 26), date(2022, 12, 27)} <= bank_holidays(2022)
    thursday, tuesday = datetime(2026, 12, 24, 10, tzinfo=UTC), datetime(2026, 12, 29, 10, tzinfo=UTC)
    assert clock.working_days(thursday, tuesday) == 1
    assert clock.working_days(thursday, tuesday, frozenset({date(2026, 12, 29)})) == 0
    assert clock.waiting(thursday, tuesday, clock.Promise(5))[0] == "Waiting 1 working day, 4 left"


def test_what_was_typed_is_back_after_signing_in_again(app: Flask, mo: FlaskClient) -> None:
    row = factories.contribution("Jane Smith lives in Mill Lane.")
    form = {
        "version": row.version, "redact": ["text:0:10:person"], "words": "Mill Lane", "kind": "address",
        "decision": "hold", "hold_reason": "later", "note": "“My” long\nthoughts & <more>. " * 60, "question": "Who? " * 390,
    }  # fmt: skip
    with mo.session_transaction() as session:
        session.clear()
    address = f"/staff/queue/{row.reference}"
    assert "/account/login" in mo.post(address, data=form, headers={"Origin": "http://elsewhere.example"}).location
    answer = mo.post(address, data=form, headers={"Origin": "http://localhost"})
    assert answer.status_code == 401
    assert "and nothing you typed is lost" in answer.text
    kept = re.findall(r'<input type="hidden" name="(?!csrf)([a-z_]+)" value="([^"]*)">', answer.text)
    again = MultiDict((name, unescape(value)) for name, value in kept)
    assert again.to_dict() == {name: str(value) for name, value in form.items() if name != "redact"} | {
        "redact": "text:0:10:person"
    }
    factories.sign_in(mo, factories.person("mo"))
    assert mo.post(address, data=again).status_code == 302
    db.session.expire_all()
    assert row.state is State.HELD


def test_all_of_a_kind_at_once(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    row = factories.contribution("Jane met Tom and Ann.")
    found = db.session.get_one(Screening, row.id)
    found.identifiers = [{"start": at, "end": at + 3 + (at == 0), "kind": "person"} for at in (0, 9, 17)]
    db.session.commit()
    page = mo.post(f"/staff/queue/{row.reference}/preview", data={"version": row.version, "all": "out:person"}).text
    assert "[name] met [name] and [name]." in page
    page = mo.post(f"/staff/queue/{row.reference}/preview", data={"version": row.version, "all": "keep:person"}).text
    assert "[name]" not in page.partition("How it will read")[2].partition("</section>")[0]


def test_time_for_a_break(app: Flask, plan: Plan) -> None:
    mo = factories.person("mo")
    plan.wording = {**plan.wording, "moderator": {**plan.moderator, "break_after": 3}}
    rests = []
    for _ in range(3):
        decide(factories.contribution(), State.PUBLISHED, by=mo)
        rests.append(load_today(plan, mo).rest)
    assert rests == [False, False, True]


def test_reports_are_answered_on_their_page(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    row = reports.report(factories.published("Fine words."), ReportReason.NAMES, "It <i>names</i> me")
    db.session.commit()
    assert "1 report about" in mo.get("/staff/queue").text
    assert "It &lt;i&gt;names" in mo.get("/staff/reports").text
    assert mo.post(f"/staff/reports/{row.reference}", data={"answer": ""}).status_code == 400
    assert mo.post(f"/staff/reports/{row.reference}", data={"answer": "It names nobody."}).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Report.state)).one() is ReportState.KEPT


def test_a_comment_is_shown_with_what_it_is_about(app: Flask, mo: FlaskClient) -> None:
    said = factories.published("The parking costs too much.")
    row = factories.contribution("I agree with this.", kind=Kind.COMMENT)
    row.parent = said
    db.session.commit()
    page = mo.get(f"/staff/queue/{row.reference}").text
    assert "What it is about" in page
    assert "The parking costs too much." in page
    assert row.reference in mo.get("/staff/queue?kind=comment").text


def test_a_state_never_changes_without_its_decision(app: Flask) -> None:
    row = factories.published()
    other = db.session.scalars(select(Decision.id)).one()
    for statement in (
        "UPDATE contribution SET state = 'held', published_text = NULL, published_digest = NULL",
        f"UPDATE contribution SET state = 'received', published_text = NULL, published_digest = NULL, last_decision_id = {other}",
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()
    assert row.state is State.PUBLISHED
