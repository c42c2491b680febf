"""The chapters of a text: suggested before somebody opens it, answered while reading, final when it is published."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import db
from engage.models import Assignment, Lease, Plan, Screening, State
from engage.moderation import suggesting
from engage.moderation.service import decide
from tests import factories


@pytest.fixture
def mo(app: Flask, client: FlaskClient) -> FlaskClient:
    """Mo's browser."""
    factories.sign_in(client, factories.person("mo"))
    return client


def test_chapters_are_confirmed_dismissed_and_added_while_reading(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    row = factories.contribution("Jane had her baby far from home. The bus took hours.")
    slugs = [chapter.slug for chapter in plan.chapters[:4]]
    found = db.session.get_one(Screening, row.id)
    found.chapters = [{"slug": slug, "score": 0.8, "because": ["Jane"]} for slug in (*slugs[:2], "of-an-older-plan")]
    db.session.commit()
    address = f"/staff/queue/{row.reference}"
    assert "Almost sure, because of “Jane”." in mo.get(address).text
    said = {
        "filed": "yes",
        f"chapter-{slugs[0]}": "yes",
        f"chapter-{slugs[1]}": "no",
        "chapters": [slugs[2], "nonsense"],
    }
    held = {"version": row.version, "decision": "hold", "hold_reason": "later", **said}
    assert mo.post(address, data=held).status_code == 302
    factories.sign_in(mo, factories.person("sam"))  # the lead is not asked; what mo said while reading stands
    assert mo.post(address, data={"version": row.version, "decision": "publish"}).status_code == 302
    given = db.session.scalars(select(Assignment).where(Assignment.contribution_id == row.id)).all()
    assert {each.chapter.slug: str(each.status) for each in given if each.chapter} == {
        slugs[0]: "confirmed", slugs[1]: "dismissed", slugs[2]: "confirmed",
    }  # fmt: skip
    assert all(each.because == [] and each.decided_by_id == factories.person("mo").id for each in given)


def test_what_is_answered_on_the_page_is_there_when_it_comes_back(app: Flask, plan: Plan, mo: FlaskClient) -> None:
    row, slug = factories.contribution("It is about something."), plan.chapters[0].slug
    form = {"version": row.version, "decision": "decline", "filed": "yes", "chapters": [slug]}
    page = mo.post(f"/staff/queue/{row.reference}", data=form)
    assert page.status_code == 400
    assert re.search(f'value="{slug}"[^>]* checked', page.text)
    assert "The computer suggests none" in page.text


def test_likely_chapters_are_found_before_somebody_opens_it(
    app: Flask, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, first = factories.contribution("The bus is late."), factories.contribution("It breaks the computer.")
    first.received_at = later.received_at - timedelta(days=1)
    referred, foreign = factories.contribution("Never looked at."), factories.contribution("Po polsku.")
    decide(referred, State.REFERRED, by=factories.person("mo"), reason="risk-to-child")
    foreign.language = "pl"
    db.session.commit()
    seen: list[list[str]] = []

    def read(_: Plan, texts: list[str]) -> list[list[dict[str, Any]]]:
        seen.append(texts)
        if "It breaks the computer." in texts:
            raise RuntimeError("broken")
        return [[{"slug": "x", "score": 0.5, "because": ["bus"]}] for _ in texts]

    monkeypatch.setattr(suggesting, "chapters_of", read)
    monkeypatch.setattr(suggesting, "encoder_problem", lambda: "Run `make encoder`.")
    assert suggesting.suggest_pending() == 0
    monkeypatch.setattr(suggesting, "encoder_problem", lambda: None)
    assert [suggesting.suggest_pending(), suggesting.suggest_pending()] == [2, 0]
    assert seen[0] == ["It breaks the computer.", "The bus is late."]
    kept = {row.id: db.session.get_one(Screening, row.id).chapters for row in (first, later, referred, foreign)}
    assert [len(found) if found is not None else None for found in kept.values()] == [0, 1, None, None]
    assert db.session.scalars(select(Lease).where(Lease.work == suggesting.WORK)).all() == []
