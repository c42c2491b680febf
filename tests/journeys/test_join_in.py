"""Somebody reads what others said, finds it, and joins in: on a phone, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, Kind, Question, State
from engage.moderation.service import decide
from tests import factories
from tests.journeys.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Check = Callable[[Page], None]


def _nothing(_page: Page) -> None:
    """Nothing to look at: axe is a script."""


@pytest.fixture
def bus(site: Site) -> str:
    """An idea about buses, which answers a question that has closed."""
    with site.app.app_context():
        question = db.session.scalars(select(Question).where(Question.slug == "staying-well")).one()
        factories.published("A car park by the sea.", kind=Kind.STORY)
        return factories.published("More buses to the hospital, please.", title="Buses", question=question).reference


def _find(page: Page, look: Check) -> None:
    page.goto("/")
    look(page)
    page.get_by_role("link", name="Read more of what people say").click()
    page.get_by_label("Words to look for").fill("bus")
    page.get_by_label("Ideas or stories").select_option("story")
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Take away: Stories").click()
    page.get_by_role("link", name="Buses").first.click()


def _support(page: Page) -> None:
    page.get_by_role("button", name="This matters to me too").click()
    expect(page.get_by_text("You said that it matters to you too")).to_be_visible()
    page.get_by_role("button", name="Take that back").click()
    expect(page.get_by_role("button", name="This matters to me too")).to_be_visible()


def _comment(page: Page, look: Check) -> None:
    page.get_by_role("button", name="Write a comment").click()
    look(page)
    page.get_by_role("button", name="Send my comment").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page)
    page.get_by_label("Your comment").fill("Mine too: the last one goes at six.")
    page.get_by_label("Show my comment").check()
    page.get_by_role("button", name="Send my comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it")


def _publish_comment(site: Site) -> None:
    with site.app.app_context():
        row = db.session.scalars(
            select(Contribution).where(Contribution.kind == Kind.COMMENT).order_by(Contribution.id.desc())
        ).first()
        assert row is not None
        decide(row, State.PUBLISHED, by=factories.person("mo"), unscreened=True)
        db.session.commit()


def _report(page: Page, look: Check) -> None:
    page.get_by_role("link", name="Report this page").click()
    look(page)
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_text("Choose what is wrong with it.").first).to_be_visible()
    look(page)
    page.get_by_label("It is hurtful or rude").check()
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_text("Thank you. We have your report.")).to_be_visible()
    look(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_read_find_and_join_in(open_page: OpenPage, site: Site, accessible: Check, bus: str, javascript: bool) -> None:
    look = accessible if javascript else _nothing
    page = open_page(javascript=javascript)
    _find(page, look)
    _support(page)
    _comment(page, look)
    _publish_comment(site)
    page.goto(f"/voices/{bus}")
    expect(page.get_by_text("Mine too: the last one goes at six.")).to_be_visible()
    look(page)
    _report(page, look)
    page.goto("/questions")
    look(page)
    page.get_by_role("link", name="What helps you to stay well").click()
    expect(page.get_by_text("More buses to the hospital").first).to_be_visible()
    look(page)
    for address in ("/", f"/voices/{bus}", "/voices?q=bus", "/questions"):
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto(address)
        if javascript:
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
