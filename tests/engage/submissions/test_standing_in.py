"""Somebody rings who has lost their code: staff stand in for them, once they are sure, and it is kept who did what."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from engage.codes import hash_private_code
from engage.extensions import db
from engage.models import Contact, Contribution, Report, ReportReason, StandIn, State, Support, now
from engage.moderation.reports import report
from engage.moderation.service import decide
from tests import factories

CALL = {"asked_by": "themselves", "sure": "known", "note": "Rang, has lost the code."}


@pytest.fixture
def moderator(client: FlaskClient, app: Flask) -> FlaskClient:
    """Mo's browser."""
    factories.sign_in(client, factories.person("mo"))
    return client


def given(**more: str) -> Contribution:
    """An idea whose writer left how to reach them."""
    row = factories.contribution("The bus to the hospital stops at five.")
    db.session.add(Contact(contributor_id=row.contributor_id, **more))
    db.session.commit()
    return row


def test_a_new_code_opens_the_receipt_and_the_old_one_nothing(app: Flask, moderator: FlaskClient) -> None:
    row = given(email="Jo@example.org")
    found = moderator.get(f"/staff/for-somebody?reference={row.reference.lower()}", follow_redirects=True).text
    assert "an email address" in found and "example.org" not in found and "stops at five" not in found
    moderator.post(f"/staff/for-somebody/{row.reference}", data=CALL | {"did": "new-code"})
    page = moderator.get("/staff/for-somebody").text
    code = "".join(re.findall(r"<span>([0-9A-Z]{4})-?</span>", page))
    db.session.refresh(row.contributor)
    assert row.contributor.code_hash == hash_private_code(code, str(app.config["SECRET_KEY"]))
    assert code not in moderator.get("/staff/for-somebody").text.replace("-", ""), "shown once"
    kept = db.session.scalars(select(StandIn)).one()
    assert (kept.did, kept.by.name, kept.note) == ("new-code", "Mo", CALL["note"])


def test_taking_back_and_erasing_take_all_that_hangs_on_it(app: Flask, moderator: FlaskClient) -> None:
    row = factories.published("The bus to the hospital stops at five.")
    row.contributor.code_hash = "x" * 64
    db.session.add(Support(contribution_id=row.id, token_hash="s" * 64, on=now().date()))
    noted = report(row, ReportReason.MINE, "This is my neighbour Ann.")
    db.session.commit()
    moderator.post(f"/staff/for-somebody/{row.reference}", data=CALL | {"did": "withdrawn"})
    db.session.expire_all()
    assert row.state is State.WITHDRAWN and row.published_text is None and row.contributor.code_hash
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0
    assert db.session.get_one(Report, noted.id).note == ""
    moderator.post(f"/staff/for-somebody/{row.reference}", data=CALL | {"did": "erased"})
    db.session.expire_all()
    assert row.contributor.erased_at and row.contributor.code_hash is None and row.locality_id is None
    assert "Nothing more can be done" in moderator.get(f"/staff/for-somebody/{row.reference}").text
    assert [one.did for one in db.session.scalars(select(StandIn).order_by(StandIn.id))] == ["withdrawn", "erased"]
    with pytest.raises(DatabaseError):
        db.session.execute(StandIn.__table__.delete())
    db.session.rollback()


def test_a_slip_is_put_right_and_the_moderator_sees_both(app: Flask, moderator: FlaskClient) -> None:
    row = given(phone="01603 555 010")
    address = f"/staff/for-somebody/{row.reference}/words"
    seen = re.search(r'name="seen" value="(\w+)"', moderator.get(address).text)
    assert seen
    words = {"title": "", "text": "The bus stops at six.", "seen": seen[1]}
    call = CALL | {"sure": "contact", "contact": "01603 555 011"}
    wrong = moderator.post(address, data=words | call)
    assert wrong.status_code == 409 and "not what they left" in wrong.text and "stops at six" in wrong.text
    assert moderator.post(address, data=words | call | {"contact": "+44 1603 555010"}).status_code == 303
    db.session.expire_all()
    assert row.original and row.original.text == "The bus stops at six." and len(row.original.earlier) == 1


def test_nothing_is_done_without_a_reason_or_for_what_is_with_the_lead(app: Flask, moderator: FlaskClient) -> None:
    row = given(email="jo@example.org")
    address = f"/staff/for-somebody/{row.reference}"
    for missing in ({"note": ""}, {"sure": ""}, {"did": ""}, {"note": "x" * 301}):
        assert moderator.post(address, data=CALL | {"did": "erased"} | missing).status_code == 400, missing
    decide(row, State.REFERRED, by=factories.person("mo"), reason="self-harm")
    db.session.commit()
    unknown = moderator.get("/staff/for-somebody?reference=7K4P-2M9QX")
    hidden = moderator.get(f"/staff/for-somebody?reference={row.reference}")
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    assert moderator.post(address, data=CALL | {"did": "erased"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(StandIn)) == 0
