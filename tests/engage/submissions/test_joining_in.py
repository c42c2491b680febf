"""It matters to me too, comments and reports: without an account, moderated, and counted as well as can be known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engage.errors import InputError, NotPermittedError
from engage.extensions import db
from engage.models import Contribution, Kind, Plan, Report, ReportReason, ReportState, State, Support
from engage.moderation import reports
from engage.moderation.service import decide
from engage.submissions import joining_in, queries, spoken
from engage.submissions.service import withdraw
from tests import factories

COMMENT = {"text": "The same here.", "show": "y", "form_token": "t" * 43}


def _supports(row: Contribution) -> int:
    return db.session.scalar(select(func.count()).where(Support.contribution_id == row.id)) or 0


def test_it_matters_once_for_each_browser_and_can_be_taken_back(app: Flask, client: FlaskClient) -> None:
    row = factories.published("A bench.")
    page = f"/voices/{row.reference}"
    for _ in range(3):
        assert client.post(f"{page}/matters").status_code == 303
    assert _supports(row) == 1
    assert "You said that it matters to you too" in client.get(page).text
    other = app.test_client()
    other.post(f"{page}/matters")
    assert "It matters to you and 1 more person" in client.get(page).text
    assert "It matters to 2 more people" in app.test_client().get(page).text
    assert "It matters to 2 more people" in client.get("/voices").text
    client.post(f"{page}/matters/undo")
    client.post(f"{page}/matters/undo")
    assert _supports(row) == 1 and "This matters to me too" in client.get(page).text


def test_rows_of_one_browser_cannot_be_joined_and_addresses_go(plan: Plan, client: FlaskClient) -> None:
    first, second = factories.published("One."), factories.published("Two.")
    for row in (first, second):
        client.post(f"/voices/{row.reference}/matters")
    rows = db.session.scalars(select(Support)).all()
    assert len({row.token_hash for row in rows}) == 2 == len({row.flood_hash for row in rows})
    assert all(row.flood_hash and "127.0.0.1" not in row.flood_hash for row in rows)
    browser = joining_in.Browser("another", "10.0.0.1")
    joining_in.say_it_matters(first.id, browser, key="k" * 32, today=rows[0].on + timedelta(days=1))
    db.session.expire_all()
    assert [row.flood_hash is None for row in rows] == [True, True], "when the day is over nothing is left of addresses"


def test_a_flood_from_one_address_is_stopped_kindly(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining_in, "MOST_A_DAY", 2)
    row = factories.published("A bench.")
    answers = [app.test_client().post(f"/voices/{row.reference}/matters") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "try again tomorrow" in answers[-1].text
    assert _supports(row) == 2


def test_only_our_own_pages_can_press_and_only_what_is_shown(client: FlaskClient) -> None:
    row, hidden = factories.published("A bench."), factories.contribution("Waiting.")
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert client.post(f"/voices/{row.reference}/matters", headers=headers).status_code == 403
    client.set_cookie("matters", "forged.token")
    assert client.post(f"/voices/{row.reference}/matters", headers={"Origin": "http://localhost"}).status_code == 303
    assert client.post(f"/voices/{hidden.reference}/matters").status_code == 404
    assert _supports(row) == 1 and _supports(hidden) == 0


def _comment(client: FlaskClient, row: Contribution, **given: str) -> Contribution | None:
    answer = client.post(f"/voices/{row.reference}/comment", data=COMMENT | given)
    assert answer.status_code == 303, answer.text
    return db.session.scalar(select(Contribution).order_by(Contribution.id.desc()).limit(1))


def test_a_comment_is_read_by_a_person_before_it_is_shown(app: Flask, plan: Plan, client: FlaskClient) -> None:
    row = factories.published("A bench.", title="Sit down")
    said = _comment(client, row, quote="y")
    assert said is not None and said.kind is Kind.COMMENT and said.parent_id == row.id
    assert said.state is State.RECEIVED and said.consent.show and said.consent.quote
    sent = client.get("/give/sent").text
    assert "Thank you. We have it" in sent, "with a reference and a private code"
    assert f'href="/voices/{row.reference}"' in sent and "Go back to what you were reading" in sent
    page = f"/voices/{row.reference}"
    assert "The same here." not in app.test_client().get(page).text
    decide(said, State.PUBLISHED, by=factories.person("mo"), unscreened=True)
    db.session.commit()
    html = app.test_client().get(page).text
    assert "The same here." in html and "1 comment" in html
    assert said.reference not in app.test_client().get("/voices").text, "a comment stands under what it is about"
    assert "The same here." not in app.test_client().get("/feeds/all.atom").text
    own = app.test_client().get(f"/voices/{said.reference}").text
    assert "This is a comment on" in own and f'href="{page}"' in own
    assert queries.counts(plan).published == 1, "and is no idea or story of its own"


def test_many_comments_stand_on_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "COMMENTS", 2)
    row = factories.published("A bench.")
    for number in range(3):
        factories.published(f"Comment {number}.", kind=Kind.COMMENT, parent=row)
    first, second = (client.get(f"/voices/{row.reference}?comments={number}").text for number in (1, 2))
    assert "Comment 0." in first and "Comment 2." not in first and "3 comments" in first
    assert "Comment 2." in second and "Comment 0." not in second
    for number in ("0", "x", "99", "9" * 40):
        assert client.get(f"/voices/{row.reference}?comments={number}").status_code == 200


def test_a_comment_outlives_what_it_is_about_without_its_words(app: Flask, client: FlaskClient) -> None:
    row = factories.published("Secret bench.")
    said = factories.published("The same here.", kind=Kind.COMMENT, parent=row)
    withdraw(row)
    db.session.commit()
    html = client.get(f"/voices/{said.reference}").text
    assert "comment on something that somebody said here" in html and "Secret" not in html
    assert row.reference not in html


def test_sent_twice_it_is_one_comment_and_mistakes_keep_the_words(client: FlaskClient) -> None:
    row = factories.published("A bench.")
    _comment(client, row)
    _comment(client, row)
    assert db.session.scalar(select(func.count()).where(Contribution.kind == Kind.COMMENT)) == 1
    for wrong in ({"show": ""}, {"text": " "}, {"text": "x" * 5_001}, {"form_token": "short"}):
        answer = client.post(f"/voices/{row.reference}/comment", data=COMMENT | {"text": "Still here"} | wrong)
        assert answer.status_code == 400 and "There is a problem" in answer.text
        assert wrong.get("text", "Still here").strip() in answer.text
    assert client.get(f"/voices/{factories.contribution('Waiting.').reference}/comment").status_code == 404


def _report(client: FlaskClient, row: Contribution, **given: str) -> Report:
    answer = client.post(f"/voices/{row.reference}/report", data={"reason": "hurtful", "note": "It hurts."} | given)
    assert answer.status_code == 303, answer.text
    reference = re.search(r"/reports/([0-9A-Z-]+)", answer.headers["Location"])
    assert reference
    return db.session.scalars(select(Report).where(Report.reference == reference.group(1))).one()


def test_a_report_waits_for_a_person_and_its_reference_tells_what_became_of_it(
    app: Flask, plan: Plan, client: FlaskClient
) -> None:
    row = factories.published("A bench.")
    made = _report(client, row)
    assert "Thank you. We have your report." in client.get(f"/reports/{made.reference}").text
    assert "has not looked at it yet" in app.test_client().get(f"/reports/{made.reference.lower()}").text
    danger = _report(client, row, reason="somebody-in-danger")
    assert [one.id for one in reports.waiting_reports(plan)] == [danger.id, made.id], "danger comes first"
    reports.answer_report(made, by=factories.person("mo"), changed=False, answer="It is about a service.")
    db.session.commit()
    html = client.get(f"/reports/{made.reference}").text
    assert "We left it as it is" in html and "It is about a service." in html and "Ask us to think again" in html
    assert made.note == "", "what the reporter wrote has done its work"
    assert reports.count_waiting(plan) == 1


def test_another_person_thinks_again(plan: Plan, client: FlaskClient) -> None:
    row, mo = factories.published("A bench."), factories.person("mo")
    first = _report(client, row)
    answer = client.post(f"/voices/{row.reference}/report", data={"reason": "hurtful", "again": first.reference})
    assert answer.status_code == 400, "the first has no answer yet"
    reports.answer_report(first, by=mo, changed=False, answer="No.")
    db.session.commit()
    again = _report(client, row, again=first.reference)
    assert again.again_id == first.id
    with pytest.raises(InputError):
        reports.answer_report(again, by=mo, changed=True, answer="Yes.")
    reports.answer_report(again, by=factories.person("sam"), changed=True, answer="You were right.")
    assert again.state is ReportState.CHANGED
    with pytest.raises(InputError):
        reports.answer_report(again, by=factories.person("sam"), changed=True, answer="Twice.")


def test_who_may_answer_a_report(plan: Plan) -> None:
    made = reports.report(factories.published("A bench."), ReportReason.OTHER, "")
    for name in ("ola", "stella", "ada", "adam"):
        with pytest.raises(NotPermittedError):
            reports.answer_report(made, by=factories.person(name), changed=False, answer="x")
    with pytest.raises(InputError):
        reports.answer_report(made, by=factories.person("mo"), changed=False, answer=" ")


def test_hostile_reports_and_comments(client: FlaskClient) -> None:
    row = factories.published("A bench.")
    for data in ({}, {"reason": "x"}, {"reason": "hurtful", "note": "x" * 2_001}):
        assert client.post(f"/voices/{row.reference}/report", data=data).status_code == 400
    for data in ({"reason": "hurtful", "again": "%00"}, {"reason": "hurtful", "again": "A" * 500}):
        assert client.post(f"/voices/{row.reference}/report", data=data).status_code in {303, 404}
    made = _report(client, row, note="<script>alert(1)</script>\x00{{ 7*7 }}")
    assert made.note == "<script>alert(1)</script>{{ 7*7 }}"
    for path in ("/reports/none", "/reports/%00", f"/reports/{'A' * 500}", "/voices/none/report"):
        assert client.get(path).status_code == 404
