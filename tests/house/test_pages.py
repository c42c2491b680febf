"""Rules for every page: what is typed stays text, nothing is loaded from elsewhere, headers are strict."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from engage.web import CONTENT_SECURITY_POLICY
from tests.house.rounds import VISITOR, rounds

# the walk may come in any test, on a machine that may be busy (tests/sharing.py: one process walks, not each)
pytestmark = pytest.mark.timeout(400)
ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
HOSTILE = '<b>bold</b><script>alert(1)</script>" onmouseover="x'


class Attributes(HTMLParser):
    """The names of all attributes of all elements, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element's attributes."""
        self.names |= {name for name, _ in attrs}

    @classmethod
    def of(cls, html: str) -> set[str]:
        """All attributes in ``html``."""
        parser = cls()
        parser.feed(html)
        return parser.names


@pytest.mark.parametrize(
    "macro",
    [
        '{% from "nhsuk/components/button/macro.jinja" import button %}{{ button({"text": words}) }}',
        '{% from "nhsuk/components/hint/macro.jinja" import hint %}{{ hint({"text": words}) }}',
        '{% from "nhsuk/components/label/macro.jinja" import label %}{{ label({"text": words}) }}',
        '{% from "nhsuk/components/textarea/macro.jinja" import textarea %}{{ textarea({"id": "a", "name": "a", "value": words, "label": {"text": words}}) }}',
        '{% from "nhsuk/components/summary-list/macro.jinja" import summaryList %}{{ summaryList({"rows": [{"key": {"text": words}, "value": {"text": words}}]}) }}',
        '{% from "nhsuk/components/radios/macro.jinja" import radios %}{{ radios({"name": "a", "items": [{"value": words, "text": words}]}) }}',
        '{% from "nhsuk/components/error-summary/macro.jinja" import errorSummary %}{{ errorSummary({"titleText": words, "errorList": [{"text": words, "href": "#a"}]}) }}',
        "{{ words }}",
        "{{ words | paragraphs }}",
    ],
)
def test_words_stay_words_through_every_macro(app: Flask, macro: str) -> None:
    with app.test_request_context():
        shown = render_template_string(macro, words=HOSTILE)
    assert "<b>" not in shown
    assert "<script>" not in shown
    assert "onmouseover" not in Attributes.of(shown)


def pages(app: Flask) -> list[tuple[str, str]]:
    """(who opened what, HTML) of each page that can be opened without knowing an id, as somebody who may."""
    return [
        (f"{answer.who} {answer.rule}", answer.page)
        for answer in rounds(app).answers
        if answer.method == "GET" and answer.page and (answer.who == VISITOR or answer.status == 200)
    ]


def test_pages_hold_no_inline_code_and_ask_nobody_else(app: Flask) -> None:
    found = pages(app)
    assert len(found) > 100
    for where, html in found:
        assert not re.search(r"\sstyle=\"", html), where
        assert not re.search(r"\son[a-z]+=\"", html), where
        assert not re.search(r"javascript:", html), where
        for source in re.findall(r"(?:src|action)=\"([^\"]+)\"|<link[^>]+href=\"([^\"]+)\"", html):
            wanted = source[0] or source[1]
            assert wanted.startswith(("/", "#", "?", "data:image/")), f"{where}: {wanted}"


def test_pages_have_one_heading_a_title_and_a_language(app: Flask) -> None:
    for where, html in pages(app):
        if "<html" not in html:
            continue
        assert len(re.findall(r"<h1\b", html)) == 1, where
        assert re.search(r"<title[^>]*>\s*\S[^<]* - ", html), where
        assert re.search(r"<html lang=\"[a-z]{2}\"", html), where


@pytest.mark.parametrize("path", ["/", "/nowhere", "/staff", "/account/login", "/give", "/voices"])
def test_headers_are_strict_everywhere(app: Flask, client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_every_template_is_used() -> None:
    texts = "\n".join(
        path.read_text("utf-8")
        for folder in ("engage", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"}
    )
    families = tuple(re.findall(r'f"([a-z_/]+_)\{[^"]*\}\.html"', texts))  # render_template(f"room/page_{step}.html")
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]
    unused = [
        name
        for name in names
        if not name.startswith(("security/", *families)) and name not in texts  # Flask-Security opens its own by name
    ]
    assert unused == []


def test_nothing_is_let_through_unescaped() -> None:
    """``| safe`` only for fixed words in our own templates, ``Markup`` only where bleach has escaped."""
    for path in TEMPLATES.rglob("*.html"):
        for found in re.findall(r"([^\s(]+|\"[^\"]*\")\)?\s*\|\s*safe", path.read_text("utf-8")):
            assert found.startswith('"') or found.endswith('"'), f"{path.name}: {found}"
