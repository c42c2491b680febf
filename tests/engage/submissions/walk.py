"""Walk through the questions as a browser without scripts would."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import begin_writing, db
from engage.models import Contribution, Draft, current_plan
from engage.submissions import service
from engage.submissions.intake import clean_text

ANSWERS: dict[str, dict[str, Any]] = {
    "kind": {"kind": "idea"},
    "text": {"kind": "idea", "title": "Benches", "text": "Put a bench at every bus stop."},
    "for": {"behalf": "self"},
    "where": {"locality": "north-norfolk"},
    "who": {"respondent": "carer"},
    "consent": {"use": "y", "show": "y", "quote": "y"},
    "description": {"attribution": "kind-and-place"},
    "about": {"about": "no"},
    "contact": {"email": "", "phone": "", "post": ""},
}


def answer(client: FlaskClient, step: str, **changed: Any) -> Any:
    """Send one page."""
    given = {name: value for name, value in (ANSWERS[step] | changed).items() if value is not None}
    return client.post("/give" if step == "kind" else f"/give/{step}", data=given)


def walk_through(client: FlaskClient, **changed: dict[str, Any]) -> None:
    """Every question up to the check, page by page; ``changed`` by step."""
    for step in ANSWERS:
        if step == "description" and not changed.get("consent", {}).get("show", "y"):
            continue
        response = answer(client, step, **changed.get(step, {}))
        assert response.status_code == 303, (step, response.get_data(as_text=True)[-4000:])


def answer_all(client: FlaskClient, **changed: dict[str, Any]) -> None:
    """As :func:`walk_through`, but at one stroke: the draft as it stands at the check."""
    answers: dict[str, Any] = {"question": ""}
    for step, given in ANSWERS.items():
        answers |= given | changed.get(step, {})
    answers |= {name: bool(answers[name]) for name in ("use", "show", "quote")}
    answers |= {name: clean_text(answers[name]) for name in ("title", "text")}
    begin_writing()
    held = client.get_cookie("code")
    code = held.value if held else None
    key = current_app.config["SECRET_KEY"]
    draft = service.find_draft(code, key=key)
    if draft is None:
        draft, code = service.begin_draft(current_plan(), key=key)
    service.answer(draft, answers)
    db.session.commit()
    client.set_cookie("code", str(code))


def form_token(client: FlaskClient) -> str:
    """The token in the form that sends everything."""
    page = client.get("/give/check").get_data(as_text=True)
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def send(client: FlaskClient, token: str | None = None) -> Any:
    """Press Send."""
    return client.post("/give/check", data={"form_token": token or form_token(client)})


def give(client: FlaskClient, **changed: dict[str, Any]) -> tuple[Contribution, str]:
    """The whole walk: what was kept, and the private code on the receipt."""
    answer_all(client, **changed)
    assert send(client).status_code == 303
    code = code_on(client.get("/give/sent").get_data(as_text=True))
    db.session.rollback()
    return db.session.scalars(select(Contribution).order_by(Contribution.id.desc()).limit(1)).one(), code


def code_on(page: str) -> str:
    """The private code printed on a page."""
    return "".join(re.findall(r"<span>([0-9A-Z]{4}-?)</span>", page))


def drafts() -> list[Draft]:
    """What is kept unsent."""
    db.session.rollback()
    return list(db.session.scalars(select(Draft)))
