"""The pages: for everybody, for officers and authors; hostile input never breaks them."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engage.extensions import db
from engage.models import Contribution, DraftChapter, Outcome, OutcomeStatus, Plan
from tests import factories
from tests.engage.outcomes.sample import comment, draft, outcome
from tests.engage.outcomes.test_documents import word_file

FORM = {
    "chapter": "maternity", "said": "You said <b>no help</b> at weekends", "status": "doing", "did": "Saturdays first",
    "responsible": "Head of midwifery", "on": "2026-11-02",
}  # fmt: skip


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    """Ola's browser."""
    browser = app.test_client()
    factories.sign_in(browser, factories.person("ola"))
    return browser


def test_from_words_to_everybody(plan: Plan, officer: FlaskClient, client: FlaskClient) -> None:
    voice = factories.published("Nobody came on Sunday.")
    answer = officer.post("/staff/outcomes/new", data=FORM)
    row = db.session.query(Outcome).one()
    assert answer.headers["Location"].endswith(f"/staff/outcomes/{row.id}/voices")
    assert voice.reference in officer.get(f"/staff/outcomes/{row.id}/voices?q=sunday").text
    officer.post(f"/staff/outcomes/{row.id}/voices?q=sunday", data={"reference": voice.reference, "do": "link"})
    assert client.get(f"/you-said-we-did/{row.id}").status_code == 404
    assert "Nobody came on Sunday." in officer.get(f"/staff/outcomes/{row.id}/preview").text
    officer.post(f"/staff/outcomes/{row.id}/show")
    page = client.get(f"/you-said-we-did/{row.id}").text
    assert "You said &lt;b&gt;no help&lt;/b&gt; at weekends" in page
    assert "Nobody came on Sunday." in page
    assert "1 person told us" in page
    assert row.said[:8] in client.get("/you-said-we-did?status=doing&chapter=maternity").text
    assert "There is nothing here yet" in client.get("/you-said-we-did?status=done").text
    officer.post(f"/staff/outcomes/{row.id}/voices", data={"reference": voice.reference, "do": "unlink"})
    assert "Nobody yet" in client.get(f"/you-said-we-did/{row.id}").text
    officer.post(f"/staff/outcomes/{row.id}/hide")
    assert client.get(f"/you-said-we-did/{row.id}").status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(plan: Plan, officer: FlaskClient) -> None:
    answer = officer.post("/staff/outcomes/new", data=FORM | {"did": "", "on": "yesterday"})
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert "Write what was done, or why it cannot be done." in answer.text
    assert "&lt;b&gt;no help" in answer.text


def test_authors_see_and_change_their_own_only(app: Flask, plan: Plan) -> None:
    theirs, other = outcome(plan), outcome(plan, chapter=plan.chapters[0])
    browser = app.test_client()
    factories.sign_in(browser, factories.person("ada", chapters=["maternity"]))
    assert browser.get(f"/staff/outcomes/{theirs.id}").status_code == 200
    assert browser.get(f"/staff/outcomes/{other.id}").status_code == 403
    assert browser.post(f"/staff/outcomes/{other.id}/hide").status_code == 403
    assert (
        browser.post(f"/staff/outcomes/{theirs.id}", data=FORM | {"chapter": plan.chapters[0].slug}).status_code == 400
    )
    assert browser.get(f"/staff/drafts/{plan.chapters[0].slug}/new").status_code == 403
    assert browser.get("/staff/outcomes").status_code == 200


def test_a_draft_from_a_file_to_a_comment_and_its_answer(plan: Plan, officer: FlaskClient, client: FlaskClient) -> None:
    days = {"opens": "2026-01-01", "closes": "2099-01-01", "about": "Tell us"}
    upload = {"file": (BytesIO(word_file()), "draft.docx"), **days}
    answer = officer.post("/staff/drafts/maternity/new", data=upload, follow_redirects=True)
    assert "1 paragraphs in tables or boxes were left out" in answer.text
    row = db.session.query(DraftChapter).one()
    assert client.get("/drafts/maternity").status_code == 404
    officer.post(f"/staff/drafts/{row.id}/publish")
    page = client.get("/drafts/maternity").text
    assert "Most women will see the same team." in page
    block = row.blocks[2]
    address = f"/drafts/maternity/paragraphs/{block.paragraph_id}"
    assert f'href="{address}"' in page
    sent = client.post(
        address, data={"text": "Not in our village", "show": "y", "form_token": "t"}, follow_redirects=True
    )
    assert "Your private code" in sent.text and f'href="/drafts/maternity#p{block.paragraph_id}"' in sent.text
    said = db.session.query(Contribution).one()
    assert "Not in our village" not in client.get(address).text
    officer.post(f"/staff/drafts/{row.id}", data=days | {"closes": "2025-01-01"})
    assert officer.get(f"/staff/outcomes/new?chapter=maternity&paragraph={block.paragraph_id}").status_code == 200
    officer.post("/staff/outcomes/new", data=FORM | {"paragraph": str(block.paragraph_id)})
    assert [one.id for one in db.session.query(Outcome).one().paragraphs] == [said.paragraph_id]


def test_comments_without_words_or_with_a_muddle_come_back(plan: Plan, client: FlaskClient) -> None:
    row = draft()
    address = f"/drafts/maternity/paragraphs/{row.blocks[1].paragraph_id}"
    empty = client.post(address, data={"text": " "})
    muddled = client.post(address, data={"text": "Keep my <i>words</i>", "quote": "y"})
    assert (empty.status_code, muddled.status_code) == (400, 400)
    assert "Write your comment before you send it." in empty.text
    assert "Keep my &lt;i&gt;words&lt;/i&gt;" in muddled.text
    assert (
        client.post(f"/drafts/maternity/paragraphs/{row.blocks[0].paragraph_id}", data={"text": "x"}).status_code == 404
    )


def test_a_worrying_comment_is_received_and_help_comes_first(plan: Plan, client: FlaskClient) -> None:
    row = draft()
    address = f"/drafts/maternity/paragraphs/{row.blocks[1].paragraph_id}"
    sent = client.post(address, data={"text": "I want to kill myself.", "form_token": "t"}, follow_redirects=True).text
    assert sent.index("Help you can get now") < sent.index("Your private code")
    assert db.session.query(Contribution).count() == 1


HOSTILE = ["-1", "999999999999999999999", "' OR 1=1 \x00", "<script>🙂"]


def test_hostile_addresses_and_forms_break_nothing(plan: Plan, officer: FlaskClient) -> None:
    row, shown = draft(), outcome(plan, status=OutcomeStatus.DONE)
    comment(row, 2)
    reads = ("/you-said-we-did", f"/staff/outcomes/{shown.id}/voices", "/staff/outcomes/new", "/drafts")
    paths = ("/you-said-we-did/{}", "/drafts/{}", "/drafts/maternity/versions/{}", "/drafts/maternity/paragraphs/{}")
    posts = (
        "/staff/outcomes/new", f"/staff/outcomes/{shown.id}", f"/staff/outcomes/{shown.id}/voices",
        "/staff/drafts/maternity/new", f"/staff/drafts/{row.id}",
        f"/drafts/maternity/paragraphs/{row.blocks[1].paragraph_id}",
    )  # fmt: skip
    names = (*FORM, *"themes questions paragraph reference do text opens closes about form_token locality respondent show q page theme".split())  # fmt: skip
    for word in HOSTILE:
        for address in (*reads, *(path.format(word) for path in paths)):
            assert officer.get(address, query_string=dict.fromkeys(names, word)).status_code < 500, (address, word)
        for address in posts:
            for data in (dict.fromkeys(names, word), FORM | dict.fromkeys(("themes", "questions", "paragraph"), word)):
                assert officer.post(address, data=data).status_code < 500, (address, word)
