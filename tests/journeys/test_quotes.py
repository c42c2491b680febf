"""An author finds quotes, picks two, puts them in order and takes them to Word; with and without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Page, expect

from engage.extensions import begin_writing, db
from engage.models import Contribution, State
from engage.moderation.service import decide
from tests import factories
from tests.engage.quotes.filing import spoken
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage, Site

pytestmark = [pytest.mark.journey, pytest.mark.browser]

BUS = "There is no bus to the clinic after three, so I miss my group. 👩‍⚕️ knows."
LISTENED = "The nurse listened. She asked [me] what would help, and did it."
RANG = "I rang six times before anybody answered me."


@pytest.fixture
def voices(site: Site) -> Iterator[dict[str, str]]:
    """Three people who may be quoted about mental health; references by text."""
    with site.app.app_context():
        factories.person("ada", chapters=["mental-health"])
        rows = [
            spoken(BUS, theme="getting there", respondent="carer", attribution="kind-and-place"),
            spoken(LISTENED, theme="being heard"),
            spoken(RANG, theme="being heard"),
        ]
        references = {row.published_text or "": row.reference for row in rows}
    yield references
    with site.app.app_context():
        begin_writing()
        for row in db.session.query(Contribution).filter(Contribution.reference.in_(references.values())):
            decide(row, State.WITHDRAWN)
        db.session.commit()


def _pick(page: Page, text: str, reference: str) -> None:
    page.get_by_role("button", name=f"Pick quote {reference}.0-{len(text)}").click()
    expect(page.locator(f"[id='q-{reference}.0-{len(text)}']")).to_contain_text("Picked")


def _download(page: Page, name: str, folder: Path) -> Any:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
    path = folder / "collection.docx"
    waiting.value.save_as(path)
    return docx.Document(io.BytesIO(path.read_bytes()))


def _quotes(document: Any) -> list[str]:
    return [paragraph.runs[1].text for paragraph in document.paragraphs if paragraph.style.name == "Quote"]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_finder_to_word(
    open_page: OpenPage,
    site: Site,
    voices: dict[str, str],
    accessible: Callable[[Page], None],
    tmp_path: Path,
    *,
    javascript: bool,
) -> None:
    page = open_page(javascript=javascript, viewport=DESKTOP if javascript else PHONE)
    check = accessible if javascript else lambda _page: None
    site.sign_in(page, "ada")
    page.goto("/staff/quotes")
    check(page)
    page.get_by_role("table", name="Your chapters").get_by_role("link", name="Mental health", exact=True).click()
    check(page)
    page.get_by_label("Words or a reference").fill("nurse")
    page.get_by_role("button", name="Show quotes").click()
    expect(page.get_by_role("heading", name="1 quote found")).to_be_visible()
    _pick(page, LISTENED, voices[LISTENED])
    page.get_by_role("link", name="Clear everything").click()
    _pick(page, BUS, voices[BUS])
    check(page)
    page.get_by_role("link", name="Open the collection").click()
    check(page)
    page.get_by_role("button", name=f"Move up quote {voices[BUS]}.0-{len(BUS)}").click()
    page.locator("[data-quote] summary").filter(has_text="Your note").first.click()
    page.get_by_label("Note for you and your co-authors").first.fill("Opens the section")
    page.get_by_role("button", name="Keep the note").first.click()
    document = _download(page, "Download for Word, in this order", tmp_path)
    assert _quotes(document) == [BUS, LISTENED]
    assert [comment.text for comment in document.comments] == ["Opens the section"]
    assert any("Carer, North Norfolk" in paragraph.text for paragraph in document.paragraphs)


def test_a_quote_taken_back_is_marked_and_leaves_the_file(
    open_page: OpenPage, site: Site, voices: dict[str, str], tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    page = open_page(viewport=DESKTOP)
    site.sign_in(page, "ada")
    page.goto("/staff/quotes/mental-health")
    for text in (LISTENED, RANG):
        _pick(page, text, voices[text])
    with site.app.app_context():
        begin_writing()
        row = db.session.query(Contribution).filter_by(reference=voices[LISTENED]).one()
        decide(row, State.HELD, by=factories.person("mo"))
        db.session.commit()
    page.goto("/staff/quotes/mental-health/collection")
    expect(page.get_by_role("heading", name="Do not use these any more")).to_be_visible()
    accessible(page)
    assert _quotes(_download(page, "Download for Word, by theme", tmp_path)) == [RANG]


def test_an_officer_changes_the_plan(open_page: OpenPage, site: Site, accessible: Callable[[Page], None]) -> None:
    page = open_page(viewport=PHONE)
    site.sign_in(page, "ola")
    page.goto("/staff/plan")
    accessible(page)
    page.get_by_role("link", name="Change chapter: Cancer").click()
    accessible(page)
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Title").fill("Cancer and screening")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The chapter was saved.")).to_be_visible()
    expect(page.get_by_role("link", name="Change chapter: Cancer and screening")).to_be_visible()
