"""Questions of the week, feeds, and pages that may be kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Assignment,
    Attribution,
    Chapter,
    Kind,
    Outcome,
    OutcomeStatus,
    Plan,
    Question,
    now,
)
from engage.submissions import queries
from tests import factories

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def _question(slug: str) -> Question:
    return db.session.scalars(select(Question).where(Question.slug == slug)).one()


def test_the_schedule_has_what_is_open_to_come_and_earlier(plan: Plan, client: FlaskClient) -> None:
    found = queries.schedule(plan, NOON.date())
    assert [one.question.slug for one in found.open] == ["coming-home"]
    assert [one.question.slug for one in found.to_come] == ["good-place-to-work", "fair-for-everybody"]
    assert [one.question.slug for one in found.earlier] == ["telling-your-story", "staying-well", "getting-seen"]
    far = _question("fair-for-everybody")
    far.opens, far.closes = NOON.date() + timedelta(days=60), NOON.date() + timedelta(days=67)
    db.session.commit()
    with time_machine.travel(NOON):
        html = client.get("/questions").text
        assert "Coming soon" in html and far.title not in html
        assert client.get(f"/questions/{far.slug}").status_code == 404
        assert client.get("/questions/none").status_code == 404
        assert "Coming soon" in client.get("/questions/good-place-to-work").text


def test_a_closed_question_has_its_summary_its_figures_and_what_became_of_it(plan: Plan, client: FlaskClient) -> None:
    question = _question("staying-well")
    for number in range(3):
        factories.published(
            f"Walks help {number}.", question=question, locality="norwich", attribution=Attribution.PLACE
        )
    factories.published("I swim.", question=question, kind=Kind.STORY, locality="west-norfolk")
    factories.published("Counted, not shown.", question=question, show=False, quote=False)
    question.summary, question.summary_at = "People spoke of walks.", now()
    ola = factories.person("ola")
    answered = Outcome(
        plan_id=plan.id, chapter_id=plan.chapters[0].id, status=OutcomeStatus.DONE, said="Walks help.",
        did="There are new paths.", responsible="The council", on=NOON.date(), shown_at=now(), made_by_id=ola.id,
        questions=[question],
    )  # fmt: skip
    hidden = Outcome(
        plan_id=plan.id, chapter_id=plan.chapters[0].id, status=OutcomeStatus.THINKING, said="Not told yet.",
        responsible="The council", on=NOON.date(), made_by_id=ola.id, questions=[question],
    )  # fmt: skip
    db.session.add_all([answered, hidden])
    db.session.commit()
    figures = queries.answered(plan, question)
    assert (figures.people, figures.ideas, figures.stories) == (5, 4, 1)
    assert figures.places == (("Norwich", 3),), "a place of a few is not told"
    with time_machine.travel(NOON):
        html = client.get("/questions/staying-well").text
        assert "5 people answered" in re.sub(r"\s+", " ", client.get("/questions").text)
    assert "People spoke of walks." in html and "There are new paths." in html
    assert "Walks help 1." in html and "Counted, not shown." not in html and "Not told yet." not in html


def test_staff_write_the_summary(app: Flask, plan: Plan, client: FlaskClient) -> None:
    question, ola = _question("staying-well"), factories.person("ola")
    factories.sign_in(client, ola)
    given = {
        "title": question.title, "hint": question.hint, "opens": question.opens.isoformat(),
        "closes": question.closes.isoformat(), "summary": "People spoke of walks.",
    }  # fmt: skip
    assert client.post(f"/staff/plan/questions/{question.id}", data=given).status_code == 302
    db.session.refresh(question)
    assert (question.summary, question.summary_by_id) == ("People spoke of walks.", ola.id)
    written = question.summary_at
    client.post(f"/staff/plan/questions/{question.id}", data=given | {"hint": "Think."})
    db.session.refresh(question)
    assert question.summary_at == written, "the day is that of the summary, not of any change"


def test_feeds_hold_what_anybody_may_read(plan: Plan, client: FlaskClient) -> None:
    row = factories.published("Buses & <b>trains</b>.", title="To & fro", question=_question("staying-well"))
    db.session.add(Assignment(contribution_id=row.id, chapter_id=factories.named(Chapter, "digital").id))
    factories.published("Secret words.", show=False, quote=False)
    factories.contribution("Waiting words.")
    db.session.commit()
    for path in ("/feeds/all.atom", "/feeds/chapters/digital.atom", "/feeds/questions/staying-well.atom"):
        answer = client.get(path)
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        feed = ET.fromstring(answer.text)  # noqa: S314 - our own
        entries = feed.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}content") for entry in entries] == ["Buses & <b>trains</b>."], path
        assert feed.findtext(f"{ATOM}updated") and feed.findtext(f"{ATOM}id") == f"http://localhost{path}"
    assert not ET.fromstring(client.get("/feeds/chapters/cancer.atom").text).findall(f"{ATOM}entry")  # noqa: S314
    for path in ("/feeds/chapters/none.atom", "/feeds/questions/none.atom", "/feeds/none"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/voices",
        "/themes",
        "/questions",
        "/feeds/all.atom",
        "/about/privacy",
        "/you-said-we-did",
        "/drafts",
        "one",
    ],
)
def test_pages_that_are_the_same_for_everybody_may_be_kept(app: Flask, path: str) -> None:
    row = factories.published("A bench.")
    path = f"/voices/{row.reference}" if path == "one" else path
    with time_machine.travel(NOON, tick=False):
        first = app.test_client().get(path)
        assert "Set-Cookie" not in first.headers
        assert first.headers["Cache-Control"] == "public, no-cache" and "Cookie" in first.headers["Vary"]
        again = app.test_client().get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        mine = app.test_client()
        mine.set_cookie("matters", "x")
        assert mine.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/give", "/receipt", "/receipt/mine", "/staff", "/voices/none", "/reports/none"])
def test_what_belongs_to_one_person_is_never_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store, private"
