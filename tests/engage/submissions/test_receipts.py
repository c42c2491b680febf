"""With the private code: status in plain words, what was changed, taking back, a copy."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engage.extensions import db
from engage.models import (
    Analysis,
    Contact,
    Contribution,
    Decision,
    Original,
    Passage,
    Plan,
    Screening,
    ScreeningStatus,
    State,
    digest,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from tests.engage.submissions.walk import give
from tests.factories import person, published

WORDS = "Nurse Smith rang me back. Thank you for that."


def _open(client: FlaskClient, code: str) -> str:
    assert client.post("/receipt", data={"code": code}).location == "/receipt/mine"
    return client.get("/receipt/mine").get_data(as_text=True)


def _screened(row: Contribution) -> Contribution:
    db.session.add(
        Screening(contribution_id=row.id, text_digest=row.original.digest, version="test", status=ScreeningStatus.DONE)
    )
    db.session.commit()
    return row


def _publish(row: Contribution) -> Contribution:
    decide(_screened(row), State.PUBLISHED, by=person("mo"), redactions=[Redaction(6, 11, "staff")])
    db.session.commit()
    return row


def test_any_way_of_typing_the_code_opens_the_receipt(client: FlaskClient) -> None:
    row, code = give(client)
    plain = code.replace("-", "")
    for typed in (
        code,
        plain,
        plain.lower(),
        f"  {code.replace('-', ' ')}  ",
        plain.replace("0", "o").replace("1", "l"),
        plain.replace("0", "O").replace("1", "I").replace("V", "u"),
    ):
        assert row.reference in _open(client, typed)


def test_every_wrong_code_gets_the_same_answer(client: FlaskClient, app: Flask) -> None:
    row, _ = give(client)
    answers = set()
    for typed in ("0000-0000-0000-0000-0000", row.reference, "x", "é" * 3_000, "\x00", "' OR 1=1 --"):
        response = app.test_client().post("/receipt", data={"code": typed})
        page = response.get_data(as_text=True)
        answers.add((response.status_code, "We do not know this code" in page))
    assert answers == {(400, True)}


def test_the_status_is_told_in_plain_words(client: FlaskClient, plan: Plan) -> None:
    row, code = give(client, text={"text": WORDS})
    assert "has not read it yet" in _open(client, code)
    decide(_screened(row), State.HELD, by=person("mo"))
    db.session.commit()
    assert "need a little more time" in _open(client, code)
    decide(row, State.PUBLISHED, by=person("mo"), redactions=[Redaction(6, 11, "staff")])
    db.session.commit()
    page = _open(client, code)
    assert "A person at Healthwatch has read it and it is published" in page
    assert "Nurse [member of staff] rang me back." in page
    assert "[member of staff]</span>: the name of a member of staff, once" in page
    assert f"/voices/{row.reference}" in page


def test_a_reason_is_given_for_what_is_not_published(client: FlaskClient) -> None:
    row, code = give(client)
    decide(_screened(row), State.DECLINED, by=person("mo"), reason="advertising")
    db.session.commit()
    page = _open(client, code)
    assert "decided not to publish it" in page and "advertising" in page


def test_a_referral_looks_like_any_other_wait(client: FlaskClient) -> None:
    """Somebody may be reading over the shoulder."""
    row, code = give(client)
    decide(_screened(row), State.HELD, by=person("mo"))
    db.session.commit()
    held = _open(client, code)
    decide(row, State.REFERRED, by=person("mo"), reason="risk-to-self")
    db.session.commit()
    referred = _open(client, code)
    token = re.compile(r'name="csrf_token"[^>]*>')  # holds the second it was made in
    assert token.sub("", held) == token.sub("", referred)
    assert "referred" not in client.get("/receipt/mine/copy").get_data(as_text=True)
    assert "risk" not in client.get("/receipt/mine/copy").get_data(as_text=True)


def test_not_shown_says_so(client: FlaskClient) -> None:
    row, code = give(client, text={"text": WORDS}, consent={"show": None, "quote": None})
    _publish(row)
    page = _open(client, code)
    assert "Nobody sees your words on this site" in page and f"/voices/{row.reference}" not in page


def test_withdrawal_hides_at_once_and_deletes_what_was_made(client: FlaskClient, app: Flask) -> None:
    row, code = give(client, text={"text": WORDS}, contact={"email": "pat@example.com"})
    _publish(row)
    db.session.add(Analysis(contribution_id=row.id, text_digest=row.published_digest, version="1"))
    db.session.add(
        Passage(contribution_id=row.id, start=0, end=5, text_digest=digest(row.published_text or ""), quotable=True)
    )
    db.session.commit()
    stranger = app.test_client()
    assert stranger.get(f"/voices/{row.reference}").status_code == 200
    _open(client, code)
    assert "cannot undo this" in client.get(f"/receipt/mine/{row.reference}/withdraw").get_data(as_text=True)
    assert client.post(f"/receipt/mine/{row.reference}/withdraw").status_code == 303
    db.session.rollback()
    assert stranger.get(f"/voices/{row.reference}").status_code == 404
    assert row.reference not in stranger.get("/voices").get_data(as_text=True)
    assert row.reference not in stranger.get("/").get_data(as_text=True)
    assert (row.state, row.published_text, row.published_title) == (State.WITHDRAWN, None, None)
    for table in (Original, Screening, Passage, Analysis, Contact):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0, table
    last = db.session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
    assert (last.source, last.new) == ("contributor", State.WITHDRAWN)
    assert "You took it back" in client.get("/receipt/mine").get_data(as_text=True)


def test_withdrawing_twice_is_withdrawing_once(client: FlaskClient) -> None:
    row, code = give(client)
    _open(client, code)
    for _ in range(2):
        assert client.post(f"/receipt/mine/{row.reference}/withdraw").location == "/receipt/mine"
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1


def test_contact_details_stay_while_something_stands(client: FlaskClient) -> None:
    first, code = give(client, contact={"phone": "01632 960 001"})
    client.post("/give/again")
    give(client)
    _open(client, code)
    client.post(f"/receipt/mine/{first.reference}/withdraw")
    db.session.rollback()
    assert db.session.get(Contact, first.contributor_id).phone == "01632 960 001"


def test_the_copy_holds_what_is_kept(client: FlaskClient) -> None:
    row, code = give(client, text={"text": WORDS}, contact={"email": "pat@example.com"})
    _publish(row)
    _open(client, code)
    response = client.get("/receipt/mine/copy")
    assert "attachment" in response.headers["Content-Disposition"]
    copy = response.json
    assert copy["contact"]["email"] == "pat@example.com"
    assert copy["contributions"][0]["text_as_sent"] == WORDS
    assert copy["contributions"][0]["published_text"] == "Nurse [member of staff] rang me back. Thank you for that."
    assert copy["contributions"][0]["described_as"] == "Carer, North Norfolk"


def test_nobody_reaches_what_is_somebody_elses(client: FlaskClient, app: Flask) -> None:
    _, code = give(client)
    other = published()
    _open(client, code)
    assert client.get(f"/receipt/mine/{other.reference}/withdraw").status_code == 404
    assert client.post(f"/receipt/mine/{other.reference}/withdraw").status_code == 404
    stranger = app.test_client()
    assert stranger.post(f"/receipt/mine/{other.reference}/withdraw").status_code == 404
    assert stranger.get("/receipt/mine/copy").status_code == 404
    assert stranger.get("/receipt/mine").location == "/receipt"
    db.session.rollback()
    assert other.state == State.PUBLISHED


def test_closing_the_receipt_closes_it(client: FlaskClient) -> None:
    _, code = give(client)
    _open(client, code)
    client.post("/receipt/leave")
    assert client.get("/receipt/mine").location == "/receipt"
