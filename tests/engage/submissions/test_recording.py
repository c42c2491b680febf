"""Staff write down what somebody said, and forms go out on paper: the same questions, the same way in."""

from __future__ import annotations

import re
import zlib
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engage import pdf
from engage.extensions import db
from engage.messages import queue_message
from engage.models import AboutAnswer, Contact, Contribution, Event, MessageState, Plan, State
from engage.submissions.letters import RECEIPT
from tests.factories import contribution, person, sign_in

NOTE: dict[str, Any] = {
    "channel": "event", "event": "hall", "question": "", "kind": "idea", "text": "More buses on Sundays.", "words": "noted",
    "locality": "norwich", "respondent": "carer", "permission": "y", "show": "y", "attribution": "place",
    "about_age": "65-74", "about_shoe": "43", "email": "pat@example.org",
}  # fmt: skip


@pytest.fixture
def officer(client: FlaskClient, plan: Plan) -> FlaskClient:
    """Ola is signed in, and there was an event."""
    db.session.add(Event(plan_id=plan.id, key="hall", title="Drop-in", on=date(2026, 11, 20), place="Hall"))
    db.session.commit()
    sign_in(client, person("ola"))
    return client


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/staff/record").get_data(as_text=True))
    assert found
    return found.group(1)


def test_a_note_waits_like_everything_else_with_who_wrote_it_down(officer: FlaskClient) -> None:
    token = _token(officer)
    for _ in range(2):
        assert officer.post("/staff/record", data=NOTE | {"form_token": token}).status_code == 303
    row = db.session.scalars(select(Contribution)).one()
    assert (row.state, row.channel.slug, row.event.key, row.transcribed) == (State.RECEIVED, "event", "hall", True)
    assert row.recorded_by_id == person("ola").id and (row.consent.show, row.consent.quote) == (True, False)
    assert row.attribution == "Norwich" and row.contributor.code_hash
    assert db.session.get(Contact, row.contributor_id).email == "pat@example.org"
    about = db.session.scalars(select(AboutAnswer)).all()
    assert [(one.question, one.option) for one in about] == [("age", "65-74")]


def test_the_code_is_shown_once_and_the_next_note_is_ready(officer: FlaskClient) -> None:
    officer.post("/staff/record", data=NOTE | {"form_token": _token(officer)})
    page = officer.get("/staff/record").get_data(as_text=True)
    assert len(re.findall(r"<span>[0-9A-Z]{4}-?</span>", page)) == 5
    assert re.search(r'value="event"[^>]*checked', page) and "More buses" not in page
    assert not re.search(r'name="permission"[^>]*checked', page), "each person is asked"
    assert not re.findall(r"<span>[0-9A-Z]{4}-?</span>", officer.get("/staff/record").get_data(as_text=True))


WRONG = [
    ({"permission": None}, "Ask first"),
    ({"text": " \x00"}, "Write what they said"),
    ({"text": "x" * 20_001}, "Make your text shorter"),
    ({"show": None, "quote": "y"}, "Words that may be quoted are public"),
    ({"channel": "website"}, "Not a valid choice"),
    ({"event": ""}, "Choose the event"),
    ({"locality": "atlantis"}, "Not a valid choice"),
    ({"email": "pat"}, "Enter an email address"),
    ({"form_token": "x"}, "There is a problem"),
]


def test_what_is_missing_is_explained_and_nothing_is_kept(officer: FlaskClient) -> None:
    for changed, problem in WRONG:
        given = {
            name: value for name, value in (NOTE | {"form_token": "t" * 32} | changed).items() if value is not None
        }
        answer = officer.post("/staff/record", data=given)
        assert answer.status_code == 400 and problem in answer.get_data(as_text=True), changed
    assert db.session.scalars(select(Contribution)).all() == []


def test_entering_is_not_deciding(officer: FlaskClient) -> None:
    officer.post("/staff/record", data=NOTE | {"form_token": _token(officer)})
    row = db.session.scalars(select(Contribution)).one()
    assert officer.get(f"/staff/moderation/{row.reference}").status_code in {403, 404}
    assert officer.get("/staff/letters-to-bring").status_code == 403


def test_letters_that_no_computer_can_bring_wait_for_a_moderator(client: FlaskClient, app: Flask) -> None:
    row = contribution()
    db.session.add(Contact(contributor_id=row.contributor_id, phone="01632 960 001"))
    db.session.flush()
    message = queue_message(row, RECEIPT)
    db.session.commit()
    assert message is not None
    sign_in(client, person("mo"))
    page = client.get("/staff/letters-to-bring").get_data(as_text=True)
    assert "01632 960 001" in page and row.reference in page
    assert client.post(f"/staff/letters-to-bring/{message.id}/done").status_code == 303
    assert client.post("/staff/letters-to-bring/999999/done").status_code == 404
    db.session.expire_all()
    assert message.state is MessageState.SENT and "Nothing waits" in client.get("/staff/letters-to-bring").get_data(
        as_text=True
    )


def test_the_paper_form_asks_what_the_site_asks(client: FlaskClient) -> None:
    page = client.get("/give/on-paper/form?question=coming-home&size=large").get_data(as_text=True)
    for words in ("How was it to come home from hospital?", "Quote my words in the plan", "North Norfolk",
                  "I care for somebody", "How old are you?", "116 123", 'class="large"'):  # fmt: skip
        assert words in page
    easy = client.get("/give/on-paper/form?question=coming-home&size=easy").get_data(as_text=True)
    assert "May other people read it?" in easy and "North Norfolk" in easy and "How old are you?" not in easy
    assert "Gdzie mieszkasz?" in client.get("/give/on-paper/form?language=pl").get_data(as_text=True)
    assert client.get("/give/on-paper/form?question=%00&size=%ff&kind=x").status_code == 200


def _unpacked(file: bytes) -> bytes:
    """What the compressed parts of a PDF file hold."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


def test_the_paper_form_is_a_tagged_pdf_or_a_page_to_print(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pdf.pdf_works():
        made = client.get("/give/on-paper/form.pdf?kind=story")
        assert (
            made.mimetype == "application/pdf"
            and made.data.startswith(b"%PDF-")
            and b"/StructTreeRoot" in _unpacked(made.data)
        )
    monkeypatch.setattr(pdf, "HTML", None)
    answer = client.get("/give/on-paper/form.pdf?kind=story")
    assert answer.location == "/give/on-paper/form?kind=story"
    assert "Open a form and print it." in client.get("/give/on-paper").get_data(as_text=True)
