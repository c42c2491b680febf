"""An author's own Word file, there and back: uploaded, filled with quotes, uploaded again, and told what fell since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engage.extensions import begin_writing, db
from engage.models import Contribution, Passage, PassageVector, State, current_plan
from engage.moderation.service import decide
from engage.quotes.drafts.package import open_package
from engage.quotes.drafts.reading import read
from engage.theming.pipeline import load, to_bytes
from tests import factories
from tests.engage.quotes.filing import spoken
from tests.engage.quotes.word_files import chapter_draft, letter_draft
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage, Site

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.encoder]

WAITED = "I waited nine weeks to be seen, and nobody told me why."
RANG = "I rang six times before anybody answered me."


@pytest.fixture
def said(site: Site) -> tuple[Site, dict[str, str]]:
    """A site where two people may be quoted, read by the real pipeline, and their references by text."""
    with site.app.app_context():
        factories.person("ada", chapters=["mental-health"])
        rows = [spoken(WAITED, theme="waiting"), spoken(RANG, theme="waiting")]
        pipeline = load(current_plan())
        for row in rows:
            for passage in db.session.scalars(select(Passage).where(Passage.contribution_id == row.id)):
                vector = to_bytes(pipeline.vector(passage.text))
                db.session.add(PassageVector(passage_id=passage.id, encoder=pipeline.encoder, vector=vector))
        db.session.commit()
        return site, {row.published_text or "": row.reference for row in rows}


def _upload(page: Page, path: Path) -> None:
    page.goto("/staff/quotes/mental-health/drafts")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload the draft").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_word_there_and_back(
    open_page: OpenPage,
    said: tuple[Site, dict[str, str]],
    accessible: Callable[[Page], None],
    tmp_path: Path,
    javascript: bool,
) -> None:
    site, references = said
    page = open_page(javascript=javascript, viewport=DESKTOP if javascript else PHONE)
    check = accessible if javascript else lambda _page: None
    draft = tmp_path / "Mental health.docx"
    draft.write_bytes(chapter_draft())
    site.sign_in(page, "ada")
    if javascript:
        page.goto("/staff/quotes/mental-health/objectives")
        expect(page.get_by_text("That date has passed.").first).to_be_visible()
        check(page)
    page.goto("/staff/quotes/mental-health/drafts")
    check(page)
    _upload(page, draft)
    expect(page.get_by_text("1 paragraph says what people think")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Choose quotes for the paragraphs").click()
    group = page.get_by_role("group", name="People told us that they wait too long")
    group.get_by_role("checkbox", name=WAITED).focus()
    page.keyboard.press("Space")
    check(page)
    page.get_by_role("button", name="Save, and go back to the draft").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have chosen 1 quote.")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download it with our advice as Word comments too").click()
    filled = tmp_path / "filled.docx"
    waiting.value.save_as(filled)
    controls = [c for p in read(open_package(filled.read_bytes())).paragraphs for c in p.controls]
    assert [control.text for control in controls] == [WAITED]
    _upload(page, filled)
    expect(page.get_by_text("Word for word", exact=True)).to_be_visible()
    with site.app.app_context():
        begin_writing()
        row = db.session.scalars(select(Contribution).where(Contribution.reference == references[WAITED])).one()
        decide(row, State.WITHDRAWN)
        db.session.commit()
    page.reload()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()
    check(page)
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_text("Nothing of it is kept.")).to_be_visible()


def test_a_pasted_quote_is_known_again_and_a_bad_file_is_refused(
    open_page: OpenPage, said: tuple[Site, dict[str, str]], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    site, _ = said
    page = open_page(viewport=PHONE)
    (tmp_path / "letter.docx").write_bytes(letter_draft())
    (tmp_path / "broken.docx").write_bytes(letter_draft()[:3000])
    site.sign_in(page, "ada")
    _upload(page, tmp_path / "letter.docx")
    expect(page.get_by_text("Word for word, but pasted")).to_be_visible()
    _upload(page, tmp_path / "broken.docx")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    accessible(page)
