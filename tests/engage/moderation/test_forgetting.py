"""Residue: after words are taken out, published, destroyed and taken back, they are found nowhere at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text, update

from engage.errors import InputError
from engage.extensions import db
from engage.models import (
    Contact,
    Contribution,
    Decision,
    DecisionKind,
    EarlierText,
    Original,
    Plan,
    Screening,
    State,
    now,
)
from engage.moderation import daily, enquiries, forgetting
from engage.moderation.redaction import Redaction, occurrences
from engage.moderation.service import decide
from engage.submissions.service import withdraw
from tests import factories

SECRETS = ("Zebulon", "Quixworth", "zebulon@quix.example", "Wobbleton Lane")
STORY = (
    "My uncle Zebulon Quixworth (zebulon@quix.example) waited. " * 40 + "He lives in Wobbleton Lane. The bus was late."
)


def _parts(whole: str) -> list[Redaction]:
    kinds = zip(SECRETS, ("person", "person", "email", "address"), strict=True)
    return [Redaction(*place, kind) for words, kind in kinds for place in occurrences(whole, words)]


def _told() -> Contribution:
    """A story that names people in its title and text, was corrected, asked about and answered."""
    row = factories.contribution(STORY, title="For Zebulon")
    assert row.original
    row.contributor.code_hash = f"{row.id:064}"
    screening = db.session.get(Screening, row.id)
    assert screening
    screening.identifiers = [vars_of(part) for part in _parts(STORY)]
    screening.title_identifiers = [{"start": 4, "end": 11, "kind": "person"}]
    row.original.earlier.append(EarlierText(title="Quixworth", text=f"Before: {STORY}", digest="x"))
    mo = factories.person("mo")
    decide(row, State.HELD, by=mo, kind=DecisionKind.ASK, reason="ask-author", question="Is Zebulon your uncle?")
    enquiries.answer(row, "Yes, Zebulon Quixworth of Wobbleton Lane.")
    db.session.commit()
    return row


def vars_of(part: Redaction) -> dict[str, object]:
    """A redaction as screening keeps it."""
    return {"start": part.start, "end": part.end, "kind": part.kind}


def _everything() -> Iterator[tuple[str, str]]:
    """Every column of every row of every table, also of the search index's own tables."""
    names = inspect(db.engine).get_table_names()
    if db.engine.dialect.name == "sqlite":
        names = list(db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    for name in names:
        for row in db.session.execute(text(f'SELECT * FROM "{name}"')):
            shown = [bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else cell for cell in row]
            yield name, str(shown)
    db.session.rollback()


def _found(app: Flask) -> list[str]:
    """Where any of the words still stand: tables, and on SQLite every byte of the file and its log."""
    found = [f"table {name}" for name, row in _everything() if any(word.lower() in row.lower() for word in SECRETS)]
    if db.engine.dialect.name == "sqlite":
        path = Path(str(db.engine.url.database))
        for file in (path, path.with_name(path.name + "-wal")):
            raw = file.read_bytes() if file.exists() else b""
            found += [file.name for word in SECRETS if word.encode() in raw or word.lower().encode() in raw]
    return sorted(set(found))


def test_nothing_is_left(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(daily, "group_copies", lambda _plan: True)
    published, taken_back, declined = _told(), _told(), _told()
    mo = factories.person("mo")
    for row in (published, taken_back):
        decide(row, State.PUBLISHED, by=mo, redactions=_parts(STORY))
    decide(declined, State.DECLINED, by=mo, reason="names-a-person")
    db.session.commit()
    assert published.published_title == "For [name]"
    before = _found(app)
    assert {"table original", "table earlier_text", "table enquiry"} <= set(before)
    assert db.engine.dialect.name != "sqlite" or any(".db" in place for place in before)
    withdraw(db.session.get_one(Contribution, taken_back.id))
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=29), tick=False):
        daily.do_chores()
        assert db.session.get(Original, published.id) is not None
    with time_machine.travel(now() + timedelta(days=40), tick=False):
        daily.do_chores()
    assert db.session.get(Original, published.id) is None
    assert published.published_text
    factories.sign_in(client, mo)
    for address in (
        "/staff/log.csv",
        "/staff/decided",
        f"/staff/queue/{published.reference}",
        "/voices",
        "/about/numbers",
    ):
        assert not any(word in client.get(address).text for word in SECRETS), address
    assert not any(word in caplog.text for word in SECRETS)
    assert _found(app) == []


def test_what_somebody_still_needs_is_kept(app: Flask, plan: Plan) -> None:
    waiting, held, referred = (factories.contribution() for _ in range(3))
    decide(held, State.HELD, by=factories.person("mo"), reason="later")
    decide(referred, State.REFERRED, by=factories.person("mo"), reason="risk-to-adult")
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        assert forgetting.destroy_originals(plan) == 0
    assert all(row.original for row in (waiting, held, referred))


def test_contact_details_go_a_year_after_the_last_decision(app: Flask, plan: Plan) -> None:
    row, waiting = factories.published(), factories.contribution()
    for each in (row, waiting):
        db.session.add(Contact(contributor_id=each.contributor_id, phone="01632 960 001"))
    db.session.commit()
    assert forgetting.forget_contacts(plan) == 0
    with time_machine.travel(now() + timedelta(days=370), tick=False):
        assert forgetting.forget_contacts(plan) == 1
    assert db.session.scalars(select(Contact.contributor_id)).all() == [waiting.contributor_id]


def test_a_note_never_keeps_what_is_taken_out(app: Flask) -> None:
    row, mo = _told(), factories.person("mo")
    with pytest.raises(InputError, match="kept for good"):
        decide(row, State.DECLINED, by=mo, reason="other", note="It blames zebulon")
    decide(row, State.DECLINED, by=mo, reason="other", note="It blames somebody")
    db.session.rollback()
    assert db.session.scalar(select(Decision.note).where(Decision.note.contains("ebulon"))) is None


def test_the_settings_say_how_long(app: Flask, plan: Plan) -> None:
    row = factories.published()
    plan.wording = {**plan.wording, "moderator": {**plan.moderator, "keep_original_days": 3}}
    db.session.execute(update(Contribution).values(twins="a campaign"))
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=5), tick=False):
        assert forgetting.destroy_originals(plan) == 1
    assert (row.original, row.twins) == (None, None)
