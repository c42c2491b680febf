"""Hostile and odd input: no error of ours, and the text is kept as documented in intake.clean_text."""

from __future__ import annotations

import unicodedata

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, Original, State
from engage.moderation.service import decide
from engage.submissions.intake import MAX_TEXT, clean_text
from tests.engage.submissions.walk import answer, answer_all, give, send
from tests.factories import person

ODD = {
    "nul": "before\x00after",
    "lone surrogate": "before\udc80after",
    "right to left": "\u202eabc\u202c שלום",
    "zalgo": "Z" + "\u0351\u0489" * 300,
    "one long word": "w" * 19_000,
    "html": "<script>alert(1)</script><b>bold</b> &amp;",
    "jinja": "{{ config }} {% for x in y %}{{ 7*7 }}{% endfor %}",
    "sql": "'; DROP TABLE contribution; --",
    "formula": "=HYPERLINK('http://x')",
    "emoji": "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "line ends": "one\r\ntwo\rthree\u2028four",
    "half a letter": "e\u0301",
    "controls": "a\x07b\x1b[31mc\x7fd\x85",
}


def test_odd_text_is_kept_as_documented_and_shown_escaped(client: FlaskClient) -> None:
    for name, text in ODD.items():
        sendable = text.encode("utf-8", "replace").decode()  # a browser cannot send half a pair either
        row = _sent(client, sendable)
        assert row.original.text == clean_text(sendable) == unicodedata.normalize("NFC", row.original.text), name
        assert "\x00" not in row.original.text
        decide(row, State.PUBLISHED, by=person("mo"), unscreened=True)
        db.session.commit()
        for address in ("/", "/voices", f"/voices/{row.reference}"):
            page = client.get(address)
            assert page.status_code == 200, name
            assert b"<script>alert" not in page.data and b"<b>bold" not in page.data
        assert client.get("/voices", query_string={"q": sendable[:300]}).status_code == 200


def _sent(client: FlaskClient, text: str) -> Contribution:
    client.delete_cookie("code")
    answer_all(client)
    assert answer(client, "text", text=text, title=text[:150]).status_code == 303
    assert send(client).status_code == 303
    db.session.rollback()
    return db.session.scalars(select(Contribution).order_by(Contribution.id.desc()).limit(1)).one()


def test_a_lone_surrogate_from_elsewhere_is_cleaned() -> None:
    assert clean_text("before\udc80after") == "before\ufffdafter"
    assert clean_text("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize("text", ["w" * 100_000, "word " * 200_000], ids=["word", "1 MB"])
def test_far_too_much_text_comes_back_with_what_to_do(client: FlaskClient, text: str) -> None:
    answer(client, "kind")
    response = answer(client, "text", text=text)
    assert response.status_code == 400
    page = response.get_data(as_text=True)
    assert "Make your text shorter" in page and text.strip()[-1000:] in page


def test_more_than_can_be_taken_is_refused_in_plain_words(client: FlaskClient) -> None:
    answer(client, "kind")
    response = client.post("/give/text", data={"text": "w" * 9 * 1024 * 1024})
    assert response.status_code == 413
    assert "too large" in response.get_data(as_text=True)


def test_the_limit_is_what_it_says(client: FlaskClient) -> None:
    row, _ = give(client, text={"text": "x" * MAX_TEXT})
    assert len(row.original.text) == MAX_TEXT


def test_odd_forms_are_no_error_of_ours(client: FlaskClient) -> None:
    answer_all(client)
    forms: list[dict[str, object]] = [
        {},
        dict.fromkeys(("kind", "question", "text", "locality", "respondent", "use", "email"), "\x00"),
        {name: ["a", "b"] for name in ("kind", "text", "locality", "respondent", "show", "attribution", "phone")},
        {f"field{number}": "x" for number in range(400)},
        {"form_token": "x" * 5_000},
    ]
    for step in ("", "/text", "/where", "/who", "/consent", "/description", "/contact", "/check", "/stop"):
        for form in forms:
            assert client.post(f"/give{step}", data=form).status_code < 500
        odd = client.post(f"/give{step}", data=b"\xff\xfe%%%=&", content_type="text/plain")
        assert odd.status_code < 500
        assert client.get(f"/give{step}?change=%00&kind={'x' * 3000}&question=%ff").status_code < 500


def test_an_odd_cookie_is_no_cookie(client: FlaskClient) -> None:
    for value in ("", "x" * 3000, "%00", "'--"):
        client.set_cookie("code", value)
        assert client.get("/give/sent").status_code == 302
        assert client.get("/give").status_code == 200
        assert answer(client, "text").status_code == 303


def test_nothing_is_kept_of_what_was_refused(client: FlaskClient) -> None:
    answer_all(client)
    answer(client, "text", text="w" * 100_000)
    send(client)
    assert [row.text for row in db.session.scalars(select(Original))] == ["Put a bench at every bus stop."]
    assert len(db.session.scalars(select(Contribution)).all()) == 1
