"""Coverage against the population, HTTP: the page, and the figures that it is measured against."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from engage.errors import InputError
from engage.evidence import kept
from engage.evidence.coverage import ENOUGH, FORMULA, coverage, populations, set_limit, set_population
from engage.evidence.reference import Figure, figures_beside, fill_in
from engage.evidence.register import whole_number
from engage.evidence.suppression import LEAST, MOST, limit_of
from engage.evidence.views.door import places_of, room
from engage.extensions import begin_writing, db
from engage.models import Locality, Plan, RespondentKind, current_plan
from engage.policies import Permission
from engage.web import requires


@room.get("/staff/coverage")
@requires(Permission.SEE_EVIDENCE)
def coverage_page() -> str:
    """Who was heard against who lives here; for everything, or for one chapter."""
    plan = current_plan()
    chapter = next((row for row in plan.chapters if row.slug == request.args.get("chapter")), None)
    view = coverage(plan, chapter)
    return render_template(
        "evidence/coverage.html", view=view, chapter=chapter, at=kept.at(plan), formula=FORMULA, enough=ENOUGH
    )


@room.route("/staff/coverage/figures", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def figures() -> ResponseReturnValue:
    """How many people there are, with source and year; and the smallest number that is shown."""
    if request.method == "POST":
        begin_writing()
    plan, problem = current_plan(), ""
    if request.method == "POST":
        try:
            if "fill" in request.form:
                fill_in(current_user, plan)
            else:
                _save(plan)
        except InputError as fault:
            db.session.rollback()
            problem = str(fault)
        else:
            db.session.commit()
            flash("The figures are saved.")
            return redirect(url_for(".coverage_page"), 303)
    beside = figures_beside(plan)
    page = render_template(
        "evidence/figures.html", lines=_lines(plan, beside), limit=limit_of(plan), least=LEAST, most=MOST, problem=problem,
        come=any(figure.people is not None for figure in beside),
    )  # fmt: skip
    return page, 422 if problem else 200


def _entries(plan: Plan) -> list[tuple[str, Locality | RespondentKind]]:
    kinds = select(RespondentKind).where(RespondentKind.plan_id == plan.id).order_by(RespondentKind.position)
    found: list[tuple[str, Locality | RespondentKind]] = [(f"place-{row.id}", row) for row in places_of(plan)]
    return found + [(f"kind-{row.id}", row) for row in db.session.scalars(kinds)]


def _lines(plan: Plan, beside: list[Figure]) -> list[dict[str, str]]:
    """Each place and kind with its figure, or with what was just typed."""
    known = {
        f"place-{row.locality_id}" if row.locality_id else f"kind-{row.respondent_kind_id}": row
        for row in populations(plan)
    }
    without = {figure.of: figure.source for figure in beside if figure.people is None}
    lines = []
    for key, entry in _entries(plan):
        row = known.get(key)
        kept = {"people": row.people, "source": row.source, "year": row.year} if row else {}
        line = {
            name: request.form.get(f"{name}-{key}", str(kept.get(name, ""))) for name in ("people", "source", "year")
        }
        told = {"key": key, "name": getattr(entry, "attribution", entry.name), "why": without.get(entry, "")}
        lines.append(line | told)
    return lines


def _save(plan: Plan) -> None:
    for key, entry in _entries(plan):
        people, source, year = (request.form.get(f"{name}-{key}", "") for name in ("people", "source", "year"))
        set_population(current_user, plan, entry, people=whole_number(people), source=source, year=whole_number(year))
    limit = whole_number(request.form.get("limit", ""))
    if limit is not None:
        set_limit(current_user, plan, limit)
