"""The outbox: a letter waits with what caused it, goes out later, and a dead mail server loses none."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engage.doctor import examine
from engage.extensions import db
from engage.mailing import send_pending
from engage.messages import done_by_hand, for_staff, queue_message
from engage.models import Contact, Contribution, Message, MessageState, now
from engage.submissions.letters import RECEIPT
from tests.factories import contribution, person


def _reachable(**ways: str) -> Contribution:
    row = contribution("My neighbour Elsie waited nine hours.")
    db.session.add(Contact(contributor_id=row.contributor_id, **ways))
    db.session.commit()
    return row


def _queue(row: Contribution) -> Message | None:
    message = queue_message(row, RECEIPT, once=f"receipt:{row.reference}")
    db.session.commit()
    return message


@pytest.fixture
def outbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Mail goes out, into a list."""
    config = replace(app.config["ENGAGE"], mail="memory", site_url="https://plan.example.org")
    monkeypatch.setitem(app.config, "ENGAGE", config)
    state = app.extensions["mailman"]
    monkeypatch.setattr(state, "backend", "locmem")
    state.outbox = []
    sent: list[Any] = state.outbox
    return sent


def _later(message: Message) -> None:
    message.try_after = now() - timedelta(seconds=1)
    db.session.commit()


def test_a_letter_goes_out_once_without_words_or_address_in_the_row(outbox: list[Any]) -> None:
    row = _reachable(email="pat@example.org", phone="01632 960 001")
    first, second = _queue(row), _queue(row)
    assert first is not None and first is second
    stored = str(db.session.execute(select(Message.__table__)).mappings().one())
    assert "pat@" not in stored and "Elsie" not in stored
    assert (send_pending(), send_pending()) == (1, 0)
    (sent,) = outbox
    assert sent.to == ["pat@example.org"] and row.reference in sent.subject
    assert "https://plan.example.org/receipt" in sent.body and "Elsie" not in sent.body
    db.session.expire_all()
    assert first.state is MessageState.SENT and first.done_at is not None


def test_who_left_no_way_to_be_reached_gets_no_letter(app: Flask) -> None:
    assert _queue(contribution()) is None


def test_phone_and_post_wait_for_a_person(outbox: list[Any]) -> None:
    message = _queue(_reachable(phone="01632 960 001"))
    assert send_pending() == 0 and message is not None
    assert for_staff() == [message]
    done_by_hand(message.id, by=person("mo"))
    db.session.commit()
    assert for_staff() == [] and message.done_by_id == person("mo").id


def test_a_dead_mail_server_loses_nothing(outbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    message = _queue(_reachable(email="pat@example.org"))

    def dead(*_args: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("flask_mailman.backends.locmem.EmailBackend.open", dead, raising=False)
        assert send_pending() == 0
    db.session.expire_all()
    assert message is not None and message.state is MessageState.WAITING
    _later(message)
    assert send_pending() == 1 and len(outbox) == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"pat@example.org": (550, b"no such person pat@example.org")}), MessageState.FAILED),
        (smtplib.SMTPRecipientsRefused({"pat@example.org": (450, b"later")}), MessageState.WAITING),
        (TimeoutError(), MessageState.WAITING),
    ],
    ids=["refused for good", "refused for now", "slow"],
)  # fmt: skip
def test_what_is_refused_waits_or_is_shown_to_a_person(
    outbox: list[Any], monkeypatch: pytest.MonkeyPatch, error: Exception, state: MessageState
) -> None:
    message = _queue(_reachable(email="pat@example.org"))

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise error

    monkeypatch.setattr("flask_mailman.backends.locmem.EmailBackend.send_messages", refuse)
    assert send_pending() == 0 and message is not None
    db.session.expire_all()
    assert (message.state, message.problem, message.attempts) == (state, type(error).__name__, 1)
    assert message.try_after > now()
    assert (for_staff() == [message]) is (state is MessageState.FAILED)


def test_nothing_goes_out_until_mail_is_set_up_and_the_doctor_says_so(app: Flask) -> None:
    _queue(_reachable(email="pat@example.org"))
    assert send_pending() == 0
    finding = next(each for each in examine(app) if each.name == "E-mail")
    assert not finding.good and "1 letters wait" in finding.found
