"""Let the demonstration's officer have said what became of things, and its author have put a draft chapter out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from flask import current_app
from sqlalchemy import or_, select

from engage.extensions import db
from engage.models import (
    Assignment,
    Chapter,
    Contribution,
    DraftChapter,
    Outcome,
    OutcomeStatus,
    Plan,
    Purpose,
    Question,
    State,
    Theme,
    User,
    now,
    published,
)
from engage.moderation.screening import screen_now
from engage.moderation.service import decide
from engage.outcomes import commenting, documents, drafting, service

DATA = Path(__file__).resolve().parent / "data"
WEEKS_OPEN = 3
_BEHIND = 6


def answer_people(plan: Plan) -> int:
    """Say what became of what people said; the caller commits. How many outcomes, none when there are some already."""
    officer = _person("officer")
    if officer is None or db.session.scalar(select(Outcome.id).where(Outcome.plan_id == plan.id).limit(1)):
        return 0
    entries = _read("outcomes.yaml")
    for entry in entries:
        _answer(plan, officer, entry)
    return len(entries)


def put_out_draft(plan: Plan) -> int:
    """Put two versions of a draft out, with comments and answers; the caller commits. How many comments."""
    author, moderator, entry = _person("author"), _person("moderator"), _read("comments.yaml")
    chapter = _chapter(plan, entry["chapter"])
    if not author or not moderator or chapter not in author.chapters or drafting.published_draft(chapter):
        return 0
    for version in (1, 2):
        draft = _version(author, chapter, version, entry["about"] if version > 1 else "")
        for said in entry["comments"]:
            if said["version"] == version:
                _comment(plan, draft, said, moderator)
    for answer in entry["answers"]:
        _answer_comments(plan, author, draft, answer)
    return len(entry["comments"])


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def _person(mailbox: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == f"{mailbox}@example.org"))


def _chapter(plan: Plan, slug: str) -> Chapter:
    return next(chapter for chapter in plan.chapters if chapter.slug == slug)


def _day(days_ago: int) -> date:
    return (now() - timedelta(days=days_ago)).date()


def _answer(plan: Plan, officer: User, entry: dict[str, Any]) -> None:
    chapter, outcome = _chapter(plan, entry["chapter"]), None
    next_on = _day(-entry["next_days"]) if "next_days" in entry else None
    for told in entry["told"]:
        words = service.Words(
            chapter=chapter, status=OutcomeStatus(told["status"]), said=entry["said"], did=told["did"],
            responsible=entry["responsible"], on=_day(told["days_ago"]), next_on=next_on,
        )  # fmt: skip
        outcome = service.write(officer, plan, words, outcome)
        service.show(officer, outcome)
    if outcome is not None:
        asked = select(Question).where(Question.plan_id == plan.id, Question.slug.in_(entry.get("questions", [])))
        themes = _themes(plan, entry.get("themes", []))
        service.link_groups(officer, outcome, themes=themes, questions=list(db.session.scalars(asked)))
        for voice in _voices(plan, chapter, entry["find"]):
            service.link(officer, outcome, voice.reference)


def _themes(plan: Plan, words: list[str]) -> list[Theme]:
    """Wide themes that are called by one of the words; the computer found them and named them, so there may be none."""
    rows = db.session.scalars(
        select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None), Theme.parent_id.is_(None))
    )
    return [row for row in rows if set(words) & set(row.name.lower().split())]


def _voices(plan: Plan, chapter: Chapter, words: list[str]) -> list[Contribution]:
    """A few published texts of the chapter that hold one of the words."""
    return list(
        db.session.scalars(
            published(Purpose.SHOW, plan_id=plan.id)
            .join(Assignment, Assignment.contribution_id == Contribution.id)
            .where(
                Assignment.chapter_id == chapter.id,
                or_(*(Contribution.published_text.icontains(word) for word in words)),
            )
            .order_by(Contribution.received_at)
            .limit(_BEHIND)
        )
    )


def _version(author: User, chapter: Chapter, number: int, about: str) -> DraftChapter:
    document = documents.from_text((DATA / f"draft-{number}.md").read_text("utf-8"))
    closes = (now() + timedelta(weeks=WEEKS_OPEN)).date()
    draft = drafting.prepare(author, chapter, document, about=about, opens=_day(30), closes=closes)
    drafting.publish(author, draft)
    return draft


def _comment(plan: Plan, draft: DraftChapter, entry: dict[str, Any], moderator: User) -> None:
    said = commenting.Said(
        text=entry["text"], show=entry["show"], quote=entry["quote"], locality=entry["where"],
        respondent=entry["who"], described=bool(entry["where"]),
    )  # fmt: skip
    key = str(current_app.config["SECRET_KEY"])
    paragraph = next(block.paragraph for block in draft.blocks if block.text.startswith(entry["begins"]))
    row = commenting.comment(plan, paragraph, said, today=now().date(), key=key).contribution
    screen_now([row])
    if not entry.get("waits"):
        decide(row, State.PUBLISHED, by=moderator, redactions=[])


def _answer_comments(plan: Plan, author: User, draft: DraftChapter, entry: dict[str, str]) -> None:
    paragraph = next(block.paragraph for block in draft.blocks if block.text.startswith(entry["begins"]))
    words = service.Words(
        chapter=draft.chapter, status=OutcomeStatus.DONE, said=entry["said"], did=entry["did"],
        responsible="The authors of this chapter", on=_day(0),
    )  # fmt: skip
    outcome = service.write(author, plan, words)
    service.link_groups(author, outcome, themes=[], questions=[], paragraphs=[paragraph])
    service.show(author, outcome)
