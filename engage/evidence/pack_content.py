"""What a pack holds: every figure, theme, quote, entry, decision and outcome as it may be shown, each with an identifier."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from engage.evidence.beside import decisions, outreach
from engage.evidence.chapter_page import Breakdown, ChapterPage, Words, chapter_page
from engage.evidence.comparing import CoverageRow
from engage.evidence.coverage import FORMULA, Coverage, coverage
from engage.evidence.queries import Overview, overview
from engage.evidence.register_page import Wanted, register, shown_base, shown_lines
from engage.evidence.seldom_heard import seldom_heard
from engage.evidence.showing import as_shown
from engage.evidence.since_earlier import Earlier
from engage.evidence.suppression import limit_of
from engage.extensions import db
from engage.models import Chapter, Milestone, Plan, RegisterEntry
from engage.outcomes.queries import outcomes_in_chapter

FORMAT = "evidence-pack/3"
EVERY_ENTRY = 10_000
FIGURES = ("people", "contributions", "ideas", "stories", "confirmed", "lately")


def pack_content(plan: Plan, chapter: Chapter | None, milestone: Milestone | None, number: int) -> dict[str, Any]:
    """The whole plan's evidence, or one chapter's, with where the words of quotes stand but not the words."""
    view = overview(plan)
    chapters = [row.chapter for row in view.rows if chapter is None or row.chapter.id == chapter.id]
    listed = register(plan, Wanted(chapter=chapter.slug if chapter else ""), page_size=EVERY_ENTRY)
    people = {row.chapter.slug: row.people for row in view.rows if row.chapter in chapters}
    earlier = Earlier(plan, people if chapter else people | {"": view.totals.people})
    told = [_chapter(plan, one, earlier) for one in chapters]
    cover = coverage(plan, chapter, earlier)
    milestones = db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id).order_by(Milestone.on))
    return {
        "format": FORMAT,
        "plan": plan.slug,
        "plan_name": plan.name,
        "version": number,
        "chapter": chapter.slug if chapter else None,
        "milestone": f"{milestone.on.isoformat()} {milestone.what}" if milestone else None,
        "as_at": view.at.isoformat(),
        "hidden_under": limit_of(plan),
        "totals": asdict(view.totals) if chapter is None else {},
        "goals": _goals(view) if chapter is None else [],
        "chapters": told,
        "coverage": _coverage(cover),
        "seldom_heard": [
            {"name": one.name, "heard": one.heard, "met": [event.identifier for event in one.events], "planned": [row.what for row in one.planned]}
            for one in seldom_heard(plan, cover)
        ],
        "cells": earlier.told,
        "held": {scope: {key: sorted(held) for key, held in tables.items() if held} for scope, tables in earlier.held.items()},
        "register": [_register_row(plan, row) for row in listed.rows],
        "dates": [{"id": f"DATE-{row.id}", "on": row.on.isoformat(), "what": row.what} for row in milestones],
    }  # fmt: skip


def _goals(view: Overview) -> list[dict[str, Any]]:
    return [
        {"id": f"GOAL-{goal.number}", "title": goal.title, "people": people}
        for goal, people in zip(view.goals, view.goal_people, strict=True)
    ]


def _chapter(plan: Plan, chapter: Chapter, earlier: Earlier) -> dict[str, Any]:
    page = as_shown(plan, chapter_page(plan, chapter.slug), earlier)
    breakdowns = (*page.breakdowns, page.weeks)
    return {
        "id": f"CHAPTER-{chapter.slug}",
        "title": chapter.title,
        "figures": {name: getattr(page, name) for name in FIGURES},
        "latest": page.latest.isoformat() if page.latest else None,
        "thin": [mark.word for mark in page.marks],
        "goals": {share.name: share.people for share in page.goals},
        "breakdowns": {one.key: _numbers(one, "people") for one in breakdowns},
        "contributions": {one.key: _numbers(one, "contributions") for one in breakdowns},
        "titles": {one.key: one.about for one in breakdowns},
        "events": [{"id": event.identifier, "title": event.title, "people": people} for event, people in page.events],
        "themes": [
            {
                "id": f"THEME-{theme.id}", "name": theme.name, "people": theme.people, "passages": theme.passages,
                "lately": theme.lately, "before": theme.before, "growth": theme.growth.word,
            }
            for theme in page.themes
        ],
        "themes_found": page.themes_found,
        "quotes": _quotes(page),
        "held": [
            share.name
            for one in page.breakdowns
            for share in one.shares
            if str(share.id) in earlier.held[chapter.slug].get(one.key, ())
        ],
        "coverage": _coverage(coverage(plan, chapter, earlier)),
        "decisions": _decisions(chapter),
        "outcomes": _outcomes(plan, chapter),
        "gaps": [
            {"id": f"GAP-{row.id}", "gap": row.gap, "owner": row.owner, "due": row.due.isoformat(), "done_on": _day(row.done_on)}
            for row in outreach(chapter)
        ],
    }  # fmt: skip


def _numbers(breakdown: Breakdown, what: str) -> dict[str, int | None]:
    return {share.name: None if share.hidden else getattr(share, what) for share in breakdown.shares}


def _quotes(page: ChapterPage) -> list[dict[str, Any]]:
    """Those of each theme, for it and on its other side, then the chapter's others."""
    sides = [
        (f"THEME-{theme.id}", side, getattr(theme, side)) for theme in page.themes for side in ("central", "other")
    ]
    return [_quote(words, theme, side) for theme, side, many in [*sides, ("", "", page.quotes)] for words in many]


def _quote(words: Words, theme: str, side: str) -> dict[str, Any]:
    return {
        "id": f"QUOTE-{words.reference}",
        "theme": theme,
        "side": side,
        "contribution": words.contribution,
        "start": words.start,
        "end": words.end,
        "sha256": digest_of(words.text),
    }


def digest_of(words: str) -> str:
    """The fingerprint by which a quote's words are known again."""
    return hashlib.sha256(words.encode()).hexdigest()


def _decisions(chapter: Chapter) -> list[dict[str, Any]]:
    return [
        {
            "id": f"DECISION-{row.id}", "verdict": str(row.verdict), "note": row.note, "met_on": row.met_on.isoformat(),
            "minuted_by": row.by.name, "minuted_at": row.at.isoformat(), "people": row.figures.get("people"),
        }
        for row in decisions(chapter)
    ]  # fmt: skip


def _outcomes(plan: Plan, chapter: Chapter) -> list[dict[str, Any]]:
    return [
        {
            "id": f"OUTCOME-{line.id}", "status": line.status, "said": line.said, "did": line.did,
            "responsible": line.responsible, "on": line.on.isoformat(), "next_on": _day(line.next_on),
        }
        for line in outcomes_in_chapter(plan, chapter)
    ]  # fmt: skip


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "score": found.score,
        "formula": FORMULA,
        "places": [_line(row) for row in found.places],
        "kinds": [_line(row) for row in found.kinds],
        "deprived": {"heard": found.deprived.heard, "living": found.deprived.living, "reading": found.deprived.reading},
        "groups": [
            {
                "id": f"GROUP-{one.slug}", "title": one.title, "heard": one.heard, "did_not_say": one.unsaid,
                "rows": [_line(row) | {"id": f"GROUP-{one.slug}-{row.id}"} for row in one.lines],
            }
            for one in found.groups
        ],
    }  # fmt: skip


def _line(row: CoverageRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "people", "population", "rate", "reading", "source")}


def _register_row(plan: Plan, row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("kind", "title", "place", "source", "licence", "size", "entered_by")}
    told |= {"id": row.identifier, "on": _day(row.on), "chapters": list(row.chapters)}
    if row.kind == "event":
        return told
    entry, limit = db.session.get_one(RegisterEntry, row.id), limit_of(plan)
    lines = [
        asdict(line) | {"id": f"{row.identifier}.{n}"} for n, line in enumerate(shown_lines(entry, limit), start=1)
    ]
    return told | {
        "base": shown_base(entry, limit),
        "question": entry.question,
        "weighting": entry.weighting,
        "findings": entry.findings,
        "lines": lines,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
