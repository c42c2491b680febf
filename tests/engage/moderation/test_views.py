"""The moderator's pages: who may open them, nothing typed lost, the second one told, hostile words inert."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, Decision, Original, Screening, State, digest
from engage.moderation.service import decide
from tests import factories

STORY = "My mum Jane Smith waited. Jane Smith is 82. She lives in Mill Lane."
NAME = "text:7:17:person"


@pytest.fixture
def mo(app: Flask, client: FlaskClient) -> FlaskClient:
    """Mo's browser."""
    factories.sign_in(client, factories.person("mo"))
    return client


@pytest.fixture
def sam(app: Flask) -> FlaskClient:
    """Sam's browser."""
    client = app.test_client()
    factories.sign_in(client, factories.person("sam"))
    return client


def _story(**given: Any) -> Contribution:
    row = factories.contribution(STORY, **given)
    screening = db.session.get(Screening, row.id)
    if screening:
        screening.identifiers = [{"start": 7, "end": 17, "kind": "person"}]
        db.session.commit()
    return row


def _send(client: FlaskClient, row: Contribution, path: str = "", **form: Any) -> Any:
    values = {"version": row.version, **form}
    return client.post(f"/staff/queue/{row.reference}{path}", data=values)


def _now(row: Contribution) -> Contribution:
    db.session.rollback()
    db.session.expire_all()
    return row


LEAD, MODERATORS, NOBODY = {"sam"}, {"mo", "sam"}, set[str]()
ROUTES = [
    ("GET", "/staff/queue", MODERATORS),
    ("GET", "/staff/decided", MODERATORS),
    ("GET", "/staff/referred", LEAD),
    ("GET", "/staff/log.csv", MODERATORS),
    ("GET", "/staff/queue/{waiting}", MODERATORS),
    ("GET", "/staff/queue/{referred}", LEAD),
    ("POST", "/staff/queue/{waiting}/preview", MODERATORS),
    ("POST", "/staff/queue/{referred}/preview", LEAD),
    ("POST", "/staff/queue/{referred}", LEAD),
    ("POST", "/staff/queue/{referred}/undo", LEAD),
    ("GET", "/staff/queue/0000-00000", NOBODY),
]


@pytest.mark.parametrize("name", [*sorted(factories.PEOPLE), None])
def test_who_may_open_what(app: Flask, client: FlaskClient, name: str | None) -> None:
    waiting, referred = _story(), factories.contribution("a secret that was referred")
    decide(referred, State.REFERRED, by=factories.person("sam"), reason="risk-to-child")
    db.session.commit()
    if name:
        factories.sign_in(client, factories.person(name))
    for method, path, people in ROUTES:
        address = path.format(waiting=waiting.reference, referred=referred.reference)
        data = {"version": referred.version, "decision": "decline", "decline_reason": "off-topic", "decision_id": "1"}
        answer = client.open(address, method=method, data=data if method == "POST" else None)
        if name in people:
            assert answer.status_code in {200, 302}, (name, address, answer.status_code)
        elif name is None:
            assert (answer.status_code, "/login" in answer.location) == (302, True), address
        else:
            assert answer.status_code in {403, 404}, (name, address, answer.status_code)
            assert "a secret" not in answer.text
    assert _now(referred).state is (State.DECLINED if name == "sam" else State.REFERRED)


def test_the_queue_shows_the_whole_text_with_what_was_found(mo: FlaskClient) -> None:
    _story()
    page = mo.get("/staff/queue").text
    assert '<mark class="app-mark app-mark--out" data-label="name">Jane Smith</mark>' in page
    assert "She lives in Mill Lane." in page


def test_a_text_that_is_hard_to_read_is_closed_and_says_why(mo: FlaskClient) -> None:
    row = _story()
    screening = db.session.get(Screening, row.id)
    assert screening
    screening.concerns = [{"start": 0, "end": 2, "kind": "self-harm", "level": "high"}]
    db.session.commit()
    for address in ("/staff/queue", f"/staff/queue/{row.reference}"):
        page = mo.get(address).text
        assert re.search(r"<details class=\"nhsuk-details app-closed\">\s*<summary.*self-harm or suicide", page)


def test_preview_shows_how_it_will_read_and_loses_nothing(mo: FlaskClient) -> None:
    row = _story()
    typed = {"redact": [NAME], "words": "mill lane", "kind": "address", "decision": "hold", "note": "My thoughts"}
    page = _send(mo, row, "/preview", **typed).text
    assert "My mum [name] waited. [name] is 82. She lives in [address]." in page
    assert re.search(r'value="text:57:66:address"[^>]*checked', page)
    assert re.search(r'value="hold"[^>]*checked', page)
    assert "My thoughts" in page
    page = _send(mo, row, "/preview", offered=["text:57:66:address"]).text
    assert STORY in page
    assert re.search(r'value="text:57:66:address"(?![^>]*checked)', page)
    assert _now(row).state is State.RECEIVED
    told = "What the writer will be told"
    assert told in _send(mo, row, "/preview", decision="decline", decline_reason="abusive").text
    assert told not in _send(mo, row, "/preview", decision="decline").text
    assert told not in _send(mo, row, "/preview", decision="hold").text


def test_one_place_of_several(mo: FlaskClient) -> None:
    row = factories.contribution("May came. In May we wait.", show=False)
    page = _send(mo, row, "/preview", words="May", kind="person").text
    assert "Choose “May” place by place" in page
    assert "Not shown on this site." in page
    page = _send(mo, row, "/preview", redact="text:0:3:person", apart="text:0:3:person").text
    assert "only here: “May came. In May”" in page
    places = {"redact": "text:0:3:person:here", "offered": ["text:0:3:person:here", "text:13:16:person:here"]}
    _send(mo, row, decision="publish", **places)
    assert _now(row).published_text == "[name] came. In May we wait."
    assert "What the writer was told" in mo.get(f"/staff/queue/{row.reference}").text


def test_words_that_are_not_there_stop_the_decision(mo: FlaskClient) -> None:
    row = _story()
    answer = _send(mo, row, redact=[NAME], words="Mil Lane", kind="address", decision="publish", note="Keep me")
    assert answer.status_code == 400
    assert "These words are not in the text" in answer.text
    assert "Keep me" in answer.text
    assert "Mil Lane" in answer.text
    assert _now(row).state is State.RECEIVED


def test_publishing_takes_the_ticked_and_the_typed_words_out_and_goes_on(mo: FlaskClient) -> None:
    row, following = _story(), factories.contribution("The next one")
    answer = _send(mo, row, redact=[NAME], words="Mill Lane", kind="address", decision="publish")
    assert answer.status_code == 302
    assert f"/staff/queue/{following.reference}?done=" in answer.location
    assert _now(row).published_text == "My mum [name] waited. [name] is 82. She lives in [address]."
    decision = db.session.get(Decision, row.last_decision_id)
    assert decision
    assert decision.redactions == 3
    page = mo.get(answer.location).text
    assert f"Idea {row.reference} is published." in page
    undone = mo.post(f"/staff/queue/{row.reference}/undo", data={"decision": decision.id})
    assert undone.status_code == 302
    assert (_now(row).state, row.published_text) == (State.RECEIVED, None)
    assert re.search(r'value="text:57:66:address"[^>]*checked', mo.get(f"/staff/queue/{row.reference}").text)


@pytest.mark.parametrize(
    ("form", "state", "reason"),
    [
        ({"decision": "decline", "decline_reason": "advertising"}, State.DECLINED, "advertising"),
        ({"decision": "decline", "decline_reason": "other", "note": "Sent twice"}, State.DECLINED, "other"),
        ({"decision": "refer", "refer_reason": "risk-to-self"}, State.REFERRED, "risk-to-self"),
        ({"decision": "hold", "hold_reason": "find-out"}, State.HELD, "find-out"),
        ({"decision": "second"}, State.HELD, "second-opinion"),
        ({"decision": "route", "route_reason": "complaint"}, State.PUBLISHED, "complaint"),
    ],
)
def test_each_decision_with_its_reason(mo: FlaskClient, form: dict[str, str], state: State, reason: str) -> None:
    row = _story()
    answer = _send(mo, row, **form)
    assert answer.location.startswith("/staff/queue?done=")
    assert mo.get(answer.location).status_code == 200
    assert _now(row).state is state
    assert db.session.scalars(select(Decision.reason)).one() == reason


MISSING: list[tuple[dict[str, str], str]] = [
    ({}, "Choose a decision."),
    ({"decision": "anything"}, "Choose a decision."),
    ({"decision": "decline"}, "Choose why it is not published."),
    ({"decision": "decline", "decline_reason": "nonsense"}, "Choose why it is not published."),
    ({"decision": "decline", "decline_reason": "other"}, "Write the reason in the note."),
    ({"decision": "refer"}, "Choose who may be at risk."),
    ({"decision": "hold", "version": "x"}, "Choose what it is on hold for."),
    ({"decision": "publish", "version": ""}, "Open the item again."),
    ({"decision": "publish", "note": "x" * 2001}, "Make the note shorter"),
]


def test_what_is_missing_is_said(mo: FlaskClient) -> None:
    row = _story()
    for form, message in MISSING:
        answer = _send(mo, row, **form)
        assert answer.status_code == 400, form
        assert message in answer.text
    assert _now(row).state is State.RECEIVED


def test_what_was_not_screened_needs_somebody_who_read_it_whole(mo: FlaskClient) -> None:
    row = _story(screened=False)
    assert "Not checked yet" in mo.get("/staff/queue").text
    refused = _send(mo, row, decision="publish")
    assert (refused.status_code, "Say that you have read all of it" in refused.text) == (400, True)
    assert _send(mo, row, decision="publish", read_all="y").status_code == 302
    assert _now(row).state is State.PUBLISHED
    assert db.session.scalars(select(Decision.unscreened)).one()


def test_the_second_moderator_is_told_what_the_first_did(mo: FlaskClient, sam: FlaskClient) -> None:
    row = _story()
    seen = {"version": row.version}
    assert _send(mo, row, redact=[NAME], decision="publish").status_code == 302
    answer = sam.post(
        f"/staff/queue/{row.reference}",
        data={**seen, "words": "Mill Lane", "kind": "address", "decision": "publish", "note": "Sam's note"},
    )
    assert answer.status_code == 409
    for words in ("Somebody else decided", "<strong>Published</strong> by Mo", "Sam&#39;s note"):
        assert words in answer.text
    assert "Jane Smith → [name]" in answer.text.split("Only you wanted")[0]
    assert "Mill Lane → [address]" in answer.text.split("Only you wanted")[1]
    assert _now(row).published_text == STORY.replace("Jane Smith", "[name]")
    assert len(db.session.scalars(select(Decision)).all()) == 1


def test_a_referral_hides_it_at_once_even_from_the_other_who_has_it_open(mo: FlaskClient, sam: FlaskClient) -> None:
    row = _story()
    version = row.version
    assert _send(sam, row, decision="refer", refer_reason="risk-to-adult").status_code == 302
    answer = mo.post(
        f"/staff/queue/{row.reference}", data={"version": version, "decision": "publish", "note": "Mo's note"}
    )
    assert answer.status_code == 404
    assert "Mo&#39;s note" in answer.text
    assert "Mill Lane" not in answer.text
    for address in ("/staff/queue", "/staff/decided", "/staff/log.csv", f"/staff/queue/{row.reference}"):
        assert "Mill Lane" not in mo.get(address).text
    assert "Mill Lane" in sam.get("/staff/referred").text


def test_the_lead_puts_it_back_with_a_note(sam: FlaskClient) -> None:
    row = _story()
    decide(row, State.REFERRED, by=factories.person("mo"), reason="risk-to-self")
    db.session.commit()
    assert "Write a note" in _send(sam, row, decision="return").text
    answer = _send(sam, row, decision="return", note="I rang. All is well.")
    assert answer.location.startswith("/staff/referred?done=")
    assert _now(row).state is State.RECEIVED


def test_a_changed_decision_needs_a_reason(mo: FlaskClient) -> None:
    row = _story()
    decide(row, State.PUBLISHED, by=factories.person("mo"))
    db.session.commit()
    assert "Choose why you change the decision." in _send(mo, row, decision="return", note="x").text
    answer = _send(mo, row, decision="publish", redact=[NAME], change_reason="reported")
    assert answer.location.startswith("/staff/decided?done=")
    assert _now(row).published_text == STORY.replace("Jane Smith", "[name]")
    assert _send(mo, row, decision="decline", decline_reason="names-a-person", change_reason="mistake")
    assert (_now(row).state, row.published_text) == (State.DECLINED, None)


def test_what_the_writer_took_back_cannot_be_read_any_more(mo: FlaskClient) -> None:
    row = _story()
    decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    page = mo.get(f"/staff/queue/{row.reference}").text
    assert "Mill Lane" not in page
    assert "The writer took this back" in page
    assert _send(mo, row, decision="publish").status_code == 400
    assert "Mill Lane" not in _send(mo, row, "/preview").text


def test_the_log_names_nobody(mo: FlaskClient) -> None:
    row = _story()
    decide(row, State.DECLINED, by=factories.person("mo"), reason="abusive", note="=cmd()")
    decide(row, State.PUBLISHED, by=factories.person("sam"), redactions=[])
    db.session.commit()
    answer = mo.get("/staff/log.csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(line["from"], line["to"], line["decided by"]) for line in lines] == [
        ("received", "declined", "moderator"),
        ("declined", "published", "safeguarding-lead"),
    ]
    for words in ("Mo", "Sam", "@example.org", "cmd", "Jane"):
        assert words not in answer.text


HOSTILE = [
    "<script>alert(1)</script><b>x</b>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "'; DROP TABLE contribution; --",
    '"><img src=x onerror=alert(1)>',
    "\u202eright to left\u202c \u200b\ufeff",
    "Z̸̡̛a̷l̶g̸o̴" * 200,
    "x" * 20_000,
    "(" * 5_000 + ")" * 5_000,
    "👩‍👩‍👧‍👦 🇬🇧 ﷽",
    "=cmd|' /C calc'!A0",
    "\n\n\n   a\n\n  b   ",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_shown_as_they_are(mo: FlaskClient, words: str) -> None:
    row = factories.contribution(words, title=words[:150])
    text = row.original.text if row.original else ""
    key = f"text:0:{min(len(text), 200)}:other"
    form = {"redact": [key], "words": words[:200], "kind": "other", "note": words[:500]}
    pages = [
        mo.get("/staff/queue"),
        mo.get(f"/staff/queue/{row.reference}"),
        _send(mo, row, "/preview", **form),
        _send(mo, row, decision="publish", redact=[key], note=words[:500]),
        mo.get("/staff/decided"),
        mo.get(f"/staff/queue/{row.reference}"),
    ]
    for page in pages:
        assert page.status_code < 500
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>x" not in page.text


def test_a_text_in_the_database_that_never_was_cleaned(mo: FlaskClient) -> None:
    row = factories.contribution("short")
    assert isinstance(row.original, Original)
    row.original.text = "\r\n<i>" + "ab " * 60_000
    row.original.digest = digest(row.original.text)
    db.session.commit()
    assert mo.get("/staff/queue").status_code == 200
    assert mo.get(f"/staff/queue/{row.reference}").status_code == 200


ADDRESSES = [
        "/staff/queue?page=0", "/staff/queue?page=-5", "/staff/queue?page=99999999999999999999", "/staff/queue?page=x",
        "/staff/queue?place=%00&channel=%ff&concern=%25&kind=%27&waiting=%00", "/staff/queue?done=99999999999999999999",
        "/staff/queue?done=-1", "/staff/queue?_external=1&_scheme=x", "/staff/queue/%00", "/staff/queue/..%2f..%2fetc",
        "/staff/queue/%F0%9F%98%80", "/staff/decided?state=%00&page=2", "/staff/decided?state=referred",
        "/staff/queue/" + "9" * 3000, "/staff/referred", "/staff/queue/0000-00000/preview",
]  # fmt: skip


def test_hostile_addresses(mo: FlaskClient) -> None:
    for number in range(2):
        factories.contribution(f"Words {number}")
    for address in ADDRESSES:
        assert mo.get(address).status_code < 500, address


FORMS: list[dict[str, Any]] = [
    {"redact": ["text:0:999:person"], "decision": "publish"},
    {"redact": ["\x00"], "decision": "publish"},
    {"words": "\x00", "kind": "\x00", "decision": "\x00", "note": "\x00"},
    {"words": "short", "kind": "nothing", "decision": "publish"},
    {"version": "9" * 400, "decision": "publish"},
    {"version": "-1", "decision": "publish"},
    {"decision": "return", "note": "x"},
    {"decline_reason": "\x00" * 100, "decision": "decline"},
]


def test_hostile_forms(mo: FlaskClient) -> None:
    row = factories.contribution("short")
    for form in FORMS:
        for path in ("", "/preview"):
            assert _send(mo, row, path, **form).status_code < 500, form
    assert mo.post(f"/staff/queue/{row.reference}/undo", data={"decision": "9" * 30}).status_code < 500
    assert _now(row).state is State.RECEIVED
