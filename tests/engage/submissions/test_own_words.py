"""With the receipt: put a slip right, answer a question, see everything kept, erase it all."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engage.errors import NotScreenedError
from engage.extensions import db
from engage.models import (
    AboutAnswer,
    Contact,
    Contribution,
    Contributor,
    Decision,
    DecisionKind,
    EarlierText,
    Enquiry,
    Message,
    Original,
    Passage,
    Screening,
    ScreeningStatus,
    State,
    digest,
)
from engage.moderation.service import decide
from tests.engage.submissions.walk import drafts, give
from tests.factories import person

WORDS = "Nurse Smith rang me back. Thank you for that."
BETTER = "Nurse Smith rang me back after nine weeks."


def _opened(client: FlaskClient, **changed: dict[str, str]) -> Contribution:
    row, code = give(client, text={"text": WORDS}, **changed)
    client.post("/receipt", data={"code": code})
    return row


def _screened(row: Contribution) -> Contribution:
    assert row.original is not None
    db.session.merge(
        Screening(contribution_id=row.id, text_digest=row.original.digest, version="test", status=ScreeningStatus.DONE)
    )
    db.session.commit()
    return row


def _correct(client: FlaskClient, row: Contribution, text: str = BETTER, seen: str = digest(WORDS)) -> object:
    answer = client.post(f"/receipt/mine/{row.reference}/correct", data={"text": text, "title": "T", "seen": seen})
    db.session.rollback()
    db.session.expire_all()
    return answer


def test_a_correction_is_new_words_and_a_fresh_screening(client: FlaskClient) -> None:
    row = _screened(_opened(client))
    before = row.version
    assert BETTER not in client.get(f"/receipt/mine/{row.reference}/correct").get_data(as_text=True)
    assert _correct(client, row).status_code == 303
    assert row.original is not None and (row.original.text, row.original.digest) == (BETTER, digest(BETTER))
    assert [each.text for each in row.original.earlier] == [WORDS], "the moderator can see what it was"
    assert row.version > before and row.corrected_at is not None
    assert "Your new words were saved" in client.get("/receipt/mine").get_data(as_text=True)
    screening = db.session.get(Screening, row.id)
    assert screening is not None and screening.text_digest == digest(WORDS), (
        "it speaks of the old words, so it is stale"
    )
    with pytest.raises(NotScreenedError):
        decide(row, State.PUBLISHED, by=person("mo"))


def test_correcting_twice_the_same_is_once(client: FlaskClient) -> None:
    row = _opened(client)
    for _ in range(2):
        assert _correct(client, row).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(EarlierText)) == 1
    assert _correct(client, row, "Something else.", seen=digest("stale")).status_code == 409
    assert row.original is not None and row.original.text == BETTER


def test_a_moderator_who_was_quicker_is_told_of_and_the_words_come_back(client: FlaskClient) -> None:
    row = _screened(_opened(client))
    decide(row, State.PUBLISHED, by=person("mo"))
    db.session.commit()
    late = _correct(client, row, "My better words.")
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "My better words." in page and "cannot be changed here" in page
    assert row.original is not None and row.original.text == WORDS
    assert client.get(f"/receipt/mine/{row.reference}/correct").status_code == 409


def test_a_moderator_who_reads_old_words_is_told(client: FlaskClient, app: Flask) -> None:
    """The row's version rises with the words, so a decision on what was seen before is refused."""
    row = _screened(_opened(client))
    seen = row.version
    _correct(client, row)
    assert row.version != seen


def test_a_question_is_answered_under_the_receipt(client: FlaskClient) -> None:
    row = _screened(_opened(client))
    decide(row, State.HELD, by=person("mo"), kind=DecisionKind.ASK, reason="ask-author", question="Which ward was it?")
    db.session.commit()
    assert "Which ward was it?" in client.get("/receipt/mine").get_data(as_text=True)
    address = f"/receipt/mine/{row.reference}/answer"
    assert "Which ward was it?" in client.get(address).get_data(as_text=True)
    assert client.post(address, data={"answer": " \n"}).status_code == 400
    assert client.post(address, data={"answer": "The second one."}).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert row.state is State.RECEIVED
    assert db.session.scalars(select(Enquiry.answer)).one() == "The second one."
    assert client.post(address, data={"answer": "Again."}).status_code in {404, 409}


def test_everything_kept_is_shown_and_can_be_taken_away(client: FlaskClient) -> None:
    row = _opened(client, contact={"email": "pat@example.org"})
    db.session.add(AboutAnswer(contributor_id=row.contributor_id, question="age", option="35-49"))
    db.session.commit()
    page = client.get("/receipt/mine/data").get_data(as_text=True)
    for kept in ("pat@example.org", WORDS, "35 to 49", "Carer, North Norfolk", "Show my words on this website"):
        assert kept in page
    copy = json.loads(client.get("/receipt/mine/copy").data)
    assert copy["about_you"] == {"age": "35-49"} and copy["contact"]["email"] == "pat@example.org"
    assert copy["contributions"][0]["text_as_sent"] == WORDS


def test_erasing_leaves_only_that_there_was_something(client: FlaskClient, app: Flask) -> None:
    row, code = give(client, text={"text": WORDS}, contact={"email": "pat@example.org"})
    client.post("/receipt", data={"code": code})
    _correct(client, row)
    db.session.add(AboutAnswer(contributor_id=row.contributor_id, question="age", option="35-49"))
    decide(_screened(row), State.PUBLISHED, by=person("mo"))
    db.session.add(Passage(contribution_id=row.id, start=0, end=5, text_digest=row.published_digest, quotable=True))
    db.session.commit()
    reference, contributor_id = row.reference, row.contributor_id
    client.post("/give/again")
    client.post("/give", data={"kind": "idea"})
    client.post("/give/text", data={"kind": "idea", "text": "Not sent, eleven weeks.", "title": ""})
    page = client.get("/receipt/mine/erase").get_data(as_text=True)
    assert reference in page and "already printed" in page
    assert "Everything about you is erased" in client.post("/receipt/mine/erase").get_data(as_text=True)
    db.session.rollback()
    db.session.expire_all()
    for kind in (Original, EarlierText, Screening, Passage, AboutAnswer, Contact, Message):
        assert db.session.scalar(select(func.count()).select_from(kind)) == 0, kind
    left = db.session.scalars(select(Contribution)).one()
    assert (left.state, left.published_text, left.locality_id, left.respondent_kind_id) == (
        State.WITHDRAWN,
        None,
        None,
        None,
    )
    gone = db.session.get(Contributor, contributor_id)
    assert gone is not None and gone.code_hash is None and gone.erased_at is not None
    last = db.session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
    assert (last.new, last.source, last.reason) == (State.WITHDRAWN, "contributor", "erased")
    stranger = app.test_client()
    assert stranger.get(f"/voices/{reference}").status_code == 404
    assert stranger.post("/receipt", data={"code": code}).status_code == 400, "the code opens nothing any more"
    assert client.post("/receipt/mine/erase").status_code == 404
    everything = " ".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table)))
    assert "eleven weeks" not in everything and drafts() == []
    assert "nine weeks" not in everything and "pat@example.org" not in everything


def test_a_stranger_opens_nothing_of_anybody_else(client: FlaskClient, app: Flask) -> None:
    row = _opened(client)
    stranger = app.test_client()
    for page in ("data", "copy", "erase", f"{row.reference}/correct", f"{row.reference}/answer"):
        assert stranger.get(f"/receipt/mine/{page}").status_code == 404
    assert client.get("/receipt/mine/%00/correct").status_code == 404
    assert stranger.post("/receipt/mine/erase").status_code == 404
    assert _correct(stranger, row).status_code == 404
    assert row.original is not None and row.original.text == WORDS
