"""Let people join in, in the demonstration: what matters to others, comments, summaries of questions, a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from engage.demonstration.loading import SOURCE
from engage.extensions import db
from engage.models import (
    Channel,
    Contribution,
    Contributor,
    Kind,
    Plan,
    Purpose,
    Question,
    ReportReason,
    State,
    Support,
    User,
    now,
    published,
)
from engage.moderation.reports import report
from engage.moderation.screening import screen_now
from engage.moderation.service import decide
from engage.submissions.intake import Given, receive

DATA = Path(__file__).resolve().parent / "data" / "joining.yaml"
COMMENTS = f"{SOURCE}: comments"
_MOST = 14


def join_in(plan: Plan) -> None:
    """Bring it in, once; the caller commits."""
    if db.session.scalar(select(Contribution.id).where(Contribution.source == COMMENTS).limit(1)):
        return
    content = yaml.safe_load(DATA.read_text("utf-8"))
    shown = {
        row.source_id: row
        for row in db.session.scalars(published(Purpose.SHOW, plan_id=plan.id))
        if row.source == SOURCE
    }
    _support(list(shown.values()))
    _comments(plan, content["comments"], shown)
    _summaries(plan, content["summaries"])
    for entry in content["reports"]:
        if entry["about"] in shown:
            report(shown[entry["about"]], ReportReason(entry["reason"]), entry["note"])
    db.session.flush()


def _support(rows: list[Contribution]) -> None:
    """Numbers that differ from text to text, and are the same at each loading."""
    today = now().date()
    for row in rows:
        number = max(0, sum((row.source_id or "").encode()) % (2 * _MOST) - _MOST)
        db.session.add_all(
            Support(contribution_id=row.id, token_hash=f"{SOURCE}-{place}", on=today) for place in range(number)
        )


def _comments(plan: Plan, entries: list[dict[str, Any]], shown: dict[str | None, Contribution]) -> None:
    moderator = db.session.scalars(select(User).where(User.email == "moderator@example.org")).one()
    channel = db.session.scalars(select(Channel).where(Channel.plan_id == plan.id).order_by(Channel.position)).first()
    for number, entry in enumerate(entries):
        parent = shown.get(entry["about"])
        if parent is None or channel is None:
            continue
        key = f"comment-{number}"
        given = Given(
            kind=Kind.COMMENT, text=entry["text"], channel=channel, parent=parent, show=True, quote=True, source=COMMENTS,
            source_id=key, contributor=Contributor(source=COMMENTS, source_key=key),
        )  # fmt: skip
        row = receive(plan, given).contribution
        screen_now([row])
        if not entry.get("waits"):
            decide(row, State.PUBLISHED, by=moderator)


def _summaries(plan: Plan, summaries: dict[str, str]) -> None:
    officer = db.session.scalars(select(User).where(User.email == "officer@example.org")).one()
    for question in db.session.scalars(select(Question).where(Question.plan_id == plan.id)):
        if question.slug in summaries and question.closes < now().date():
            question.summary, question.summary_at, question.summary_by_id = summaries[question.slug], now(), officer.id
