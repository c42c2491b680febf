"""The evidence pages: who may open them, what they show, and what they never show."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from engage.extensions import db
from engage.models import Chapter, Event, Plan
from engage.moderation.redaction import Redaction
from engage.theming import service
from tests import factories

PAGES = ["/staff/evidence", "/staff/evidence/mental-health", "/staff/events"]
MAY = {"mo": True, "ola": True, "stella": True, "ada": True, "adam": False, "sam": False}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", MAY)
def test_who_may_open_it(client: FlaskClient, name: str, page: str) -> None:
    factories.sign_in(client, factories.person(name))
    assert client.get(page).status_code == (200 if MAY[name] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert "/account/login" in answer.headers["Location"]


def test_pages_say_what_was_heard_without_what_was_taken_out(client: FlaskClient, plan: Plan) -> None:
    row = factories.published(
        "Nurse Xylophonia helped me with my worry.",
        redactions=[Redaction(0, 16, "staff")],
        title="Hostile <b>title</b>",
    )
    service.file_under(row, factories.named(Chapter, "mental-health"), by=factories.person("ola"))
    db.session.add(
        Event(plan_id=plan.id, key="e", title="<script>alert(1)</script>", on=row.received_at.date(), place="Hall")
    )
    db.session.commit()
    factories.sign_in(client, factories.person("stella"))
    for page in PAGES:
        text = client.get(page).get_data(as_text=True)
        assert "Xylophonia" not in text
        assert "<script>alert" not in text
        assert "style=" not in text
    assert "Only one place" in client.get(PAGES[0]).get_data(as_text=True)
    assert "<desc" in client.get(PAGES[1]).get_data(as_text=True)


@pytest.mark.parametrize("slug", ["nothing", "%00", "<b>", "a" * 3000, "..%2f..", "%F0%9F%98%80"])
def test_an_unknown_chapter_is_not_found(client: FlaskClient, slug: str) -> None:
    factories.sign_in(client, factories.person("stella"))
    assert client.get(f"/staff/evidence/{slug}").status_code in (404, 308)


def test_before_anything_was_said_every_chapter_says_so(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("stella"))
    text = client.get("/staff/evidence").get_data(as_text=True)
    assert "No voices yet" in text
