"""Rules for every public page: titles of their own, headings in order, landmarks, plain words, little weight, cookies told."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import lxml.html
import pytest
import textstat
from flask import Flask
from flask.testing import FlaskClient

from engage.cookies import COOKIES
from engage.plan.service import SHIPPED, read_plan_file
from engage.submissions.figures import FIGURES, figures
from tests import factories
from tests.engage.outcomes.sample import draft
from tests.house.public_pages import Opened, open_all

ROOT = Path(__file__).resolve().parent.parent.parent
HTML_BYTES = 15 * 1024
FIRST_LOAD_BYTES = 100 * 1024
READING_AGE = 11.0
"""Years of age that should be enough, by Flesch and Kincaid's grade and five."""
HARDER: dict[str, tuple[float, str]] = {}
"""Pages that need more, how much, and why; docs/accessibility.md lists them."""
_NOT_OURS = ("app-quote", "app-words", "app-draft", "app-outcome", "app-outcome-brief", "app-contents", "app-source")
_PEOPLES_WORDS = (
    ".//blockquote | .//code | .//script | .//svg | .//nav | .//select | .//*[@lang] | .//*[@dir='auto'] | "
    + " | ".join(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in _NOT_OURS)
)
_BLOCK = " or ".join(f"self::{tag}" for tag in "p li h1 h2 h3 h4 label legend dt dd th td summary figcaption".split())
_INNERMOST = f".//*[({_BLOCK} or contains(@class, 'nhsuk-hint')) and not(.//*[{_BLOCK}])]"
WHOLE_ALONE = frozenset({"/give/on-paper/form"})
"""Pages made to be printed: they have no menu, and nothing to press."""
_pages: list[Opened] = []
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is read from the pages once they are open; that they open on both is tested in test_pages and test_routes."""


@pytest.fixture
def pages(app: Flask) -> list[Opened]:
    """Every public page, opened once for all tests."""
    if not _pages:
        _pages.extend(open_all(app))
    return _pages


def parsed(page: Opened) -> Any:
    return lxml.html.fromstring(page.html)


@one_database
def test_titles_are_unique_and_say_what_the_page_is(pages: list[Opened]) -> None:
    titles = Counter(" ".join(parsed(page).findtext(".//title").split()) for page in pages)
    assert [title for title, number in titles.items() if number > 1] == []
    assert len(titles) > 35


@one_database
def test_headings_go_down_one_step_at_a_time_and_landmarks_are_there(pages: list[Opened]) -> None:
    for page in pages:
        tree = parsed(page)
        assert len(tree.xpath("//h1")) == 1, page.address
        main = [int(one.tag[1]) for one in tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
        steps = [after - before for before, after in pairwise(main)]
        assert all(step <= 1 for step in steps), (page.address, main)
        for landmark in (
            ("//main",)
            if page.address in WHOLE_ALONE
            else ("//main", "//header", "//footer", "//a[@href='#maincontent']")
        ):
            assert len(tree.xpath(landmark)) == 1, (page.address, landmark)


@one_database
def test_every_field_has_a_name_and_every_link_says_where_it_goes(pages: list[Opened]) -> None:
    for page in pages:
        tree = parsed(page)
        labels = {label.get("for") for label in tree.iter("label")}
        for one in tree.xpath("//main//input[not(@type='hidden')] | //main//textarea | //main//select"):
            assert one.get("id") in labels or one.get("aria-label"), (page.address, one.get("name"))
        for link in tree.xpath("//main//a"):
            assert " ".join(link.text_content().split()), page.address


@one_database
def test_pages_are_light(pages: list[Opened], app: Flask) -> None:
    client, weights = app.test_client(), {}
    for page in pages:
        assert page.size <= HTML_BYTES, f"{page.address}: {page.size} bytes"
        first = page.size
        for wanted in re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/[^"?]+)[^"]*"', page.html):
            if wanted not in weights and "icon" not in wanted:
                answer = client.get(wanted, headers={"Accept-Encoding": "br"})
                assert answer.status_code == 200, wanted
                weights[wanted] = len(answer.data)
            first += weights.get(wanted, 0)
        assert first <= FIRST_LOAD_BYTES, f"{page.address}: {first} bytes"


def reading_age(page: Opened, names: re.Pattern[str]) -> float:
    """Of our own words on a page: people's words, drafts, menus and names are left out."""
    main = parsed(page).find(".//main")
    for own in main.xpath(_PEOPLES_WORDS):
        if own.getparent() is not None:
            own.drop_tree()
    for line_break in main.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    sentences = []
    for block in main.xpath(_INNERMOST):
        words = names.sub("", " ".join(block.text_content().split()))
        sentences.append(words if words.endswith((".", "?", "!", ":")) else f"{words}.")
    return float(textstat.flesch_kincaid_grade(" ".join(sentences).replace(":", "."))) + 5


def place_names() -> re.Pattern[str]:
    """The plan's own names, and addresses and numbers: nobody can write them more plainly."""
    plan = read_plan_file(SHIPPED)
    places = [name for place in plan["localities"] for name in (place["name"], *place.get("towns", []))]
    facts = plan["plan"]
    chapters = [chapter["title"] for chapter in plan["chapters"]]
    names = [*places, *chapters, facts["name"], facts["short_name"], facts["partnership"], facts["contact"]["address"]]
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"{words}|\S+@\S+|https?://\S+|\b[0-9][0-9 ,]*\b|\b[0-9A-Z]{{4}}-[0-9A-Z]{{5}}\b")


@one_database
def test_reading_age(pages: list[Opened]) -> None:
    """``make reading-age`` prints the list."""
    names = place_names()
    ages = sorted(((reading_age(page, names), page.address) for page in pages), reverse=True)
    lines = [f"{age:5.1f}  {address}" for age, address in ages]
    mean = sum(age for age, _ in ages) / len(ages)
    sys.stdout.write("\n".join([*lines, f"{mean:5.1f}  mean of {len(ages)} public pages", ""]))
    too_hard = [(address, age) for age, address in ages if age > max(READING_AGE, HARDER.get(address, (0.0, ""))[0])]
    assert too_hard == []
    document = (ROOT / "docs/accessibility.md").read_text("utf-8")
    assert [address for address in HARDER if f"`{address}`" not in document] == []


def test_the_site_sets_no_cookie_that_its_page_does_not_tell_of(app: Flask, pages: list[Opened]) -> None:
    told = {cookie.name for cookie in COOKIES}
    assert set(_cookies_set(app)) == told
    about = next(page.html for page in pages if page.address == "/about/cookies")
    assert all(f">{name}<" in about for name in told)


def _cookies_set(app: Flask) -> Iterator[str]:
    """Names of all cookies that come of reading, writing, sending, choosing a language, pressing and signing in."""
    row, voice = draft(), factories.published("A bus would help.")
    ada = factories.person("ada")
    browser: FlaskClient = app.test_client()
    steps: list[tuple[str, dict[str, str] | None]] = [
        ("/", None), ("/give", {"kind": "idea"}), ("/give/text", {"kind": "idea", "text": "A bus"}), ("/receipt", {"code": "x"}),
        (f"/drafts/maternity/paragraphs/{row.blocks[1].paragraph_id}", {"text": "Yes", "form_token": "t"}),
        ("/?language=pl", None), ("/give?language=lt", None), (f"/voices/{voice.reference}/matters", {}),
        (f"/voices/{voice.reference}/comment", {"text": "Me too"}),
        (f"/voices/{voice.reference}/report", {"reason": "names-somebody"}),
        ("/account/login", None),
        ("/account/login", {"email": ada.email, "password": factories.PASSWORD}),
    ]  # fmt: skip
    for address, data in steps:
        answer = browser.get(address) if data is None else browser.post(address, data=data)
        for header in answer.headers.getlist("Set-Cookie"):
            yield from SimpleCookie(header)


def test_every_figure_still_stands_in_its_model_card() -> None:
    figures.cache_clear()
    assert len(figures()) == len(FIGURES)
    assert all(re.search(r"\d", sentence) for sentence in figures())


def test_served_files_are_compressed_with_brotli(app: Flask) -> None:
    answer = app.test_client().get("/nhsuk/nhsuk-frontend.min.css", headers={"Accept-Encoding": "br"})
    assert answer.headers.get("Content-Encoding") == "br"
    assert len(brotli.decompress(answer.data)) > 5 * len(answer.data)
