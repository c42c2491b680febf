"""The theming pages: who may open them and answer, and what they never show."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Lease,
    Passage,
    PassageAssignment,
    Plan,
    State,
    Theme,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.theming import pipeline, service
from tests import factories
from tests.engage.theming.fake import FakePipeline
from tests.engage.theming.test_themes import say

MAY_SEE = {"mo", "ola", "stella", "ada"}
MAY_CONFIRM = {"mo", "ola", "ada"}
PEOPLE = [*factories.PEOPLE]
TWO = "The nurse was kind to me all day.\nThe worry kept me awake at night."


@pytest.fixture
def spoken(fake: FakePipeline) -> Contribution:
    """Something said, published and analysed."""
    row = factories.published(TWO)
    service.analyse_pending()
    return row


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, factories.person(name))
    return client


def page_of(row: Contribution) -> str:
    return f"/staff/contributions/{row.reference}"


def test_what_is_in_no_theme_is_shown_and_can_be_put_into_one(app: Flask, plan: Plan, spoken: Contribution) -> None:
    theme = Theme(plan_id=plan.id, key="kind", name="Kind nurses", encoder="fake", centroid=b"")
    db.session.add(theme)
    db.session.commit()
    client = signed_in(app, "mo")
    before = client.get("/staff/themes/not-grouped").text
    passage = db.session.scalars(select(Passage).where(Passage.contribution_id == spoken.id)).first()
    assert passage.text in before
    for wrong in ({}, {"to": "x"}, {"to": str(theme.id)}, {"to": str(theme.id), "ticked": ["none", "99999999999"]}):
        assert "app-member" in client.post("/staff/themes/not-grouped", data=wrong).text
    sent = {"to": str(theme.id), "ticked": [str(passage.id)]}
    assert client.post("/staff/themes/not-grouped", data=sent, follow_redirects=True).status_code == 200
    assert passage.text not in client.get("/staff/themes/not-grouped").text
    placed = select(PassageAssignment.theme_id).where(PassageAssignment.passage_id == passage.id)
    assert db.session.scalars(placed.where(PassageAssignment.theme_id.is_not(None))).all() == [theme.id]
    assert signed_in(app, "stella").post("/staff/themes/not-grouped", data=sent).status_code == 403


def suggestion() -> Assignment:
    return db.session.scalars(select(Assignment).where(Assignment.chapter_id.is_not(None))).first()


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_see_and_who_may_answer(app: Flask, spoken: Contribution, name: str) -> None:
    client = signed_in(app, name)
    expected = 200 if name in MAY_SEE else 403
    assert client.get("/staff/themes").status_code == expected
    assert client.get(page_of(spoken)).status_code == expected
    given = suggestion()
    answer = client.post(f"/staff/assignments/{given.id}/answer", data={"of": "contribution", "answer": "confirmed"})
    allowed = name in MAY_CONFIRM
    assert answer.status_code == (302 if allowed else 403)
    db.session.refresh(given)
    assert given.status == ("confirmed" if allowed else "suggested")
    added = client.post(page_of(spoken), data={"chapter": "cancer"})
    assert added.status_code == (302 if allowed else 403)
    assert (factories.named(Chapter, "cancer").id in set(db.session.scalars(select(Assignment.chapter_id)))) == allowed
    assert client.post("/staff/themes/look").status_code == (302 if allowed else 403)


def test_answering_a_passage_and_changing_ones_mind(app: Flask, spoken: Contribution) -> None:
    client = signed_in(app, "ola")
    given = db.session.scalars(select(PassageAssignment)).first()
    for status in ("dismissed", "confirmed"):
        client.post(f"/staff/assignments/{given.id}/answer", data={"of": "passage", "answer": status})
        db.session.refresh(given)
        assert given.status == status
        assert given.decided_by_id == factories.person("ola").id
    assert "Confirmed by Ola" in client.get(page_of(spoken)).get_data(as_text=True)


def test_why_is_told_and_what_was_taken_out_never_shows(app: Flask, fake: FakePipeline) -> None:
    row = factories.published("The nurse Xylophonia <b>was</b> kind & good.", redactions=[Redaction(10, 20, "staff")])
    service.analyse_pending()
    text = signed_in(app, "ola").get(page_of(row)).get_data(as_text=True)
    assert "Xylophonia" not in text
    assert "<q>nurse</q>" in text
    assert "&lt;b&gt;was&lt;/b&gt;" in text
    assert "almost sure" in text


def test_words_without_consent_to_show_are_counted_not_shown(app: Flask, fake: FakePipeline) -> None:
    say(10)
    hidden = factories.published("Parking secretwords at the hospital costs too much.", show=False, quote=False)
    service.drain()
    key = db.session.scalars(select(Theme).where(Theme.name.ilike("parking"))).one()
    stella = signed_in(app, "stella")
    text = stella.get(f"/staff/themes/{key.id}").get_data(as_text=True)
    assert "secretwords" not in text
    assert "1 passage more is counted" in text
    assert "secretwords" not in stella.get(page_of(hidden)).get_data(as_text=True)
    assert "secretwords" in signed_in(app, "ada").get(page_of(hidden)).get_data(as_text=True)


def test_what_is_not_published_has_no_page(app: Flask, spoken: Contribution) -> None:
    client, given = signed_in(app, "ola"), suggestion().id
    decide(spoken, State.WITHDRAWN, source="contributor")
    db.session.commit()
    assert client.get(page_of(spoken)).status_code == 404
    answer = client.post(f"/staff/assignments/{given}/answer", data={"of": "contribution", "answer": "confirmed"})
    assert answer.status_code == 404


def test_a_theme_is_renamed(app: Flask, fake: FakePipeline) -> None:
    say(10)
    service.drain()
    theme = db.session.scalars(select(Theme)).first()
    client = signed_in(app, "ada")
    assert client.post(f"/staff/themes/{theme.id}", data={"name": "  Getting \n there "}).status_code == 302
    db.session.refresh(theme)
    assert (theme.name, theme.named_by_id) == ("Getting there", factories.person("ada").id)
    assert signed_in(app, "stella").post(f"/staff/themes/{theme.id}", data={"name": "No"}).status_code == 403
    for bad in ("", "x" * 121, " \t "):
        assert client.post(f"/staff/themes/{theme.id}", data={"name": bad}).status_code in (200, 400)
    assert "Getting there" in client.get("/staff/themes").get_data(as_text=True)


def test_asking_for_a_new_look_is_done_by_the_worker(app: Flask, plan: Plan, fake: FakePipeline) -> None:
    say(10)
    service.drain()
    say(6, ("parking",), start=40)
    factories.published("Kettle of tea on every ward would help the nurse.")
    service.analyse_pending()
    assert signed_in(app, "ola").post("/staff/themes/look").status_code == 302
    db.session.expire_all()
    assert plan.themes_asked_at is not None
    assert service.think_first() >= 3
    assert plan.themes_asked_at is None
    assert service.think_first() == 0


def test_staff_are_told_why_sorting_waits(app: Flask, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.published(TWO)
    monkeypatch.setattr(pipeline, "encoder_problem", lambda: "Run `make encoder`.")
    for page in ("/staff/themes", "/staff/evidence"):
        text = signed_in(app, "ola").get(page).get_data(as_text=True)
        assert "Run `make encoder`." in text


def test_what_was_set_aside_is_shown_and_tried_again(app: Flask, plan: Plan, fake: FakePipeline) -> None:
    row = factories.published(TWO)
    db.session.add(Lease(work="analyse", contribution_id=row.id, until=row.received_at, attempts=3))
    db.session.commit()
    client = signed_in(app, "ola")
    assert "could not sort 1 of them" in client.get("/staff/themes").get_data(as_text=True)
    assert client.post("/staff/themes/set-aside").status_code == 302
    assert service.analyse_pending() == 1


HOSTILE = [
    "nul \x00 in here",
    "﷽" * 200,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "\u202eright to left\u202c and back",
    "{{ 7 * 7 }} {% raw %} ${7*7} '; DROP TABLE theme; -- <svg onload=alert(1)>",
    "=cmd|' /C calc'!A0",
    "w" * 20_000,
    "a.\n" * 6_000,
    "🙂" * 500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_boring(app: Flask, fake: FakePipeline, text: str) -> None:
    row = factories.published(text, title=text[:50])
    assert service.analyse_pending() == 1
    client = signed_in(app, "ola")
    for page in (page_of(row), "/staff/themes", "/staff/evidence"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert b"<svg onload" not in answer.data


@pytest.mark.parametrize(
    "path",
    ["/staff/themes/0", "/staff/themes/99999999999999999999", "/staff/themes/-1", "/staff/contributions/%00",
     "/staff/contributions/" + "A" * 5000, "/staff/contributions/⁂", "/staff/themes/1?page=99999999999999999999999"],
)  # fmt: skip
def test_addresses_that_lead_nowhere(app: Flask, fake: FakePipeline, path: str) -> None:
    assert signed_in(app, "ola").get(path).status_code == 404


@pytest.mark.parametrize(
    "data",
    [{}, {"of": "x", "answer": "confirmed"}, {"of": "passage", "answer": "suggested"}, {"of": "passage", "answer": "\x00"},
     {"of": "contribution", "answer": "confirmed", "theme": "9" * 99}],
)  # fmt: skip
def test_answers_that_make_no_sense(app: Flask, spoken: Contribution, data: dict[str, str]) -> None:
    client = signed_in(app, "ola")
    given = suggestion()
    answer = client.post(f"/staff/assignments/{given.id}/answer", data=data)
    assert answer.status_code in (302, 400, 404)
    assert client.post(page_of(spoken), data={"chapter": "\x00"}).status_code == 200
    assert client.post("/staff/assignments/99999999999999999999/answer", data=data).status_code == 404
    db.session.refresh(given)
    assert given.status in AssignmentStatus


def test_pages_of_a_long_theme(app: Flask, fake: FakePipeline) -> None:
    say(45, ("parking",))
    service.drain()
    db.session.execute(update(Theme).values(name="=SUM(1) <b>bold</b>"))
    db.session.commit()
    theme = db.session.scalars(select(Theme)).one()
    client = signed_in(app, "ola")
    for number in ("1", "2", "3", "0", "-5", "999", "x"):
        answer = client.get(f"/staff/themes/{theme.id}?page={number}")
        assert answer.status_code == 200
        assert b"<b>bold</b>" not in answer.data
