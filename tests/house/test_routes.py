"""Every page is open to everybody on purpose, or carries a permission; nobody else gets in."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from engage.models import Scope
from engage.policies import POLICY, Permission, RoleName
from tests import factories

# Flask-Security's own pages: signing in and out, second factor, changing one's own password
ACCOUNT = "security."
FILES = {"static", "security.static", "api-docs.openapi_json"}


def ours(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in FILES and not rule.endpoint.startswith(ACCOUNT)
    ]


def access(app: Flask, rule: Rule) -> object:
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


def test_every_route_is_public_or_carries_a_permission(made_app: Flask) -> None:
    without = [rule.rule for rule in ours(made_app) if access(made_app, rule) is None]
    assert without == []
    assert all(
        access(made_app, rule) == "public" or isinstance(access(made_app, rule), Permission | Scope)
        for rule in ours(made_app)
    )


def test_staff_pages_are_not_public(made_app: Flask) -> None:
    public = [rule.rule for rule in ours(made_app) if access(made_app, rule) == "public"]
    assert [rule for rule in public if rule.startswith("/staff")] == []


def test_account_pages_are_only_those_that_were_chosen(made_app: Flask) -> None:
    found = {rule.endpoint for rule in made_app.url_map.iter_rules() if rule.endpoint.startswith(ACCOUNT)}
    assert not found & {"security.register", "security.forgot_password", "security.us_signin", "security.wan_register"}


def test_visitors_are_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    for rule in ours(app):
        if not isinstance(access(app, rule), Permission):
            continue
        method = "GET" if "GET" in (rule.methods or set()) else "POST"
        answer = client.open(address(app, rule), method=method)
        assert answer.status_code == 302, rule.rule
        assert "/account/login" in answer.headers["Location"], rule.rule


@pytest.mark.parametrize("name", list(factories.PEOPLE))
def test_each_role_opens_only_what_its_permissions_say(app: Flask, client: FlaskClient, name: str) -> None:
    role = factories.PEOPLE[name]
    factories.sign_in(client, factories.person(name, chapters=["maternity"] if role is RoleName.AUTHOR else None))
    for rule in ours(app):
        permission = access(app, rule)
        if not isinstance(permission, Permission):
            continue
        method = "GET" if "GET" in (rule.methods or set()) else "POST"
        answer = client.open(address(app, rule), method=method)
        if role in POLICY[permission]:
            assert answer.status_code not in {302, 403} or "/account/" not in answer.headers.get("Location", ""), rule
            assert answer.status_code < 500, rule.rule
        else:
            assert answer.status_code == 403, f"{name} {method} {rule.rule}: {answer.status_code}"


def test_reading_a_page_changes_nothing(app: Flask, client: FlaskClient) -> None:
    factories.published("A bus to the hospital would help.")
    factories.sign_in(client, factories.person("mo"))
    before = factories.fingerprint()
    for rule in ours(app):
        if "GET" in (rule.methods or set()):
            client.get(address(app, rule))
    assert factories.fingerprint() == before
