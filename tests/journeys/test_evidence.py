"""The chair sees where engagement is thin and drills down; an officer says where something belongs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engage.extensions import db
from engage.models import Chapter
from engage.theming.service import file_under
from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage, Site, fits

pytestmark = [pytest.mark.journey, pytest.mark.browser]

SAID = "There is no bus to the clinic after three o'clock, so I miss my group every week."


@pytest.fixture
def reference(site: Site) -> str:
    """Something said about mental health, in North Norfolk."""
    with site.app.app_context():
        row = factories.published(SAID, respondent="carer")
        file_under(row, factories.named(Chapter, "mental-health"), by=factories.person("ola"))
        factories.person("stella")
        db.session.commit()
        return row.reference


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_chair_sees_what_is_thin_and_drills_down(
    open_page: OpenPage, site: Site, reference: str, accessible: Callable[[Page], None], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    site.sign_in(page, "stella")
    page.goto("/staff/evidence")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence for each chapter")
    row = page.get_by_role("row").filter(has_text="Mental health")
    expect(row).to_contain_text("Few voices")
    fits(page)
    accessible(page)
    if viewport == DESKTOP:
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == 1
    row.get_by_role("link").click()
    expect(page.get_by_role("img", name="People by place")).to_be_visible()
    page.get_by_text("See the numbers: People by place").click()
    table = page.get_by_role("table", name="People by place")
    expect(table.get_by_role("row").filter(has_text="North Norfolk")).to_be_visible()
    expect(table.get_by_role("row").filter(has_text="North Norfolk")).to_contain_text("hidden")
    accessible(page)


def test_an_officer_says_where_it_belongs_without_javascript(open_page: OpenPage, site: Site, reference: str) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    site.sign_in(page, "ola")
    page.goto(f"/staff/contributions/{reference}")
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_label("Add a chapter").select_option("digital")
    page.get_by_role("button", name="Add this chapter").click()
    expect(page.get_by_text("Added to Digital.")).to_be_visible()
    page.get_by_role("button", name=re.compile("does not belong to Digital")).click()
    expect(page.get_by_text("Your answer is kept.")).to_be_visible()
    page.goto("/staff/evidence/digital")
    expect(page.get_by_text("When somebody speaks about", exact=False)).to_be_visible()


def test_an_officer_keeps_the_register_and_the_chair_decides_and_freezes(
    open_page: OpenPage, site: Site, reference: str, accessible: Callable[[Page], None]
) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    site.sign_in(page, "ola")
    page.goto("/staff/register")
    page.get_by_role("link", name="Add a survey").click()
    page.get_by_label("Title").fill("Waiting survey")
    page.get_by_label("Source", exact=True).fill("A council")
    page.get_by_label("Licence", exact=True).fill("By permission")
    page.get_by_label("Results (optional)").fill("A day; 100\nA week; 30\nA month; 2")
    page.get_by_role("checkbox", name="Mental health").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved in the register.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="A month")).to_contain_text("hidden")

    page = open_page(viewport=PHONE)
    site.sign_in(page, "stella")
    page.goto("/staff/evidence/mental-health")
    expect(page.get_by_role("link", name="Waiting survey")).to_be_visible()
    page.get_by_role("link", name="Decide on the evidence").click()
    page.get_by_label("More wanted").check()
    page.get_by_label("Date of the meeting").fill("2026-01-05")
    page.get_by_role("button", name="Minute it").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what is still wanted")
    accessible(page)
    page.get_by_label("Note for the minutes").fill("Young carers in the west.")
    page.get_by_role("button", name="Minute it").click()
    expect(page.get_by_text("Young carers in the west.")).to_be_visible()
    accessible(page)
    page.goto("/staff/packs")
    page.get_by_role("button", name="Freeze it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pack, version 1")
    page.goto("/staff/coverage?chapter=mental-health")
    group = page.get_by_role("row").filter(has_text="People without a home")
    expect(group).to_contain_text("Nobody yet that we know of")
    group.get_by_role("link", name="Plan something").click()
    expect(page.get_by_label("Who or what is missing?")).to_have_value("People without a home")
    page.get_by_label("Who will do it?").fill("Outreach team")
    page.get_by_label("By when?").fill("2031-01-05")
    page.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_text("It is on the list.")).to_be_visible()
    for address in ("/staff/packs/1", "/staff/coverage", "/staff/register"):
        page.goto(address)
        fits(page)
        accessible(page)
