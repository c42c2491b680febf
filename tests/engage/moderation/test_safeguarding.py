"""Somebody may be in danger: raised from anywhere, hidden everywhere at once, seen through step by step."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engage.errors import InputError, NotFoundError, NotPermittedError
from engage.extensions import db
from engage.models import Contribution, Plan, State, StepKind
from engage.moderation import daily, safeguarding
from engage.moderation.service import decide
from tests import factories

WORDS = "The zeppelin nurse frightens my brother."


def _referred(by: str = "mo") -> Contribution:
    row = factories.contribution(WORDS)
    decide(row, State.REFERRED, by=factories.person(by), reason="risk-to-adult")
    db.session.commit()
    return row


def test_anybody_on_the_staff_raises_it_and_it_is_hidden_from_all_at_once(app: Flask, client: FlaskClient) -> None:
    row, ada = factories.published(WORDS), factories.person("ada")
    public = app.test_client()
    public_pages = ("/voices", "/voices?q=zeppelin", f"/voices/{row.reference}", "/themes", "/")
    assert any("frightens my" in public.get(page).text for page in public_pages)
    factories.sign_in(client, ada)
    assert 'href="/staff/concern"' in client.get("/about/privacy").text  # from any page, also from those for everybody
    assert row.reference in client.get(f"/staff/concern?reference={row.reference}").text
    assert client.post("/staff/concern", data={"reference": row.reference}).status_code == 400
    form = {"reference": row.reference.lower(), "reason": "risk-to-adult", "note": "I know him"}
    assert client.post("/staff/concern", data=form).status_code == 303
    db.session.expire_all()
    assert row.state is State.REFERRED
    for page in public_pages:
        assert "frightens my" not in public.get(page).text, page
    for name, pages in {
        "ola": ("/staff/evidence", "/staff/themes", "/staff/plan"),
        "mo": ("/staff/queue", "/staff/decided", "/staff/log.csv"),
    }.items():
        browser = app.test_client()
        factories.sign_in(browser, factories.person(name))
        for page in pages:
            assert "zeppelin" not in browser.get(page).text, page
        assert browser.get(f"/staff/queue/{row.reference}").status_code in {403, 404}
        assert "I know him" not in browser.get("/staff/queue").text


def test_who_does_not_moderate_learns_nothing_of_what_waits(app: Flask, plan: Plan) -> None:
    waiting = factories.contribution()
    for reference in (waiting.reference, "7K4P-2M9QX", "nonsense"):
        with pytest.raises(NotFoundError):
            safeguarding.raise_concern(plan, reference, by=factories.person("ada"), reason="risk-to-self", note="")
    safeguarding.raise_concern(plan, waiting.reference, by=factories.person("mo"), reason="risk-to-self", note="")
    assert waiting.state is State.REFERRED
    safeguarding.raise_concern(plan, waiting.reference, by=factories.person("mo"), reason="risk-to-self", note="More")
    assert [step.note for step in safeguarding.case_of(waiting)] == ["", "More"]


def test_the_steps_and_their_clock(app: Flask, plan: Plan, client: FlaskClient) -> None:
    friday = datetime(2026, 11, 20, 16, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        row, sam = _referred(), factories.person("sam")
    for counts, later, words, late in (
        ("working", timedelta(), "2 hours left, by 23 November 2026, 10:00", False),
        ("working", timedelta(days=1), "60 minutes left, by 23 November 2026, 10:00", False),
        ("working", timedelta(days=2, hours=19), "60 minutes late, since 23 November 2026, 10:00", True),
        ("all", timedelta(hours=3), "60 minutes late, since 20 November 2026, 18:00", True),
    ):
        plan.wording = {**plan.wording, "safeguarding": {**plan.wording["safeguarding"], "counts": counts}}
        with time_machine.travel(friday + later, tick=False):
            assert safeguarding.due(plan, row) == safeguarding.Due(f"Acknowledge it: {words}", late)
    db.session.commit()
    with pytest.raises(NotPermittedError):
        safeguarding.take_step(row, StepKind.ACKNOWLEDGED, by=factories.person("mo"))
    for kind in (StepKind.ESCALATED, StepKind.OUTCOME, StepKind.RAISED):
        with pytest.raises(InputError):
            safeguarding.take_step(row, kind, by=sam)
    factories.sign_in(client, sam)
    for form, words in (
        ({"step": "acknowledged"}, "Reach the writer"),
        ({"step": "escalated", "told_to": "The adult team"}, "Write down the outcome"),
        ({"step": "outcome", "happened": "She is safe."}, "Decide what becomes of the text"),
    ):
        assert client.post(f"/staff/referred/{row.reference}/step", data=form).status_code == 303
        db.session.expire_all()
        assert words in safeguarding.due(plan, row).text
    assert client.post(f"/staff/referred/{row.reference}/step", data={"step": "escalated"}).status_code == 400
    assert client.post(f"/staff/referred/{row.reference}/step", data={"step": "x"}).status_code == 400
    page = client.get(f"/staff/queue/{row.reference}").text
    assert "The adult team" in page
    assert "She is safe." in page
    lines = list(csv.DictReader(io.StringIO(client.get("/staff/referred/log.csv").text)))
    assert [line["step"] for line in lines] == ["acknowledged", "escalated", "outcome", "opened"]
    assert {line["by"] for line in lines} == {"Sam"}


def test_deciding_writes_the_outcome_down_if_nobody_did(app: Flask, client: FlaskClient) -> None:
    row = _referred()
    factories.sign_in(client, factories.person("sam"))
    form = {"version": row.version, "decision": "return", "note": "All is well."}
    assert client.post(f"/staff/queue/{row.reference}", data=form).status_code == 302
    assert [(step.what, step.note) for step in safeguarding.case_of(row)] == [("Outcome", "All is well.")]


@pytest.mark.parametrize("statement", ["UPDATE safeguarding_step SET note = 'x'", "DELETE FROM safeguarding_step"])
def test_the_database_keeps_steps_as_they_were(app: Flask, statement: str) -> None:
    safeguarding.take_step(_referred(), StepKind.ACKNOWLEDGED, by=factories.person("sam"))
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_morning_digest_names_nobody(app: Flask, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    row, sent = _referred(), list[EmailMessage]()
    monkeypatch.setattr(EmailMessage, "send", lambda mail: sent.append(mail))  # noqa: PLW0108 - it becomes a method
    monkeypatch.setitem(app.config, "ENGAGE", daily_config(app, "smtp"))
    factories.person("sam")
    assert daily.send_digest(plan)
    (mail,) = sent
    assert mail.bcc == ["sam@example.org"]
    assert "1 safeguarding case is open" in mail.body
    for words in ("zeppelin", row.reference, "risk"):
        assert words not in mail.body + mail.subject
    monkeypatch.setitem(app.config, "ENGAGE", daily_config(app, "wait"))
    assert not daily.send_digest(plan)  # still to be done, so that it goes out as soon as e-mail is set up
    assert len(sent) == 1
    browser = app.test_client()
    factories.sign_in(browser, factories.person("sam"))
    page = browser.get("/staff/referred").text
    assert "No letter about open cases goes out each morning" in page
    assert "The clock counts working hours only." in page


def daily_config(app: Flask, mail: str) -> object:
    """The settings with mail switched on or off."""
    return replace(app.config["ENGAGE"], mail=mail)
