"""An officer, an author and a moderator shape themes; two people meet on one; everybody sees what was heard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from engage.extensions import db
from engage.models import Passage, PassageAssignment, Theme, current_plan
from engage.theming.pipeline import to_bytes
from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage, Site, fits

pytestmark = [pytest.mark.journey, pytest.mark.browser]

SAID = {
    "Parking": "Parking at the hospital costs far too much for families, said {}.",
    "Buses": "There is no bus to the clinic after six in the evening, said {}.",
}


@pytest.fixture
def themes(site: Site) -> dict[str, int]:
    """Two themes with four people each, as a look leaves them; ids by name."""
    with site.app.app_context():
        found = {}
        for person in ("ola", "ada", "stella"):
            factories.person(person)
        for name, words in SAID.items():
            theme = Theme(
                plan_id=current_plan().id, key=f"{name}-{db.session.query(Theme).count()}", name=name, encoder="test",
                keywords=[name.lower()], centroid=to_bytes(np.ones((1, 4), np.float32)),
            )  # fmt: skip
            db.session.add(theme)
            db.session.flush()
            found[name] = theme.id
            for number in range(4):
                _place(theme, words.format("aunt " + "abcd"[number]))
        db.session.commit()
        return found


def _place(theme: Theme, words: str) -> None:
    row = factories.published(words)
    passage = Passage(
        contribution_id=row.id, start=0, end=len(row.published_text or ""), text_digest=row.published_digest or "",
        quotable=True,
    )  # fmt: skip
    db.session.add(passage)
    db.session.flush()
    db.session.execute(
        insert(PassageAssignment).values(passage_id=passage.id, theme_id=theme.id, score=0.8, because=[])
    )


def test_what_was_heard_is_open_to_everybody(
    open_page: OpenPage, themes: dict[str, int], accessible: Callable[[Page], None]
) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto("/")
    page.get_by_role("link", name="See everything we have heard so far").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we have heard so far")
    expect(page.get_by_role("img", name="People by theme")).to_be_visible()
    expect(page.get_by_role("heading", name="Parking").first).to_be_visible()
    page.get_by_text("See the numbers in a table").click()
    expect(page.get_by_role("row").filter(has_text="Buses").first).to_be_visible()
    _fits(page, accessible)


def _fits(page: Page, accessible: Callable[[Page], None]) -> None:
    """On a large screen and on a small one."""
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        fits(page)
        accessible(page)


def test_the_workbench_can_be_used_by_all(
    open_page: OpenPage, site: Site, themes: dict[str, int], accessible: Callable[[Page], None]
) -> None:
    page = open_page(viewport=DESKTOP)
    site.sign_in(page, "ola")
    for path in ("/staff/themes", f"/staff/themes/{themes['Parking']}", "/staff/themes/changes"):
        page.goto(path)
        _fits(page, accessible)


def test_officer_author_and_moderator_shape_themes_without_javascript(
    open_page: OpenPage, themes: dict[str, int], site: Site
) -> None:
    officer, author, moderator = (open_page(javascript=False, viewport=PHONE) for _ in range(3))
    for page, name in ((officer, "ola"), (author, "ada"), (moderator, "mo")):
        site.sign_in(page, name)
        page.goto(f"/staff/themes/{themes['Parking']}")
    _splits_and_moves(officer, themes)
    author.get_by_label("Chapter").select_option(index=1)
    author.get_by_role("button", name="Pin it there").click()
    expect(author.get_by_role("heading", name="This has changed")).to_be_visible()  # the officer was first
    author.get_by_role("button", name="Pin it there").click()
    expect(author.get_by_text("the first one pinned by a person")).to_be_visible()
    moderator.goto(f"/staff/themes/{themes['Parking']}")
    moderator.get_by_label("Choose passage 1", exact=True).check()
    moderator.get_by_role("button", name="Yes, they belong here").click()
    expect(moderator.get_by_text("33% checked by people")).to_be_visible()
    moderator.get_by_label("Put everything into").select_option(str(themes["Buses"]))
    moderator.get_by_role("button", name="Merge").click()
    expect(moderator.get_by_text("Parking is now part of this theme.")).to_be_visible()
    expect(moderator.get_by_text("merged “Parking” into “Buses”")).to_be_visible()
    with site.app.app_context():
        assert db.session.scalar(select(Theme.merged_into_id).where(Theme.id == themes["Parking"])) == themes["Buses"]


def _splits_and_moves(page: Page, themes: dict[str, int]) -> None:
    page.get_by_label("Choose passage 1", exact=True).check()
    page.get_by_label("Or name a new theme for them").fill("Blue badges")
    page.get_by_role("button", name="Make a new theme of them").click()
    expect(page.get_by_text("There is a new theme: Blue badges.")).to_be_visible()
    page.get_by_label("Choose passage 1", exact=True).check()
    page.get_by_label("Move them to").select_option(str(themes["Buses"]))
    page.get_by_role("button", name="Move them there").click()
    expect(page.get_by_text("Moved to Buses.")).to_be_visible()
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("The last change is undone.")).to_be_visible()


def test_of_two_people_the_second_is_told(open_page: OpenPage, site: Site, themes: dict[str, int]) -> None:
    first, second = open_page(viewport=DESKTOP), open_page(viewport=DESKTOP)
    for page, name in ((first, "ola"), (second, "ada")):
        site.sign_in(page, name)
        page.goto(f"/staff/themes/{themes['Buses']}")
    first.get_by_label("Name of this theme").fill("Getting there")
    first.get_by_role("button", name="Keep this name").click()
    expect(first.get_by_text("The theme has its new name.")).to_be_visible()
    second.get_by_label("Name of this theme").fill("Transport for all")
    second.get_by_role("button", name="Keep this name").click()
    expect(second.get_by_role("heading", name="This has changed")).to_be_visible()
    expect(second.get_by_role("alert").get_by_text("Ola named it “Getting there”")).to_be_visible()
    expect(second.get_by_label("Name of this theme")).to_have_value("Transport for all")
