"""Every public page, found in the route map and opened with something to show on it, by somebody who may open it.

A new public page is found by itself. Where its address takes a word that nothing below offers, the tests say so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import brotli
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from engage.extensions import db
from engage.models import (
    Contribution,
    DecisionKind,
    DraftParagraph,
    Outcome,
    Question,
    ReportReason,
    State,
    Theme,
    current_plan,
)
from engage.moderation.reports import report
from engage.moderation.service import decide
from engage.submissions import service
from engage.submissions.views.about import ABOUT
from tests import factories
from tests.engage.outcomes import sample
from tests.engage.submissions import walk
from tests.house.rounds import access, ours

ELSEWHERE = {
    "submissions.paper_pdf": "a PDF",
    "submissions.feed": "a feed",
    "submissions.chapter_feed": "a feed",
    "submissions.question_feed": "a feed",
    "submissions.copy": "a file",
    "accounts.welcome": "for staff who were invited",
    "accounts.sign_out": "for staff who are signed in",
}
"""Public addresses that are not pages for the public, and why."""
WORDS = (
    "It took three weeks to see a nurse, and nobody rang me. I was worried all that time. In the end my daughter drove "
    "me to the hospital. A short call would have helped."
)


@dataclass
class Opened:
    """A public page as it came, and the cookies of whoever opened it."""

    address: str
    html: str
    size: int
    """Bytes on the wire, compressed."""
    cookies: dict[str, str] = field(default_factory=dict)


def fill() -> dict[str, list[str]]:
    """Something to show on every page; what addresses can hold, by the name of the part."""
    sample.fill()
    voice = factories.published(WORDS, respondent="carer", title="Three weeks")
    made = report(voice, next(iter(ReportReason)), "")
    theme = db.session.query(Theme).first() or sample.theme(current_plan())
    asked = current_plan().wording.get("about_you", {}).get("questions", [])
    about_you = [entry["slug"] for entry in asked]
    questions = [question.slug for question in db.session.query(Question).order_by(Question.opens)]
    db.session.commit()
    return {
        "reference": [voice.reference, made.reference],
        "slug": ["maternity", questions[0], about_you[0]],
        "page": list(ABOUT),
        "id_": sorted({str(id_) for row in (Outcome, DraftParagraph) for id_ in db.session.scalars(select(row.id))}),
        "number": ["1", "2"],
        "theme_id": [str(theme.id)],
    }


def visitors(app: Flask) -> tuple[list[FlaskClient], list[Contribution]]:
    """Browsers at every stage: new, writing for themselves, somebody or a group, ready, sent, and two with receipts."""
    new, sent = app.test_client(), app.test_client()
    writing = [app.test_client() for _ in range(3)]
    for browser, behalf in zip(writing, ("self", "person", "group"), strict=True):
        walk.answer_all(browser, **{"for": {"behalf": behalf}, "about": {"about": "yes", "about_asked": ["age"]}})
    ready = app.test_client()
    walk.answer_all(ready)
    walk.answer_all(sent)
    code = str(sent.get_cookie("code").value)  # type: ignore[union-attr]
    key = str(app.config["SECRET_KEY"])
    asked = service.send(current_plan(), service.find_draft(code, key=key), key=key, code=code).contribution  # type: ignore[arg-type]
    decide(asked, State.HELD, by=factories.person("mo"), kind=DecisionKind.ASK, reason="ask-author", question="Which?")
    rows = [factories.contribution(WORDS), asked]
    db.session.commit()
    return [new, *writing, ready, sent, *(_with_receipt(app, row) for row in rows)], rows


def _with_receipt(app: Flask, row: Contribution) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["receipt"] = row.contributor_id
    return browser


def addresses(rule: Rule, offered: dict[str, list[str]]) -> list[list[str]]:
    """Groups of addresses of a rule: each group is one page for the tests, its members are tried in turn."""
    names = sorted(rule.arguments)
    if not names:
        return [[rule.rule]]
    values = []
    for name in names:
        converter = rule._converters[name]
        values.append(sorted(converter.items) if isinstance(converter, AnyConverter) else offered.get(name, []))
    built = [_fill_in(rule, dict(zip(names, chosen, strict=True))) for chosen in itertools.product(*values)]
    each_is_a_page = names == ["page"] or any(isinstance(rule._converters[name], AnyConverter) for name in names)
    return [[address] for address in built] if each_is_a_page else [built]


def _fill_in(rule: Rule, values: dict[str, str]) -> str:
    return "".join(values[part] if dynamic else part for dynamic, part in rule._trace).lstrip("|")


def open_all(app: Flask) -> Iterator[Opened]:
    """Every public page.

    Raises:
        AssertionError: one cannot be opened by anybody with anything.
    """
    offered = fill()
    browsers, rows = visitors(app)
    offered["reference"] += [row.reference for row in rows]
    unopened = []
    for rule in ours(app):
        if access(app, rule) != "public" or "GET" not in (rule.methods or set()) or rule.endpoint in ELSEWHERE:
            continue
        for tried in addresses(rule, offered):
            opened = _first(browsers, tried)
            if opened is None and not rule.rule.startswith("/api/"):  # data, not pages
                unopened.append(tried[:1] or [rule.rule])
            elif opened is not None:
                yield opened
    assert unopened == [], f"nothing to show on these pages, extend tests/house/public_pages.py: {unopened}"


def _first(browsers: list[FlaskClient], tried: list[str]) -> Opened | None:
    for address, browser in itertools.product(tried, browsers):
        answer = browser.get(address, headers={"Accept-Encoding": "br"})
        if answer.status_code == 200 and answer.mimetype == "text/html":
            html = brotli.decompress(answer.data).decode() if answer.content_encoding == "br" else answer.text
            cookies = {cookie.key: cookie.value for cookie in browser._cookies.values()}
            return Opened(address, html, len(answer.data), cookies)
    return None
