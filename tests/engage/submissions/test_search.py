"""The search index: only what is shown, in the same transaction, and nothing left behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from engage.extensions import db
from engage.models import (
    Consent,
    Contribution,
    Kind,
    Passage,
    PassageVector,
    Plan,
    Purpose,
    SearchText,
    State,
    Tally,
    published,
    says,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.submissions import browsing, tallies, upkeep
from engage.submissions.service import withdraw
from engage.theming import meaning
from engage.theming.pipeline import to_bytes
from tests import factories


def _found(plan: Plan, words: str) -> set[int]:
    return {row.id for row in db.session.scalars(published(Purpose.SHOW, plan_id=plan.id).where(says(words)))}


def _indexed() -> set[int]:
    return set(db.session.scalars(select(SearchText.contribution_id)))


def test_words_are_found_in_any_form(plan: Plan) -> None:
    row = factories.published("The buses never waited.", title="Crêpes at Łódź café")
    factories.published("A car park.")
    for words in ("bus", "BUSES", "wait", "waiting bus", "cafe", "crepe lodz", "the bus's", "bus*", "'bus"):
        assert _found(plan, words) == {row.id}, words
    for words in ("care", "bus zebra", "", "'", '"', "*", "NOT bus", "NEAR(bus wait)", "words:bus", "a" * 5000):
        assert row.id not in _found(plan, words), words


def test_only_what_is_shown_is_in_the_index(plan: Plan) -> None:
    shown = factories.published("Shown.")
    factories.contribution("Waiting.")
    factories.published("Counted only.", show=False, quote=False)
    comment = factories.published("A comment.", kind=Kind.COMMENT, parent=shown)
    assert _indexed() == {shown.id, comment.id}


def test_a_text_leaves_the_index_with_the_decision(plan: Plan) -> None:
    row = factories.published("Nurse Zebrafish was kind.")
    assert _found(plan, "zebrafish")
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(6, 15, "staff")], reason="changed")
    assert not _found(plan, "zebrafish") and _found(plan, "nurse kind")
    db.session.rollback()
    assert _found(plan, "zebrafish"), "what is not committed has not happened"
    withdraw(row)
    db.session.commit()
    assert not _indexed()


@pytest.mark.parametrize("what", ["text", "consent", "use only"])
def test_whatever_hides_a_text_takes_it_out(plan: Plan, what: str) -> None:
    row = factories.published("Zebrafish.")
    table, consent = Contribution.__table__, Consent.__table__
    statement = {
        "text": update(table).where(table.c.id == row.id).values(published_text="Other.", published_digest="0" * 64),
        "consent": update(consent).where(consent.c.contribution_id == row.id).values(quote=False, show=False),
        "use only": update(table).where(table.c.id == row.id).values(use_only=True),
    }[what]
    db.session.execute(statement)
    db.session.commit()
    assert not _indexed()


def test_what_came_in_past_the_listeners_is_indexed_later(plan: Plan) -> None:
    row = factories.published("Zebrafish.")
    db.session.execute(text("DELETE FROM search_text"))
    db.session.commit()
    assert not _found(plan, "zebrafish")
    assert upkeep.index_all() == 1 and upkeep.index_all() == 0
    assert _found(plan, "zebrafish") == {row.id}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL's vacuum is its own
def test_no_byte_stays_in_the_file(app: Flask, plan: Plan) -> None:
    path = Path(db.engine.url.database or "")
    canary = "quxzebracanary"
    id_ = factories.published(f"My {canary} came.").id
    for number in range(5):
        factories.published(f"Others spoke {number}.")
    _checkpoint(path)
    assert canary.encode() in path.read_bytes(), "it was there"
    withdraw(db.session.get_one(Contribution, id_))
    db.session.commit()
    upkeep.keep_up()
    assert upkeep.forget_gone() == 0
    db.session.remove()
    _checkpoint(path)
    left = path.read_bytes() + b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}-wal"))
    assert canary.encode() not in left


def _checkpoint(path: Path) -> None:
    db.session.remove()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


class _Encoder:
    """Meaning by the first letter."""

    name = "fake"

    def embed(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 8), np.float32)
        for place, each in enumerate(texts):
            rows[place, ord(each[0].lower()) % 8] = 1
        return rows


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> _Encoder:
    found = _Encoder()
    monkeypatch.setattr(meaning.nlp, "load_encoder", lambda _folder: found)
    monkeypatch.setattr(meaning, "_kept", {})
    return found


def _with_vector(words: str, **given: object) -> Contribution:
    row = factories.published(words, **given)
    passage = Passage(contribution_id=row.id, start=0, end=len(words), text_digest=row.published_digest, quotable=True)
    db.session.add(passage)
    db.session.flush()
    db.session.add(PassageVector(passage_id=passage.id, encoder="fake", vector=to_bytes(_Encoder().embed([words])[0])))
    db.session.commit()
    return row


def test_other_words_of_the_same_meaning_come_after_the_words(
    plan: Plan, client: FlaskClient, encoder: _Encoder
) -> None:
    worded = _with_vector("Parking is dear.")
    close = _with_vector("Pay machines never work.")
    _with_vector("Quiet wards.")
    _with_vector("Pay nothing secret.", show=False, quote=False)
    page = browsing.browse(plan, browsing.Filters(q="parking"), 1)
    assert [voice.reference for voice in page.voices] == [worded.reference]
    assert [voice.reference for voice in page.close] == [close.reference]
    html = client.get("/voices?q=parking").text
    assert "Close in meaning" in html and "It can be wrong" in html
    assert not browsing.browse(plan, browsing.Filters(q="parking", kind="story"), 1).close
    withdraw(close)
    db.session.commit()
    assert not browsing.browse(plan, browsing.Filters(q="parking"), 1).close, "gone at once, whatever is kept in memory"


def test_people_who_said_something_similar(client: FlaskClient, encoder: _Encoder) -> None:
    row = _with_vector("Parking is dear.")
    close = _with_vector("Pay machines never work.")
    html = client.get(f"/voices/{row.reference}").text
    assert "People who said something similar" in html and close.reference in html
    assert f'href="/voices/{row.reference}"' not in html.split("People who said something similar")[1].split("</ul>")[0]


def test_without_an_encoder_words_are_still_found(
    plan: Plan, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_folder: object) -> None:
        raise meaning.nlp.EncoderMissing("gone")

    monkeypatch.setattr(meaning.nlp, "load_encoder", missing)
    row = factories.published("Parking is dear.")
    html = client.get("/voices?q=parking").text
    assert row.reference in html and "Close in meaning" not in html


def test_figures_are_kept_without_words_and_believed_while_fresh(plan: Plan, client: FlaskClient) -> None:
    factories.published("Zebrafish.")
    assert upkeep.count_anew() == 0
    kept = {row.page: row for row in db.session.scalars(select(Tally))}
    assert kept["counts"].figures == {"received": 1, "read": 1, "published": 1}
    assert not any("ebrafish" in str(row.figures) for row in kept.values())
    factories.published("Another.")
    assert tallies.fresh(plan, "counts")["published"] == 1, "reckoned again only by the worker, and not at once"
    kept["counts"].at -= tallies.QUIET * 2
    db.session.commit()
    upkeep.count_anew()
    assert tallies.fresh(plan, "counts")["published"] == 2
    db.session.get(Tally, (plan.id, "counts")).at -= tallies.STALE
    db.session.commit()
    assert tallies.fresh(plan, "counts") is None
