"""Somebody tells their story on a phone, with and without JavaScript, and sees what became of it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, State
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from tests.factories import person
from tests.journeys.conftest import DESKTOP, OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.journey]

STORY = "Nurse Smith rang me back after nine weeks.\n\nI had given up by then. A letter would have helped."
Check = Callable[[Page], None]


def _continue(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def _write(page: Page, text: str = STORY) -> None:
    page.goto("/")
    page.get_by_role("link", name="Tell your story").click()
    expect(page.get_by_label("A story")).to_be_checked()
    _continue(page)
    page.get_by_label("In your own words").fill(text)
    page.get_by_label("Give it a title (optional)").fill("Nine weeks")
    _continue(page)


def _answer_the_rest(page: Page, look: Check) -> None:
    look(page)
    page.get_by_label("Myself").check()
    _continue(page)
    look(page)
    page.get_by_label("North Norfolk").check()
    _continue(page)
    look(page)
    page.get_by_label("I care for somebody").check()
    _continue(page)
    look(page)
    for box in ("Read and count", "Show my words", "Quote my words"):
        expect(page.get_by_label(box)).not_to_be_checked()
        page.get_by_label(box).check()
    _continue(page)
    look(page)
    page.get_by_label("Carer, North Norfolk").check()
    _continue(page)
    look(page)
    page.get_by_label("Yes").check()
    _continue(page)
    look(page)
    page.get_by_label("35 to 49").check()
    for _ in range(5):
        _continue(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we reach you?")
    look(page)
    _continue(page)


def _publish(site: Site, reference: str) -> None:
    with site.app.app_context():
        row = db.session.scalars(select(Contribution).where(Contribution.reference == reference)).one()
        decide(row, State.PUBLISHED, by=person("mo"), redactions=[Redaction(6, 11, "staff")], unscreened=True)
        db.session.commit()


def _give(page: Page, look: Check) -> tuple[str, str]:
    _write(page)
    _answer_the_rest(page, look)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    look(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it")
    look(page)
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{5}\b", page.locator(".nhsuk-panel").inner_text())
    assert found
    return found.group(), page.locator("#private-code").inner_text()


def _nothing(_page: Page) -> None:
    """Nothing to look at: axe is a script."""


def _open_receipt(page: Page, code: str) -> None:
    page.goto("/receipt")
    page.get_by_label("Your private code").fill(code)
    page.get_by_role("button", name="Open my receipt").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_page_to_taking_it_back(
    open_page: OpenPage, site: Site, accessible: Check, javascript: bool
) -> None:
    look = accessible if javascript else _nothing
    page = open_page(javascript=javascript)
    reference, code = _give(page, look)
    _open_receipt(page, code.lower().replace("-", " "))
    look(page)
    page.get_by_role("link", name="Put a slip right").click()
    look(page)
    page.get_by_label("In your own words").fill(STORY.replace("nine weeks", "eight weeks"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your new words were saved")).to_be_visible()
    look(page)
    page.get_by_role("link", name="See everything we keep about you").click()
    expect(page.get_by_text("35 to 49")).to_be_visible()
    look(page)
    _publish(site, reference)

    _open_receipt(page, code)
    look(page)
    expect(page.get_by_text("has read it and it is published")).to_be_visible()
    page.get_by_role("link", name="See its page").click()
    look(page)
    expect(page.get_by_text("Nurse [member of staff] rang me back")).to_be_visible()
    expect(page.get_by_text("Carer, North Norfolk")).to_be_visible()

    page.goto("/receipt/mine")
    page.get_by_role("link", name="Take it back").click()
    look(page)
    page.get_by_role("button", name="Take back my words").click()
    expect(page.get_by_text("You took it back.")).to_be_visible()
    assert page.goto(f"/voices/{reference}").status == 404


def test_an_error_takes_the_focus_and_keeps_the_words(open_page: OpenPage, accessible: Check) -> None:
    page = open_page()
    _write(page, "x" * 20_001)
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.get_by_label("In your own words")).to_have_value("x" * 20_001)
    accessible(page)


def test_a_lost_session_loses_no_words(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/give?kind=idea")
    _continue(page)
    page.get_by_label("In your own words").fill("Still here.")
    page.context.clear_cookies()
    _continue(page)
    expect(page.get_by_text("Press the button again").first).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("Still here.")
    _continue(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you speaking for?")
    page.go_back()
    expect(page.get_by_label("In your own words")).to_have_value("Still here.")
    page.get_by_label("In your own words").fill("Still here, and more.")
    page.context.set_offline(True)  # the signal goes in the middle of a press
    with contextlib.suppress(PlaywrightError):
        _continue(page)
    page.context.set_offline(False)
    page.goto("/give/text")
    expect(page.get_by_label("In your own words")).to_have_value("Still here, and more.")


def test_worrying_words_show_help_first(open_page: OpenPage, accessible: Check) -> None:
    page = open_page()
    _write(page, "I want to kill myself.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    expect(page.get_by_role("main").get_by_role("link", name="Samaritans: 116 123")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you speaking for?")
    page.goto("/give/text")
    page.get_by_label("In your own words").fill("Nie chcę już żyć. Nikt mi nie pomaga i nie wiem, co robić.")
    _continue(page)
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy, że nam o tym mówisz")
    accessible(page)


def test_the_whole_form_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto("/give")
    page.get_by_label("An idea").focus()
    for keys in (["Space", "Tab", "Enter"], ["Tab"]):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_load_state()
    page.get_by_label("In your own words").focus()
    page.keyboard.type("Open the walk-in centre on Sundays.")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you speaking for?")


def test_in_another_language_for_a_group_and_then_erased(open_page: OpenPage, accessible: Check) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="Polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    accessible(page)
    page.get_by_label("Historię").check()
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Własnymi słowami").fill("Czekaliśmy bardzo długo i nie wiem")
    page.get_by_role("button", name="Română").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce s-a întâmplat?")
    expect(page.get_by_label("Cu propriile cuvinte")).to_have_value("Czekaliśmy bardzo długo i nie wiem")
    page.get_by_role("button", name="Polski").click()
    for label in ("W imieniu grupy", None, "North Norfolk"):
        page.get_by_role("button", name="Dalej").click()
        if label:
            page.get_by_label(label).check()
        else:
            accessible(page)
            page.get_by_label("Nazwa grupy").fill("Chór")
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Przeczytać i policzyć").check()
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("button", name="Dalej").click()
    accessible(page)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy. Mamy to")
    accessible(page)
    code = page.locator("#private-code").inner_text()
    page.goto("/receipt")
    page.get_by_label("Twój prywatny kod").fill(code)
    page.get_by_role("button", name="Otwórz moje potwierdzenie").click()
    page.get_by_role("link", name="Usuń wszystko o Tobie").click()
    accessible(page)
    page.get_by_role("button", name="Usuń wszystko").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wszystko o Tobie jest usunięte")
    accessible(page)


def test_nothing_is_cut_off_at_320_pixels_in_a_longer_language(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 600})
    page.goto("/give?language=lt")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
