"""Every catalogue says everything that the pages of the form and the receipt say, with the same blanks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from engage.language import LANGUAGES, catalogue
from engage.plan.service import SHIPPED, read_plan_file

ROOT = Path(__file__).resolve().parent.parent.parent
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
OTHERS = [code for code in LANGUAGES if code != "en"]
BLANKS = re.compile(r"%\(\w+\)s")


@cache
def said_by_pages() -> frozenset[str | tuple[str, ...]]:
    """Everything that passes through a catalogue."""
    found: set[str | tuple[str, ...]] = set()
    pages = [(path, "jinja2") for path in (ROOT / "templates").rglob("*.html")]
    code = [(path, "python") for path in (ROOT / "engage").rglob("*.py")]
    for path, method in (*pages, *code):
        if "gettext" in (text := path.read_text("utf-8")) or "_(" in text:
            found |= {message for _line, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS)}
    return frozenset(found)


def read(code: str) -> Catalog:
    with (ROOT / "translations" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_missing_and_every_blank_is_kept(code: str) -> None:
    known = {message.id: message.string for message in read(code) if message.id}
    assert len(said_by_pages()) > 250
    missing = [message for message in said_by_pages() if not known.get(message)]
    assert missing == []
    for english, translated in known.items():
        if isinstance(english, str):
            assert sorted(BLANKS.findall(english)) == sorted(BLANKS.findall(str(translated))), english
            assert english.endswith(" ") == str(translated).endswith(" "), english


@pytest.mark.parametrize("code", OTHERS)
def test_no_catalogue_keeps_what_nobody_says_any_more(code: str) -> None:
    assert [message.id for message in read(code) if message.id and message.id not in said_by_pages()] == []


@pytest.mark.parametrize("code", OTHERS)
def test_plurals_are_said_for_every_number(code: str) -> None:
    said = [catalogue(code).ngettext("once", "%(num)s times", number) for number in (1, 2, 5, 21, 22, 100)]
    assert all(said) and said[0] != said[1] and "times" not in "".join(said)


def test_the_shipped_plan_speaks_every_language() -> None:
    """The questions about oneself, the numbers to ring, the questions of the week and the letters, with their blanks."""
    plan = read_plan_file(SHIPPED)
    about = [
        text
        for question in plan["about_you"]["questions"]
        for text in (question["title"], *(o["name"] for o in question["options"]))
    ]
    crisis = [text for line in plan["signposting"]["crisis"] for text in (line["when"],)]
    weeks = [question["title"] for question in plan["questions"]]
    letters = [text.strip() for text in plan["letters"].values()]
    known = {entry["en"] for entry in plan["translations"] if set(OTHERS) <= entry.keys()}
    assert [text for text in (*about, *crisis, *weeks, *letters) if text not in known] == []
    for entry in plan["translations"]:
        blanks = [sorted(re.findall(r"\[\w+\]", text)) for text in entry.values()]
        assert all(found == blanks[0] for found in blanks), entry["en"]
