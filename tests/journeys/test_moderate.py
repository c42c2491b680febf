"""A moderator's day in a real browser: publish with words taken out, decline, refer, undo, keys only, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, Kind, Screening, State, digest
from tests import factories
from tests.journeys.conftest import DESKTOP, OpenPage, Site, fits

pytestmark = [pytest.mark.browser, pytest.mark.journey]
HARM = [{"start": 0, "end": 4, "kind": "self-harm", "level": "high"}]


def _row(site: Site, text: str, *, serious: int = 0, **given: Any) -> str:
    """A new item, screened as if by the pipeline; its reference."""
    with site.app.app_context():
        row = factories.contribution(text, **given)
        screening = db.session.get(Screening, row.id)
        assert screening
        name = text.find("Jane Smith")
        screening.identifiers = [{"start": name, "end": name + 10, "kind": "person"}] if name >= 0 else []
        screening.seriousness, screening.concerns = serious, HARM if serious > 2 else []
        db.session.commit()
        return str(row.reference)


def _stored(site: Site, reference: str) -> tuple[State, str | None]:
    with site.app.app_context():
        row = db.session.scalars(select(Contribution).where(Contribution.reference == reference)).one()
        return row.state, row.published_text


@pytest.fixture(autouse=True)
def _nothing_left_over(site: Site) -> None:
    """Each test finds an empty queue."""
    with site.app.app_context():
        for row in db.session.scalars(select(Contribution)):
            if row.state is not State.WITHDRAWN:
                factories.decide(row, State.WITHDRAWN, source="contributor")
        db.session.commit()


def _fill_in_the_sign_in_form(site: Site, page: Page, name: str) -> None:
    with site.app.app_context():
        email = factories.person(name).email
    page.goto("/account/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/staff"))


def test_publish_with_words_taken_out_without_script(site: Site, open_page: OpenPage) -> None:
    text = "My mum Jane Smith lives in Mill Lane. Buses stop in Mill Lane."
    reference = _row(site, text, kind=Kind.STORY, title="For Jane Smith")
    page = open_page(javascript=False)
    _fill_in_the_sign_in_form(site, page, "mo")
    page.goto("/staff/queue")
    page.get_by_role("link", name=f"Story {reference}").click()
    page.get_by_label("Take out other words").fill("mill lane")
    page.get_by_label("What are they?").select_option("address")
    page.get_by_role("button", name="Show me how it will read").click()
    public = page.get_by_role("region", name="How it will read")
    expect(public).to_contain_text("My mum [name] lives in [address]. Buses stop in [address].")
    expect(public).to_contain_text("For [name]")
    page.get_by_role("button", name="Choose “Mill Lane” place by place").click()
    page.get_by_label("“Mill Lane” becomes [address]").last.uncheck()
    page.get_by_label("Publish it, with the ticked parts taken out").check()
    page.get_by_role("button", name="Save my decision").click()
    expect(page.get_by_text(f"Story {reference} is published.")).to_be_visible()
    assert _stored(site, reference) == (
        State.PUBLISHED, "My mum [name] lives in [address]. Buses stop in Mill Lane.",
    )  # fmt: skip


def test_decline_then_undo(site: Site, open_page: OpenPage) -> None:
    reference = _row(site, "Buy my vitamins.")
    page = open_page()
    site.sign_in(page, "mo")
    page.goto(f"/staff/queue/{reference}")
    page.get_by_label("Do not publish it").check()
    page.get_by_role("button", name="Save my decision").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose why it is not published.")
    page.get_by_label("Why is it not published?").select_option("advertising")
    page.get_by_role("button", name="Save my decision").click()
    assert _stored(site, reference)[0] is State.DECLINED
    page.get_by_role("button", name="Undo this decision").click()
    expect(page.get_by_role("heading", name=f"Idea {reference}")).to_be_visible()
    assert _stored(site, reference)[0] is State.RECEIVED


def test_somebody_in_danger(site: Site, open_page: OpenPage, accessible: Callable[[Page], None]) -> None:
    reference = _row(site, "I do not want to live. Jane Smith knows.", serious=3)
    page = open_page()
    site.sign_in(page, "mo")
    page.goto("/staff/queue")
    words = page.get_by_text("I do not want to live.")
    expect(words).to_be_hidden()
    page.get_by_role("link", name=f"Idea {reference}").click()
    page.get_by_text("Show the text: it may be hard to read").click()
    expect(words.first).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Raise a safeguarding concern", exact=True).click()
    accessible(page)
    page.get_by_label("The writer may harm themselves").check()
    page.get_by_label("What worries you?").fill("The last sentence.")
    page.get_by_role("button", name="Hide it and pass it on").click()
    expect(page.get_by_text("with the safeguarding lead")).to_be_visible()
    answer = page.goto(f"/staff/queue/{reference}")
    assert answer
    assert answer.status == 404
    lead = open_page()
    site.sign_in(lead, "sam")
    lead.goto("/staff/referred")
    expect(lead.get_by_text("Acknowledge it: 2 hours left")).to_be_visible()
    accessible(lead)
    lead.get_by_role("link", name=f"Idea {reference}").click()
    lead.get_by_label("Told somebody who can act").check()
    lead.get_by_role("button", name="Write it down").click()
    expect(lead.get_by_role("alert")).to_contain_text("Say whom you told.")
    accessible(lead)
    lead.get_by_label("Whom did you tell?").fill("The adult team")
    lead.get_by_role("button", name="Write it down").click()
    expect(lead.get_by_text("Told: The adult team.")).to_be_visible()
    accessible(lead)
    lead.get_by_label("Put it back in the queue").check()
    lead.get_by_label("Note").fill("I rang. She is safe.")
    lead.get_by_role("button", name="Save my decision").click()
    expect(lead.get_by_text("is back in the queue.")).to_be_visible()
    assert _stored(site, reference)[0] is State.RECEIVED


def _save(page: Page) -> None:
    """Tab on to the button and press it: no mouse."""
    for _ in range(14):
        if page.evaluate("document.activeElement.textContent.trim()") == "Save my decision":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_every_decision_by_keys_alone(site: Site, open_page: OpenPage, accessible: Callable[[Page], None]) -> None:
    texts = [
        "Jane Smith was kind.",
        "More buses please.",
        "It is in Mill Lane.",
        "Complaint.",
        "Which?",
        "Odd.",
        "Hm.",
        "Ads.",
    ]
    references = [_row(site, words, serious=2 if not number else 0) for number, words in enumerate(texts)]
    with site.app.app_context():
        asked = db.session.scalars(select(Contribution).where(Contribution.reference == references[4])).one()
        asked.contributor.code_hash = "a" * 64
        db.session.commit()
    page = open_page(viewport=DESKTOP)
    site.sign_in(page, "mo")
    page.goto("/staff/queue")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/staff/queue/{references[0]}")
    accessible(page)

    def decided(number: int, key: str, typed: str = "") -> None:
        page.wait_for_url(f"**/staff/queue/{references[number]}*")
        page.keyboard.press(key)
        if typed:
            page.keyboard.type(typed)
        _save(page)
        page.wait_for_url("**done=*")
        page.wait_for_function("reference => !location.pathname.includes(reference)", arg=references[number])

    decided(0, "a")
    assert _stored(site, references[0]) == (State.PUBLISHED, "[name] was kind.")
    page.keyboard.press("u")
    page.wait_for_url(f"**/staff/queue/{references[0]}")
    assert _stored(site, references[0])[0] is State.RECEIVED
    decided(0, "a")
    decided(1, "a")
    page.wait_for_url(f"**/staff/queue/{references[2]}*")
    page.keyboard.press("r")
    page.keyboard.type("Mill Lane")
    for key in ("Tab", "Tab", "a", "Enter"):
        page.keyboard.press(key)
    decided(3, "w", "A complaint")
    decided(4, "q", "Which surgery was it?")
    decided(5, "s")
    decided(6, "h", "I need")
    decided(7, "d", "It adv")
    expect(page.get_by_text("Nothing is waiting").or_(page.get_by_text("Most serious first"))).to_be_visible()
    ends = [_stored(site, reference) for reference in references]
    assert [state for state, _ in ends] == [State.PUBLISHED] * 4 + [State.HELD] * 3 + [State.DECLINED]
    assert ends[2][1] == "It is in [name]."
    accessible(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-current]")).to_have_count(0)
    for address in ("spam", "reports", "letters", "letters/ask", "to-send", "second-reading"):
        page.goto(f"/staff/{address}")
        accessible(page)
    page.goto("/about/numbers")
    accessible(page)


def test_selected_words_go_into_the_box(site: Site, open_page: OpenPage) -> None:
    reference = _row(site, "Jane Smith lives in Mill Lane.")
    page = open_page(viewport=DESKTOP)
    site.sign_in(page, "mo")
    page.goto(f"/staff/queue/{reference}")
    page.evaluate(
        """() => {
        const node = document.querySelector("[data-original] .app-words").lastChild;
        document.getSelection().setBaseAndExtent(node, 10, node, 19);
    }"""
    )
    page.get_by_role("button", name="Take out “Mill Lane”").click()
    expect(page.get_by_label("Take out other words")).to_have_value("Mill Lane")


def test_the_second_moderator_sees_the_difference(
    site: Site, open_page: OpenPage, accessible: Callable[[Page], None]
) -> None:
    reference = _row(site, "Jane Smith lives in Mill Lane.")
    slow, quick = open_page(), open_page()
    for page, name in ((slow, "sam"), (quick, "mo")):
        site.sign_in(page, name)
        page.goto(f"/staff/queue/{reference}")
    expect(quick.get_by_text("Sam is working on this now.")).to_be_visible()
    accessible(quick)
    quick.get_by_role("button", name="Take it over").click()
    for page in (quick, slow):
        page.get_by_label("Publish it, with the ticked parts taken out").check()
    slow.get_by_label("“Jane Smith” becomes [name]").uncheck()
    quick.get_by_role("button", name="Save my decision").click()
    slow.get_by_role("button", name="Save my decision").click()
    expect(slow.get_by_role("heading", name="This has changed")).to_be_visible()
    expect(slow.get_by_text("Jane Smith → [name]")).to_be_visible()
    accessible(slow)
    assert _stored(site, reference) == (State.PUBLISHED, "[name] lives in Mill Lane.")


def test_pages_are_accessible_and_hostile_words_do_nothing(
    site: Site, open_page: OpenPage, accessible: Callable[[Page], None]
) -> None:
    reference = _row(site, "<img src=x onerror=alert(1)> Jane Smith <script>alert(2)</script>", title="<b>x</b>")
    page = open_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    site.sign_in(page, "mo")
    for address in ("/staff/queue?kind=idea", f"/staff/queue/{reference}", "/staff/decided"):
        page.goto(address)
        accessible(page)
        fits(page)
    page.goto(f"/staff/queue/{reference}")
    page.get_by_role("button", name="Save my decision").click()
    accessible(page)
    page.get_by_role("button", name="Keys you can use").click()
    accessible(page)


def test_a_text_that_changed_is_not_published_as_it_was(site: Site, open_page: OpenPage) -> None:
    reference = _row(site, "Jane Smith was kind.")
    page = open_page()
    site.sign_in(page, "mo")
    page.goto(f"/staff/queue/{reference}")
    with site.app.app_context():
        row = db.session.scalars(select(Contribution).where(Contribution.reference == reference)).one()
        assert row.original
        row.original.text = "Ring Jane Smith on 01632 960 150."
        row.original.digest = digest(row.original.text)
        db.session.commit()
    page.get_by_label("Publish it, with the ticked parts taken out").check()
    page.get_by_role("button", name="Save my decision").click()
    expect(page.get_by_text("The writer changed the text while you were reading it.")).to_be_visible()
    assert _stored(site, reference)[0] is State.RECEIVED
