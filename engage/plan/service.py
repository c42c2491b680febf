"""Load a plan from its file, again and again: entries are matched by slug, changed in place, never duplicated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, select

from engage.errors import InputError
from engage.extensions import db
from engage.models import (
    BigChange,
    Channel,
    Chapter,
    Goal,
    Locality,
    Milestone,
    Objective,
    PlainWord,
    Plan,
    Question,
    RespondentKind,
)

SHIPPED = Path(__file__).resolve().parent / "norfolk-waveney.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where there is one, is eight times as quick."""
_WORDING = ("contact", "moderator", "signposting", "letters", "safeguarding", "about_you", "trust")


def read_plan_file(path: Path) -> dict[str, Any]:
    """The file's content.

    Raises:
        InputError: not readable, not YAML, or a part that every plan needs is missing.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise InputError(f"{path} cannot be read as a plan: {problem}") from problem
    if not isinstance(content, dict):
        raise InputError(f"{path} is not a plan: it should hold the parts plan, goals, chapters and so on.")
    for part in ("plan", "goals", "chapters", "localities", "respondent_kinds", "channels"):
        if not content.get(part):
            raise InputError(f"{path} has no part '{part}'. Every plan needs one.")
    return content


def load_plan(content: dict[str, Any], *, today: date) -> Plan:
    """Make the plan, or bring it up to date, from ``content``; days of questions may be relative to ``today``.

    Raises:
        InputError: an entry lacks a field or names a goal or chapter that is not there.
    """
    try:
        plan = _plan(content)
        goals = {row.slug: row for row in _entries(plan, Goal, content["goals"], ("number", "title", "plain", "about"))}
        chapters = _chapters(plan, content["chapters"], goals)
        _entries(plan, BigChange, content.get("big_changes", []), ("title", "about"))
        _entries(plan, Locality, content["localities"], ("name", "towns"))
        _entries(plan, RespondentKind, content["respondent_kinds"], ("name", "attribution"))
        _entries(plan, Channel, content["channels"], ("name", "plain"))
        _entries(plan, PlainWord, content.get("plain_words", []), ("name", "plain"))
        _objectives(content.get("objectives", []), chapters)
        _milestones(plan, content.get("milestones", []))
        _questions(plan, content.get("questions", []), chapters, today)
    except KeyError as missing:
        raise InputError(f"The plan file names {missing}, which it does not have.") from missing
    db.session.flush()
    return plan


def _plan(content: dict[str, Any]) -> Plan:
    facts = content["plan"]
    plan = db.session.scalar(select(Plan).where(Plan.slug == facts["slug"])) or Plan(slug=facts["slug"])
    plan.name, plan.short_name = facts["name"], facts.get("short_name", facts["name"])
    plan.partnership, plan.years = facts["partnership"], str(facts.get("years", ""))
    plan.about = facts.get("about", "")
    plan.wording = {part: facts.get(part) or content.get(part) or {} for part in _WORDING}
    plan.wording["translations"] = _translations(content.get("translations", []))
    db.session.add(plan)
    db.session.flush()
    return plan


def _translations(entries: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """By language, what each English text of the plan is; an entry without a language is read in English."""
    languages = {language for entry in entries for language in entry if language != "en"}
    return {
        language: {entry["en"]: entry[language] for entry in entries if language in entry} for language in languages
    }


def _entries(plan: Plan, kind: type[Any], entries: list[dict[str, Any]], fields: tuple[str, ...]) -> list[Any]:
    """Rows of ``kind`` for ``entries``, matched by slug, in the file's order."""
    present: Sequence[Any] = db.session.scalars(select(kind).where(kind.plan_id == plan.id)).all()
    known = {row.slug: row for row in present}
    rows = []
    for position, entry in enumerate(entries, start=1):
        row = known.get(entry["slug"]) or kind(plan_id=plan.id, slug=entry["slug"])
        if hasattr(kind, "position"):
            row.position = position
        for field in fields:
            if field in entry:
                setattr(row, field, entry[field])
        db.session.add(row)
        rows.append(row)
    db.session.flush()
    return rows


def _chapters(plan: Plan, entries: list[dict[str, Any]], goals: dict[str, Goal]) -> dict[str, Chapter]:
    rows = _entries(plan, Chapter, entries, ("title", "plain", "about", "includes"))
    for row, entry in zip(rows, entries, strict=True):
        row.goals = [goals[slug] for slug in entry.get("goals", [])]
    return {row.slug: row for row in rows}


def _objectives(entries: list[dict[str, Any]], chapters: dict[str, Chapter]) -> None:
    for entry in entries:
        chapter = chapters[entry["chapter"]]
        known = {row.number: row for row in chapter.objectives}
        row = known.get(entry["number"]) or Objective(chapter_id=chapter.id, number=entry["number"])
        row.text, row.due = entry["text"], str(entry.get("due", ""))
        db.session.add(row)


def _milestones(plan: Plan, entries: list[dict[str, Any]]) -> None:
    db.session.execute(delete(Milestone).where(Milestone.plan_id == plan.id))
    for entry in entries:
        day = entry["date"] if isinstance(entry["date"], date) else date.fromisoformat(entry["date"])
        db.session.add(Milestone(plan_id=plan.id, on=day, what=entry["what"], plain=entry.get("plain", "")))


def _questions(plan: Plan, entries: list[dict[str, Any]], chapters: dict[str, Chapter], today: date) -> None:
    known = {row.slug for row in db.session.scalars(select(Question).where(Question.plan_id == plan.id))}
    for entry in entries:
        if entry["slug"] in known and "opens" not in entry:
            continue  # relative days are counted from the first loading only
        opens = entry.get("opens") or today + timedelta(days=entry["opens_days"])
        closes = entry.get("closes") or today + timedelta(days=entry["closes_days"])
        row = db.session.scalar(select(Question).where(Question.plan_id == plan.id, Question.slug == entry["slug"]))
        row = row or Question(plan_id=plan.id, slug=entry["slug"])
        row.title, row.hint, row.opens, row.closes = entry["title"], entry.get("hint", ""), opens, closes
        row.chapters = [chapters[slug] for slug in entry.get("chapters", [])]
        db.session.add(row)
