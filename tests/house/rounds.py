"""The whole house walked once for each database: every address, opened by a visitor and by a person of every role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from tests import factories

# Flask-Security's own pages: signing in and out, second factor, changing one's own password
ACCOUNT = "security."
FILES = {"static", "security.static", "api-docs.openapi_json"}
VISITOR = "a visitor"


@dataclass(frozen=True)
class Answer:
    """What somebody got at an address."""

    who: str
    rule: Rule
    method: str
    status: int
    location: str
    page: str | None
    """Its HTML, where it is a page."""


@dataclass(frozen=True)
class Rounds:
    """All answers, and the database before and after everything was read."""

    answers: tuple[Answer, ...]
    before: dict[str, int]
    after: dict[str, int]


def ours(app: Flask) -> list[Rule]:
    """The rules that are not the frameworks' own."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in FILES and not rule.endpoint.startswith(ACCOUNT)
    ]


def access(app: Flask, rule: Rule) -> object:
    """Whom its view lets in."""
    return getattr(app.view_functions[rule.endpoint], "access", None)


def address(app: Flask, rule: Rule) -> str:
    """The rule's address with something in each place: the first choice, the number 1, or a word."""
    with app.test_request_context():
        return str(
            app.url_map.bind("localhost").build(rule.endpoint, {n: _value(c) for n, c in rule._converters.items()})
        )


def _value(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "none"


@cache
def rounds(app: Flask) -> Rounds:
    """First everything that can be read is read by everybody, then everything that can be sent is sent empty."""
    factories.published("The <b>bus</b> never came.")
    people: dict[str, FlaskClient] = {VISITOR: app.test_client()}
    for name in factories.PEOPLE:
        person = factories.person(name, chapters=["maternity"] if name == "ada" else None)
        people[name] = app.test_client()
        factories.sign_in(people[name], person)
    read = [rule for rule in ours(app) if "GET" in (rule.methods or set())]
    sent = [rule for rule in ours(app) if "GET" not in (rule.methods or set()) and access(app, rule) != "public"]
    before = factories.fingerprint()
    answers = [
        _answer(app, who, browser, rule, "GET")
        for who, browser in people.items()
        for rule in read
        if who in {VISITOR, "mo"} or access(app, rule) != "public"
    ]
    after = factories.fingerprint()
    answers += [_answer(app, who, browser, rule, "POST") for who, browser in people.items() for rule in sent]
    return Rounds(tuple(answers), before, after)


def _answer(app: Flask, who: str, browser: FlaskClient, rule: Rule, method: str) -> Answer:
    got = browser.open(address(app, rule), method=method)
    page = got.text if got.mimetype == "text/html" and got.status_code != 302 else None
    return Answer(who, rule, method, got.status_code, got.headers.get("Location", ""), page)
