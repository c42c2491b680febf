"""Deciding: one writer of state, one decision row a change, and a database that refuses the rest."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engage.errors import InputError, InvalidTransitionError, NotPermittedError, NotScreenedError, StaleError
from engage.extensions import db
from engage.models import Decision, State
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from tests import factories


def test_publishing_keeps_the_original_and_shows_the_redacted_text(app: Flask) -> None:
    row = factories.contribution("Nurse Jackie was kind.")
    decision = decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(6, 12, "person")])
    db.session.commit()
    assert row.published_text == "Nurse [name] was kind."
    assert row.original is not None
    assert row.original.text == "Nurse Jackie was kind."
    assert (decision.old, decision.new, decision.redactions) == (State.RECEIVED, State.PUBLISHED, 1)


def test_what_was_not_screened_needs_a_person_who_read_it_whole(app: Flask) -> None:
    row = factories.contribution(screened=False)
    with pytest.raises(NotScreenedError):
        decide(row, State.PUBLISHED, by=factories.person("mo"))
    assert decide(row, State.PUBLISHED, by=factories.person("mo"), unscreened=True).unscreened
    foreign = factories.contribution("Czekałam trzy tygodnie.", language="pl")
    with pytest.raises(NotScreenedError):
        decide(foreign, State.PUBLISHED, by=factories.person("mo"))


def test_declining_needs_a_reason(app: Flask) -> None:
    with pytest.raises(InputError):
        decide(factories.contribution(), State.DECLINED, by=factories.person("mo"))


def test_withdrawal_is_final(app: Flask) -> None:
    row = factories.published()
    decide(row, State.WITHDRAWN, source="contributor")
    assert row.published_text is None
    with pytest.raises(InvalidTransitionError):
        decide(row, State.PUBLISHED, by=factories.person("mo"))


def test_the_second_moderator_is_told(app: Flask) -> None:
    row = factories.contribution()
    seen = row.version
    decide(row, State.HELD, by=factories.person("mo"), seen_version=seen)
    with pytest.raises(StaleError):
        decide(row, State.PUBLISHED, by=factories.person("mo"), seen_version=seen)


@pytest.mark.parametrize("name", ["ola", "stella", "ada", "adam"])
def test_nobody_but_moderators_decides(app: Flask, name: str) -> None:
    with pytest.raises(NotPermittedError):
        decide(factories.contribution(), State.PUBLISHED, by=factories.person(name))


def test_only_the_safeguarding_lead_decides_on_what_was_referred(app: Flask) -> None:
    row = factories.contribution()
    decide(row, State.REFERRED, by=factories.person("mo"), reason="risk-to-self")
    with pytest.raises(NotPermittedError):
        decide(row, State.PUBLISHED, by=factories.person("mo"))
    decide(row, State.PUBLISHED, by=factories.person("sam"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contribution SET state = 'published'",
        "UPDATE contribution SET state = 'declined'",
        "UPDATE contribution SET published_text = 'words nobody approved'",
        "UPDATE contribution SET state = 'anything'",
    ],
)
def test_the_database_refuses_impossible_states(app: Flask, statement: str) -> None:
    factories.contribution()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE decision SET note = 'x'", "DELETE FROM decision"])
def test_the_database_keeps_decisions_as_they_were(app: Flask, statement: str) -> None:
    factories.published()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalars(select(Decision)).one().new is State.PUBLISHED


def test_the_database_keeps_withdrawal_final(app: Flask) -> None:
    row = factories.published()
    decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE contribution SET state = 'received'"))
    db.session.rollback()
