"""Rate limits: generous, and on reaching one the words come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from engage.config import Config
from engage.extensions import db, limiter
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from engage.submissions.views import give
from tests.engage.submissions.walk import form_token, send, walk_through
from tests.prepared import application


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Flask]:
    """The application with its limits switched on."""
    app = application(
        Config(
            secret_key="only-for-tests-" * 4, var=tmp_path, database_url=f"sqlite:///{tmp_path / 'l.db'}",
            encoder=tmp_path, assets=tmp_path / "none", rate_limits=True, testing=True,
        )
    )  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        load_plan(read_plan_file(SHIPPED), today=date(2026, 11, 21))
        db.session.commit()
    yield app
    limiter.reset()
    limiter.enabled = False


def test_a_flood_is_slowed_and_nothing_is_lost(limited: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(give, "SEND_LIMIT", "3 per minute")
    late, room = limited.test_client(), limited.test_client()
    walk_through(late)
    token = form_token(late)
    assert [send(room, "x").status_code for _ in range(3)] == [303] * 3
    response = send(late, token)
    page = response.get_data(as_text=True)
    assert response.status_code == 429
    assert "press Send again" in page and "Put a bench at every bus stop." in page and token in page
    limiter.reset()
    assert send(late, token).location == "/give/sent"


def test_words_come_back_when_answers_come_too_fast(limited: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(give, "ANSWERS_LIMIT", "1 per minute")
    client = limited.test_client()
    client.post("/give/text", data={"text": "The first."})
    response = client.post("/give/text", data={"text": "Nothing is lost."})
    assert response.status_code == 429 and "Nothing is lost.</textarea>" in response.get_data(as_text=True)


def test_a_room_full_of_people_can_send() -> None:
    """One library, one address: sixty can press Send within a minute."""
    assert give.SEND_LIMIT.startswith("60 per minute") and give.ANSWERS_LIMIT == "300 per minute"


def test_guessing_codes_is_slowed(limited: Flask) -> None:
    client = limited.test_client()
    codes = [client.post("/receipt", data={"code": f"{number:020d}"}).status_code for number in range(31)]
    assert codes == [400] * 30 + [429]
