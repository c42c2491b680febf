"""Programs read what their owner may see, the same as the pages show, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from engage.api import tokens
from engage.errors import InputError, NotPermittedError
from engage.extensions import db
from engage.models import Scope, State
from engage.moderation.service import decide
from tests import factories
from tests.engage.quotes.filing import spoken


def token(app: Flask, name: str = "ada", scopes: tuple[Scope, ...] = (Scope.THEMES, Scope.QUOTES)) -> str:
    _, secret = tokens.issue(
        factories.person(name), "A spreadsheet", list(scopes), 30, key=str(app.config["SECRET_KEY"])
    )
    db.session.commit()
    return secret


def read(client: FlaskClient, path: str, secret: str) -> Any:
    return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})


def test_quotes_are_those_of_the_finder_word_for_word(app: Flask, client: FlaskClient) -> None:
    said = spoken("The nurse listened.\nShe rang back & it <helped>. 👩‍⚕️", theme="listening")
    spoken("Only to be shown.", quote=False)
    answer = read(client, "/chapters/mental-health/quotes", token(app))
    assert [item["text"] for item in answer.json["items"]] == [said.published_text]
    item = answer.json["items"][0]
    assert (said.published_text or "")[item["start"] : item["end"]] == item["text"]
    assert item["themes"] == ["Listening"]
    decide(said, State.WITHDRAWN)
    db.session.commit()
    assert read(client, "/chapters/mental-health/quotes", token(app)).json["total"] == 0


def test_a_token_reads_only_what_it_was_made_for(app: Flask, client: FlaskClient) -> None:
    secret = token(app, scopes=(Scope.THEMES,))
    assert read(client, "/themes?chapter=maternity", secret).status_code == 200
    for path in ("/chapters/maternity/quotes", "/evidence"):
        answer = read(client, path, secret)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert client.get("/api/v1/plan").status_code == 200


@pytest.mark.parametrize("secret", ["", "x", "0000-0000-0000-0000-0000", "é" * 40, "a" * 5_000])
def test_made_up_tokens_open_nothing(client: FlaskClient, secret: str) -> None:
    answer = client.get("/api/v1/evidence", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert answer.status_code == 401
    assert "Bearer" in answer.json["message"]


def test_a_token_ends_with_its_time_its_owner_and_by_hand(app: Flask, client: FlaskClient) -> None:
    secrets = [token(app) for _ in range(2)]
    tokens.end(factories.person("ada"), tokens.tokens_of(factories.person("ada"))[0].id)
    db.session.commit()
    assert [read(client, "/themes?chapter=maternity", secret).status_code for secret in secrets] == [200, 401]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert read(client, "/themes?chapter=maternity", secrets[0]).status_code == 401
    factories.person("ada").active = False
    db.session.commit()
    assert read(client, "/themes?chapter=maternity", secrets[0]).status_code == 401


def test_nobody_makes_a_token_for_what_they_may_not_see(app: Flask) -> None:
    with pytest.raises(NotPermittedError):
        tokens.issue(factories.person("stella"), "Quotes", [Scope.QUOTES], 30, key="k" * 40)
    with pytest.raises(InputError):
        tokens.issue(factories.person("ada"), " ", [Scope.QUOTES], 30, key="k" * 40)


def test_the_page_shows_a_token_once(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("ada"))
    page = client.post("/staff/tokens", data={"name": "My sheet", "scopes": ["quotes"], "days": "30"}).text
    secret = page.split("only once.</p><p><code>")[1].split("</code>")[0]
    assert read(client, "/chapters/maternity/quotes", secret).status_code == 200
    assert secret not in client.get("/staff/tokens").text
    assert client.post("/staff/tokens", data={"name": "", "days": "30"}).status_code == 400


def test_mistakes_are_told_to_programs_as_json(app: Flask, client: FlaskClient) -> None:
    secret = token(app)
    wrong = read(client, "/chapters/maternity/quotes?page=none", secret)
    assert (wrong.status_code, list(wrong.json["errors"]["query"])) == (422, ["page"])
    assert read(client, "/chapters/nowhere/quotes", secret).json["code"] == 404
    assert client.post("/api/v1/plan").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/api/nowhere").json["code"] == 404


def test_whatever_is_asked_the_answer_keeps_to_the_description(app: Flask) -> None:
    spoken("The nurse listened to me for an hour.", theme="listening")
    secret = token(app, "ola", (Scope.THEMES, Scope.QUOTES, Scope.EVIDENCE))
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    for operation in schema.get_all_operations():

        @settings(
            max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
        )
        @given(case=operation.ok().as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"})

        check()
