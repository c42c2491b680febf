"""Every page is open to everybody on purpose, or carries a permission; nobody else gets in."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.models import Scope
from engage.policies import POLICY, Permission
from tests import factories
from tests.house.rounds import ACCOUNT, VISITOR, access, ours, rounds

# the walk may come in any test, on a machine that may be busy (tests/sharing.py: one process walks, not each)
pytestmark = pytest.mark.timeout(400)


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


def test_visitors_are_sent_to_sign_in(app: Flask) -> None:
    closed = [
        one for one in rounds(app).answers if one.who == VISITOR and isinstance(access(app, one.rule), Permission)
    ]
    assert len(closed) > 50
    for answer in closed:
        assert answer.status == 302, answer.rule
        assert "/account/login" in answer.location, answer.rule


@pytest.mark.parametrize("name", list(factories.PEOPLE))
def test_each_role_opens_only_what_its_permissions_say(app: Flask, name: str) -> None:
    role = factories.PEOPLE[name]
    for answer in rounds(app).answers:
        permission = access(app, answer.rule)
        if answer.who != name or not isinstance(permission, Permission):
            continue
        if role in POLICY[permission]:
            assert answer.status not in {302, 403} or "/account/" not in answer.location, answer.rule
            assert answer.status < 500, answer.rule
        else:
            assert answer.status == 403, f"{name} {answer.method} {answer.rule}: {answer.status}"


def test_reading_a_page_changes_nothing(app: Flask) -> None:
    assert rounds(app).after == rounds(app).before
