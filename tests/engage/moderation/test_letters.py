"""Letters, questions and second opinions: what the writer is told, when it goes out, and to whom an item goes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from engage.errors import InputError, InvalidTransitionError
from engage.extensions import db
from engage.messages import LETTERS
from engage.models import (
    Contact,
    Contribution,
    Decision,
    DecisionKind,
    Enquiry,
    Message,
    Plan,
    Purpose,
    State,
    now,
    published,
)
from engage.moderation import enquiries, letters, queue
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.moderation.undoing import undo
from tests import factories


def _reachable(phone: str | None = None) -> Contribution:
    row = factories.contribution("Jane was kind.")
    row.contributor.code_hash = f"{row.id:064}"
    email = None if phone else "writer@example.org"
    db.session.add(Contact(contributor_id=row.contributor_id, email=email, phone=phone))
    db.session.commit()
    return row


def _told(row: Contribution) -> str:
    return db.session.get_one(Decision, row.last_decision_id).told


def test_each_decision_tells_the_writer_in_the_houses_own_words(app: Flask, plan: Plan) -> None:
    mo = factories.person("mo")
    texts = plan.wording["letters"]
    cases = [
        (State.PUBLISHED, {"redactions": [Redaction(0, 4, "person")]}, texts["published-changed"]),
        (State.PUBLISHED, {"redactions": []}, texts["published"]),
        (
            State.PUBLISHED,
            {"kind": DecisionKind.ROUTE, "reason": "complaint", "use_only": True},
            texts["route-complaint"],
        ),
        (State.DECLINED, {"reason": "off-topic"}, texts["decline-off-topic"]),
        (State.HELD, {"kind": DecisionKind.ASK, "reason": "ask-author", "question": "Which surgery?"}, texts["ask"]),
        (State.HELD, {"reason": "second-opinion"}, ""),
        (State.REFERRED, {"reason": "risk-to-self"}, ""),
    ]
    for new, given, text in cases:
        row = factories.contribution("Jane was kind.")
        decide(row, new, by=mo, **given)
        assert _told(row) == letters.filled_in(text, plan, row.reference), given
        assert "[moderator]" not in _told(row)
    hidden = factories.contribution(show=False, quote=False)
    decide(hidden, State.PUBLISHED, by=mo)
    assert "Nobody sees your words" in _told(hidden)


def test_a_letter_waits_until_the_decision_can_no_longer_be_undone(app: Flask) -> None:
    row, mo = _reachable(), factories.person("mo")
    made = decide(row, State.DECLINED, by=mo, reason="off-topic")
    message = db.session.scalars(select(Message)).one()
    assert message.try_after - made.at == timedelta(minutes=10)
    written = LETTERS["decision"](message, "https://plan.example.org")
    assert row.reference in written.text
    assert "https://plan.example.org/receipt" in written.text
    assert "Jane" not in written.text
    undo(row, by=mo, decision_id=made.id)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_letter_is_in_the_language_that_the_words_were_given_in(app: Flask, plan: Plan, client: FlaskClient) -> None:
    row, mo = _reachable(), factories.person("mo")
    row.language = "pl"  # written in Polish, on the English page
    decide(row, State.DECLINED, by=mo, reason="off-topic")
    message = db.session.scalars(select(Message)).one()
    written = LETTERS["decision"](message, "https://plan.example.org")
    assert (written.language, written.subject) == ("pl", f"Co wynikło z Twoich słów ({row.reference})")
    assert "Dotyczy czegoś, czego ten plan nie może zmienić" in written.text
    assert "this plan cannot change" in _told(row), "what is kept is English, for the staff"
    with client.session_transaction() as session:
        session["receipt"] = row.contributor_id
    db.session.commit()
    page = client.get("/receipt/mine?language=pl").text
    assert '<div lang="pl"><p>Dziękujemy. Przeczytaliśmy Twój tekst.' in page

    letters.change_letters(mo, plan, {"decline-off-topic": "We hold a meeting about this in May."})
    decide(row, State.HELD, by=mo, reason="find-out")
    decide(row, State.DECLINED, by=mo, reason="off-topic")
    db.session.commit()
    message = db.session.scalars(select(Message)).one()
    written = LETTERS["decision"](message, "")
    assert "Następną część ktoś napisał po angielsku" in written.text
    assert "We hold a meeting about this in May." in written.text
    assert "Tę część ktoś napisał po angielsku." in client.get("/receipt/mine?language=pl").text


def test_what_was_told_stays_as_it_was_when_the_letter_is_changed(app: Flask, plan: Plan, client: FlaskClient) -> None:
    row, mo = factories.contribution(), factories.person("mo")
    decide(row, State.PUBLISHED, by=mo)
    db.session.commit()
    before = _told(row)
    factories.sign_in(client, mo)
    assert client.get("/staff/letters").status_code == client.get("/staff/letters/published").status_code == 200
    assert (
        client.get("/staff/letters/nothing").status_code
        == client.post("/staff/letters/x", data={"text": "y"}).status_code
        == 404
    )
    assert client.post("/staff/letters/published", data={"text": ""}).status_code == 400
    assert client.post("/staff/letters/published", data={"text": "Hello [reference] {{ 7*7 }}"}).status_code == 303
    for page in ("/staff/letters/published", "/about/moderation"):  # the published rules show the letters as they are
        assert "Hello 7K4P-2M9QX {{ 7*7 }}" in client.get(page).text
    assert _told(row) == before
    other = factories.contribution()
    decide(other, State.PUBLISHED, by=mo)
    assert _told(other) == f"Hello {other.reference} {{{{ 7*7 }}}}"


def test_a_letter_to_ring_through_is_shown_to_moderators_alone(app: Flask, client: FlaskClient) -> None:
    row, mo = _reachable(phone="01632 960 111"), factories.person("mo")
    decide(row, State.PUBLISHED, by=mo)
    db.session.commit()
    factories.sign_in(client, mo)
    assert "01632 960 111" not in client.get("/staff/to-send").text
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert "01632 960 111" in client.get("/staff/to-send").text
        message = db.session.scalars(select(Message.id)).one()
        assert client.post(f"/staff/to-send/{message}").status_code == 303
        assert "01632 960 111" not in client.get("/staff/to-send").text
    assert "01632 960 111" not in client.get(f"/staff/queue/{row.reference}").text


def test_an_answer_brings_it_back_into_the_queue(app: Flask, plan: Plan, client: FlaskClient) -> None:
    row, mo = _reachable(), factories.person("mo")
    factories.sign_in(client, mo)
    form = {"version": row.version, "decision": "ask"}
    assert client.post(f"/staff/queue/{row.reference}", data=form).status_code == 400
    assert (
        client.post(f"/staff/queue/{row.reference}", data={**form, "question": "Which <b>one</b>?"}).status_code == 302
    )
    db.session.expire_all()
    enquiry = enquiries.open_question(row)
    assert enquiry
    assert (row.state, enquiry.question) == (State.HELD, "Which <b>one</b>?")
    with pytest.raises(InputError):
        enquiries.answer(row, "")
    enquiries.answer(row, "The one in Mill Lane.")
    db.session.commit()
    assert row.state is State.RECEIVED
    with pytest.raises(InvalidTransitionError):
        enquiries.answer(row, "Again")
    page = client.get(f"/staff/queue/{row.reference}").text
    assert "The one in Mill Lane." in page
    assert "Which &lt;b&gt;one" in page
    decide(row, State.WITHDRAWN, source="contributor")
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 0


def test_nobody_is_asked_who_has_no_receipt(app: Flask, client: FlaskClient) -> None:
    row = factories.contribution()
    factories.sign_in(client, factories.person("mo"))
    assert 'value="ask"' not in client.get(f"/staff/queue/{row.reference}").text


def test_a_second_opinion_goes_to_somebody_else_and_never_back(app: Flask, plan: Plan) -> None:
    mo, sam = factories.person("mo"), factories.person("sam")
    row, other = factories.contribution(), factories.contribution()
    decide(row, State.HELD, by=mo, reason="second-opinion")
    db.session.commit()
    for new in (State.PUBLISHED, State.DECLINED, State.HELD, State.RECEIVED):
        with pytest.raises(InputError, match="somebody else decides"):
            decide(row, new, by=mo, reason="off-topic")
    assert queue.next_to_read(plan, other, mo) is None
    assert queue.next_to_read(plan, other, sam) == row.reference
    values = {
        "contribution_id": row.id, "by_id": mo.id, "kind": DecisionKind.DECLINE, "old": State.HELD,
        "new": State.DECLINED, "reason": "x", "note": "", "told": "", "redactions": 0, "unscreened": False, "at": now(),
    }  # fmt: skip
    with pytest.raises(DBAPIError):
        db.session.execute(insert(Decision).values(values))
    db.session.rollback()
    decide(row, State.PUBLISHED, by=sam)
    assert row.state is State.PUBLISHED


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("ask", "received", "published"),
        ("publish", "received", "declined"),
        ("back", "received", "received"),
        ("publish", "withdrawn", "published"),
    ],
)
def test_the_database_refuses_decisions_that_cannot_be(app: Flask, kind: str, old: str, new: str) -> None:
    row = factories.contribution()
    values = {
        "contribution_id": row.id, "source": "x", "kind": kind, "old": old, "new": new, "reason": "x", "note": "",
        "told": "", "redactions": 0, "unscreened": False, "at": now(),
    }  # fmt: skip
    with pytest.raises(DBAPIError):
        db.session.execute(insert(Decision).values(values))
    db.session.rollback()


def test_what_is_sent_elsewhere_counts_and_is_not_shown(app: Flask, plan: Plan, client: FlaskClient) -> None:
    row = factories.contribution("A complaint with a theme.")
    decide(row, State.PUBLISHED, by=factories.person("mo"), kind=DecisionKind.ROUTE, reason="complaint", use_only=True)
    db.session.commit()
    seen = {purpose: db.session.scalars(published(purpose, plan_id=plan.id)).all() for purpose in Purpose}
    assert seen == {Purpose.USE: [row], Purpose.SHOW: [], Purpose.QUOTE: []}
    assert client.get(f"/voices/{row.reference}").status_code == 404
    assert "A complaint with a theme" not in client.get("/voices").text
    decide(row, State.DECLINED, by=factories.person("mo"), reason="off-topic")
    assert row.use_only is False
