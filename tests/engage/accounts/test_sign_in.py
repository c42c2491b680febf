"""Staff get in by invitation only, with a second factor where their role asks for one, and not after many wrong tries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from engage.accounts import service
from engage.errors import InputError, NotFoundError, NotPermittedError
from engage.extensions import db
from engage.models import Role, User, now
from engage.policies import RoleName
from tests import factories

KEY = "only-for-tests-" * 4


def sign_in(client: FlaskClient, email: str, password: str = factories.PASSWORD) -> str:
    """Where a real sign-in leads, or the page that refused it."""
    answer = client.post("/account/login", data={"email": email, "password": password})
    return answer.headers.get("Location", "") or answer.text


def newcomer(*, second_factor: bool = False) -> User:
    user = service.invite(
        factories.person("adam"), name="New Comer", email="New@Example.org", roles=[RoleName.MODERATOR], chapters=[],
        second_factor=second_factor,
    )  # fmt: skip
    db.session.commit()
    return user


def test_an_invitation_sets_a_password_once(app: Flask, client: FlaskClient) -> None:
    link = f"/welcome/{service.invitation(newcomer(), KEY)}"
    assert "New Comer" in client.get(link).text
    answer = client.post(link, data={"password": "three random words", "again": "three random words"})
    assert answer.status_code == 303
    assert client.get(link).status_code == 404
    assert sign_in(client, "new@example.org", "three random words").endswith("/staff")


def test_an_invitation_ends_after_a_week(app: Flask) -> None:
    token = service.invitation(newcomer(), KEY)
    assert service.invited(token, KEY).email == "new@example.org"
    with time_machine.travel(now() + timedelta(days=service.INVITATION_DAYS, seconds=5)), pytest.raises(NotFoundError):
        service.invited(token, KEY)


def test_passwords_that_differ_or_are_short_are_refused_kindly(app: Flask, client: FlaskClient) -> None:
    link = f"/welcome/{service.invitation(newcomer(), KEY)}"
    assert "not the same" in client.post(link, data={"password": "three random words", "again": "other"}).text
    assert "at least 12" in client.post(link, data={"password": "short", "again": "short"}).text


def test_only_the_administrator_invites(app: Flask) -> None:
    for name in ("mo", "ola", "stella", "ada", "sam"):
        with pytest.raises(NotPermittedError):
            service.invite(
                factories.person(name), name="X", email="x@example.org", roles=[RoleName.AUTHOR], chapters=[],
                second_factor=False,
            )  # fmt: skip


def test_an_author_needs_a_chapter_and_an_address_is_used_once(app: Flask) -> None:
    adam = factories.person("adam")
    for roles, email, words in (([RoleName.AUTHOR], "x@example.org", "chapter"), ([], "y@example.org", "role"),
                                ([RoleName.MODERATOR], "ADAM@example.org", "already")):  # fmt: skip
        with pytest.raises(InputError, match=words):
            service.invite(adam, name="X", email=email, roles=roles, chapters=[], second_factor=False)
        db.session.rollback()


def test_wrong_passwords_lock_the_account_for_a_while(app: Flask, client: FlaskClient) -> None:
    email = factories.person("mo").email
    for _ in range(5):
        assert "not right" in sign_in(client, email, "wrong password here")
    assert "not right" in sign_in(client, email)
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert sign_in(client, email).endswith("/staff")


def test_strangers_and_wrong_passwords_get_the_same_answer(app: Flask, client: FlaskClient) -> None:
    email = factories.person("mo").email
    known, unknown = sign_in(client, email, "wrong password here"), sign_in(client, "no@example.org", "wrong password")
    shown = [re.search(r"error-summary__list.*?</ul>", page, re.DOTALL) for page in (known, unknown)]
    assert all(shown)
    assert "not right" in known
    assert "not right" in unknown


def test_a_role_can_require_a_second_factor(app: Flask, client: FlaskClient) -> None:
    mo = factories.person("mo")
    role = db.session.scalars(select(Role).where(Role.name == RoleName.MODERATOR)).one()
    service.set_second_factor(factories.person("adam"), role, needed=True)
    db.session.commit()
    assert "/account/tf-setup" in sign_in(client, mo.email)
    assert client.get("/staff/queue").status_code == 302
    page = client.post("/account/tf-setup", data={"setup": "authenticator"}).text
    secret = re.search(r'app-key">([A-Z2-7 -]+)<', page)
    assert secret
    totp = code_for(secret.group(1))
    done = client.post("/account/tf-validate", data={"code": totp})
    assert done.status_code == 302, done.text
    assert client.get("/staff").status_code == 200
    page = client.post("/account/mf-recovery-codes").text
    codes = re.findall(r"app-key\">([0-9a-f-]+)<", page)
    db.session.expire_all()
    kept = list(mo.mf_recovery_codes or ())
    assert len(codes) == len(kept) == 5
    assert not any(code in word for code in codes for word in kept), "kept encrypted"

    other = app.test_client()
    assert "/account/tf-validate" in sign_in(other, mo.email) or "6 digits" in sign_in(other, mo.email)
    assert other.get("/staff").status_code == 302
    assert other.post("/account/mf-recovery", data={"code": "0000-0000-0000"}).status_code == 200
    assert other.post("/account/mf-recovery", data={"code": codes[0]}).status_code == 302
    assert other.get("/staff").status_code == 200
    db.session.expire_all()
    assert len(mo.mf_recovery_codes or ()) == 4, "each works once"


def test_somebody_signed_in_is_asked_as_soon_as_the_role_asks(app: Flask, client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("mo"))
    assert client.get("/staff").status_code == 200
    role = db.session.scalars(select(Role).where(Role.name == RoleName.MODERATOR)).one()
    role.second_factor = True
    db.session.commit()
    assert "/account/tf-setup" in client.get("/staff").headers["Location"]


def test_a_closed_account_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    mo = factories.person("mo")
    factories.sign_in(client, mo)
    assert client.get("/staff").status_code == 200
    service.close(factories.person("adam"), mo)
    db.session.commit()
    assert client.get("/staff").status_code == 302
    assert not sign_in(app.test_client(), mo.email).endswith("/staff")


def test_signing_out_needs_a_button(app: Flask, client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("mo"))
    assert client.get("/account/logout").status_code == 405
    assert client.get("/sign-out").status_code == 200
    client.post("/account/logout")
    assert client.get("/staff").status_code == 302


def test_the_next_page_after_signing_in_is_ours(app: Flask, client: FlaskClient) -> None:
    email = factories.person("mo").email
    answer = client.post(
        "/account/login?next=https://example.com/", data={"email": email, "password": factories.PASSWORD}
    )
    assert "example.com" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("name", list(factories.PEOPLE))
def test_everybody_has_a_home_page(app: Flask, client: FlaskClient, name: str) -> None:
    factories.contribution()
    factories.published("The bus is late.")
    factories.sign_in(client, factories.person(name, chapters=["maternity"] if name == "ada" else None))
    page = client.get("/staff")
    assert page.status_code == 200
    assert "What waits for you" in page.text
    assert ("1 waiting" in page.text) is (name in {"mo", "sam"})


def test_the_administrator_invites_on_the_page(app: Flask, client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("adam"))
    assert "Enter a name." in client.post("/staff/people", data={"email": "x@example.org"}).text
    answer = client.post(
        "/staff/people",
        data={"name": "Ann Author", "email": "ann@example.org", "roles": ["author"], "chapters": ["maternity"]},
        follow_redirects=True,
    )
    link = re.search(r"(/welcome/[^<\s]+)", answer.text)
    assert link
    assert app.test_client().get(link.group(1)).status_code == 200


def code_for(key: str) -> str:
    """What the authenticator app shows for the key on the page."""
    return str(TOTP(key=key).generate().token)
