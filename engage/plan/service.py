"""Load a plan from its file, again and again: entries are matched by slug, changed in place, never duplicated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.models import Chapter, Goal, Milestone, Objective, Plan, Question
from engage.plan.parts import PARTS
from engage.plan.people_first import PLAN, WORDING, Edits, merged, milestone_key

SHIPPED = Path(__file__).resolve().parent / "norfolk-waveney.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where there is one, is eight times as quick."""
_WORDING = ("contact", "moderator", "signposting", "letters", "safeguarding", "about_you", "seldom_heard", "trust")


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

    What people changed on the site always stays: see people_first.py.

    Raises:
        InputError: an entry lacks a field or names a goal or chapter that is not there.
    """
    try:
        plan = _plan(content)
        edits = Edits(plan)
        goals = _entries(plan, edits, "goals", content["goals"], ("number", "title", "plain", "about"))
        chapters = _chapters(plan, edits, content["chapters"], goals)
        for part, entries, fields in (
            ("big-changes", content.get("big_changes", []), ("title", "about")),
            ("places", content["localities"], ("name", "towns")),
            ("people", content["respondent_kinds"], ("name", "attribution")),
            ("channels", content["channels"], ("name", "plain")),
            ("plain-words", content.get("plain_words", []), ("name", "plain")),
        ):
            _entries(plan, edits, part, entries, fields)
        _objectives(edits, content.get("objectives", []), chapters)
        _milestones(plan, edits, content.get("milestones", []))
        _questions(plan, edits, content.get("questions", []), chapters, today)
    except KeyError as missing:
        raise InputError(f"The plan file names {missing}, which it does not have.") from missing
    db.session.flush()
    return plan


def _plan(content: dict[str, Any]) -> Plan:
    facts = content["plan"]
    plan = db.session.scalar(select(Plan).where(Plan.slug == facts["slug"])) or Plan(slug=facts["slug"])
    edits = Edits(plan)
    given = {
        "name": facts["name"], "short_name": facts.get("short_name", facts["name"]), "partnership": facts["partnership"],
        "years": str(facts.get("years", "")), "about": facts.get("about", ""),
    }  # fmt: skip
    for name in edits.open_fields(WORDING, PLAN, given):
        setattr(plan, name, given[name])
    wording = {part: facts.get(part) or content.get(part) or {} for part in _WORDING}
    plan.wording = merged(plan, edits, wording | {"translations": _translations(content.get("translations", []))})
    db.session.add(plan)
    db.session.flush()
    return plan


def _translations(entries: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """By language, what each English text of the plan is; an entry without a language is read in English."""
    languages = {language for entry in entries for language in entry if language != "en"}
    return {
        language: {entry["en"]: entry[language] for entry in entries if language in entry} for language in languages
    }


def _entries(
    plan: Plan, edits: Edits, part: str, entries: list[dict[str, Any]], fields: tuple[str, ...]
) -> dict[str, Any]:
    """By slug, the rows of a part for ``entries``, in the file's order."""
    kind = PARTS[part].kind
    present: Sequence[Any] = db.session.scalars(select(kind).where(kind.plan_id == plan.id)).all()
    known = {row.slug: row for row in present}
    rows = {}
    for position, entry in enumerate(entries, start=1):
        if edits.removed(part, entry["slug"]):
            continue
        row = known.get(entry["slug"]) or kind(plan_id=plan.id, slug=entry["slug"])
        if hasattr(kind, "position"):
            row.position = position
        for field in edits.open_fields(part, row.slug, fields):
            if field in entry:
                setattr(row, field, entry[field])
        db.session.add(row)
        rows[row.slug] = row
    db.session.flush()
    return rows


def _chapters(plan: Plan, edits: Edits, entries: list[dict[str, Any]], goals: dict[str, Goal]) -> dict[str, Chapter]:
    rows: dict[str, Chapter] = _entries(plan, edits, "chapters", entries, ("title", "plain", "about", "includes"))
    for entry in entries:
        linked = [goals[slug] for slug in entry.get("goals", [])]
        if edits.open_fields("chapters", entry["slug"], ["goals"]):
            rows[entry["slug"]].goals = linked
    return rows


def _objectives(edits: Edits, entries: list[dict[str, Any]], chapters: dict[str, Chapter]) -> None:
    for entry in entries:
        chapter, key = chapters[entry["chapter"]], f"{entry['chapter']}/{entry['number']}"
        if edits.removed("objectives", key):
            continue
        row = _changed_row(edits, "objectives", key, Objective) or next(
            (row for row in chapter.objectives if row.number == entry["number"]),
            Objective(chapter_id=chapter.id, number=entry["number"]),
        )
        given = {"text": entry["text"], "due": str(entry.get("due", ""))}
        for name in edits.open_fields("objectives", key, given):
            setattr(row, name, given[name])
        db.session.add(row)


def _changed_row(edits: Edits, part: str, key: str, kind: type[Any]) -> Any:
    """The row of an entry that somebody changed: the file may not know it by its number or its day any more."""
    edit = edits.of(part, key)
    return db.session.get(kind, edit.entry_id) if edit and edit.entry_id else None


def _milestones(plan: Plan, edits: Edits, entries: list[dict[str, Any]]) -> None:
    """The file's dates, and those that people added; what has left the file goes, unless somebody changed it."""
    present = {
        milestone_key(row.on.isoformat(), row.what): row
        for row in db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id))
    }
    kept = edits.entries("milestones")
    for entry in entries:
        day = entry["date"] if isinstance(entry["date"], date) else date.fromisoformat(entry["date"])
        key = milestone_key(day.isoformat(), entry["what"])
        if edits.removed("milestones", key):
            continue
        row = _changed_row(edits, "milestones", key, Milestone) or present.get(key)
        row = row or Milestone(plan_id=plan.id, on=day, what=entry["what"])
        if edits.open_fields("milestones", key, ["plain"]):
            row.plain = entry.get("plain", "")
        db.session.add(row)
        db.session.flush()
        kept.add(row.id)
    for row in present.values():
        if row.id not in kept:
            db.session.delete(row)


def _questions(
    plan: Plan, edits: Edits, entries: list[dict[str, Any]], chapters: dict[str, Chapter], today: date
) -> None:
    known = {row.slug for row in db.session.scalars(select(Question).where(Question.plan_id == plan.id))}
    for entry in entries:
        if (entry["slug"] in known and "opens" not in entry) or edits.removed("questions", entry["slug"]):
            continue  # relative days are counted from the first loading only
        opens = entry.get("opens") or today + timedelta(days=entry["opens_days"])
        closes = entry.get("closes") or today + timedelta(days=entry["closes_days"])
        row = db.session.scalar(select(Question).where(Question.plan_id == plan.id, Question.slug == entry["slug"]))
        row = row or Question(plan_id=plan.id, slug=entry["slug"])
        given = {"title": entry["title"], "hint": entry.get("hint", ""), "opens": opens, "closes": closes,
                 "chapters": [chapters[slug] for slug in entry.get("chapters", [])]}  # fmt: skip
        for name in edits.open_fields("questions", entry["slug"], given):
            setattr(row, name, given[name])
        db.session.add(row)
