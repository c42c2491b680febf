"""The progress report for boards: Word, from a template that the office may change."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import func, select

from engage.errors import InputError
from engage.evidence import kept
from engage.evidence.counts import UK
from engage.evidence.coverage import Coverage, coverage
from engage.evidence.endorsing import VERDICTS
from engage.evidence.queries import Overview, overview
from engage.evidence.seldom_heard import planned_in, seldom_heard
from engage.extensions import db
from engage.models import Chapter, Milestone, Outcome, Plan, RegisterEntry, Theme

SHIPPED = Path(__file__).resolve().parent.parent.parent / "templates" / "evidence" / "board-report.docx"
OWN_NAME = "board-report.docx"
"""Under this name the office puts its own template beside the database."""
MOST_OUTCOMES, MOST_COMING, THEMES_EACH = 5, 5, 2
CUT = 220


def board_report(plan: Plan, own: Path) -> bytes:
    """The report as it stands, from the template ``own`` where there is one, or from the shipped one.

    Raises:
        InputError: the office's template cannot be filled in.
    """
    kept = io.BytesIO()
    try:
        template = DocxTemplate(own if own.is_file() else SHIPPED)
        template.render(_values(plan, overview(plan)), SandboxedEnvironment(), autoescape=True)
        template.save(kept)
    except (TemplateError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as problem:
        raise InputError(f"The template {own.name} cannot be filled in: {problem}") from problem
    return kept.getvalue()


def _values(plan: Plan, view: Overview) -> dict[str, Any]:
    totals = {
        name: f"{getattr(view.totals, name):,}"
        for name in ("people", "voices", "received", "read", "published", "declined", "events")
    }
    entries = select(func.count(RegisterEntry.id)).where(
        RegisterEntry.plan_id == plan.id, RegisterEntry.removed_at.is_(None)
    )
    at, cover = view.at.astimezone(UK), coverage(plan)
    nobody = [one.name for one in seldom_heard(plan, cover) if one.nobody]
    return totals | {
        "plan": plan.name,
        "as_at": f"{at.day} {at:%B %Y, %H:%M}",
        "register": f"{db.session.scalar(entries) or 0:,}",
        "chapters": [
            {"title": row.chapter.title, "people": f"{row.people:,}", "lately": f"{row.lately:,}", "themes": _themes(plan, row.chapter)}
            for row in view.rows
        ],
        "missing": "; ".join(f"{row.name} ({row.reading})" for row in cover.missing) or "none",
        "nobody": "; ".join(nobody) or "none",
        "unsaid": _unsaid(cover),
        "thin": "; ".join(row.chapter.title for row in view.thin) or "nowhere",
        "outcomes": _outcomes(plan) or ["Nothing has been told yet."],
        "coming": _coming(plan, view) or ["The plan has no dates ahead."],
        "endorsed": _endorsed(view),
    }  # fmt: skip


def _themes(plan: Plan, chapter: Chapter) -> str:
    """The chapter's largest themes that are still there."""
    ids = [theme.id for theme in kept.chapter(plan, chapter)[0].themes]
    living = select(Theme.id, Theme.name).where(Theme.id.in_(ids), Theme.retired_at.is_(None))
    names = dict(db.session.execute(living).all())
    return "; ".join([names[id_] for id_ in ids if id_ in names][:THEMES_EACH]) or "–"


def _unsaid(cover: Coverage) -> str:
    """How many leave the first question about themselves out."""
    first = next(iter(cover.groups), None)
    if first is None or first.unsaid is None:
        return "not all say who they are"
    return f"{first.unsaid:,} of {first.heard:,} did not say ({first.title})"


def _outcomes(plan: Plan) -> list[str]:
    query = select(Outcome).where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
    rows = db.session.scalars(query.order_by(Outcome.on.desc(), Outcome.id.desc()).limit(MOST_OUTCOMES))
    return [f"You said: {row.said[:CUT]} We did: {row.did[:CUT] or 'we are thinking about it'}" for row in rows]


def _coming(plan: Plan, view: Overview) -> list[str]:
    query = select(Milestone).where(Milestone.plan_id == plan.id, Milestone.on >= view.at.date())
    dates = [(row.on, row.what) for row in db.session.scalars(query.order_by(Milestone.on).limit(MOST_COMING))]
    dates += [(row.on, f"{row.what} ({row.owner})") for row in planned_in(plan)[:MOST_COMING]]
    return [f"{on.day} {on:%B %Y}: {what}" for on, what in sorted(dates)]


def _endorsed(view: Overview) -> str:
    """The steering group's latest word on each chapter, counted."""
    latest = [row.verdict for row in view.rows if row.verdict]
    told = [f"{name.lower()}: {latest.count(verdict)}" for verdict, name in VERDICTS.items()]
    return f"The steering group on chapters: {', '.join(told)}, not decided: {len(view.rows) - len(latest)}."
