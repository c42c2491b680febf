"""Coverage against the population, HTTP: the page, and the figures that it is measured against."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.errors import InputError
from engage.evidence import deprivation, groups, kept
from engage.evidence.comparing import TOO_FEW
from engage.evidence.coverage import ENOUGH, FORMULA, coverage, set_limit
from engage.evidence.population import DEPRIVED, Entry, Written, entries, set_figure, written
from engage.evidence.reference import Beside, figures_beside, fill_in
from engage.evidence.register import whole_number
from engage.evidence.seldom_heard import seldom_heard
from engage.evidence.suppression import LEAST, MOST, limit_of
from engage.evidence.views.door import room
from engage.extensions import begin_writing, db
from engage.models import Plan, current_plan
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
        "evidence/coverage.html",
        view=view,
        chapter=chapter,
        seldom=seldom_heard(plan, view),
        at=kept.at(plan),
        formula=FORMULA,
        deprived_formula=deprivation.FORMULA,
        enough=ENOUGH,
        few=groups.ENOUGH,
        too_few=TOO_FEW,
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
        "evidence/figures.html", lists=_lists(plan, beside), limit=limit_of(plan), least=LEAST, most=MOST, problem=problem,
        come=any(line.figure.number is not None for line in beside),
    )  # fmt: skip
    return page, 422 if problem else 200


def _lists(plan: Plan, beside: list[Beside]) -> dict[str, list[dict[str, Any]]]:
    """By heading, each entry with its figure, or with what was just typed."""
    known, without = written(plan), {line.entry.of: line.figure.source for line in beside if line.figure.number is None}
    lists: dict[str, list[dict[str, Any]]] = {}
    for entry in entries(plan):
        kept = known.get(entry.of, Written(None, "", None))
        present = {"people": _plain(kept.number), "source": kept.source, "year": str(kept.year or "")}
        line = {name: request.form.get(f"{name}-{entry.field}", value) for name, value in present.items()}
        told = {
            "key": entry.field,
            "name": entry.name,
            "per_cent": entry.listed == DEPRIVED,
            "why": without.get(entry.of, ""),
        }
        lists.setdefault(entry.heading, []).append(line | told)
    return lists


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}" if number < 1000 else str(int(number))


def _save(plan: Plan) -> None:
    for entry in entries(plan):
        if f"people-{entry.field}" in request.form:
            number, source, year = (
                request.form.get(f"{name}-{entry.field}", "") for name in ("people", "source", "year")
            )
            set_figure(current_user, plan, entry, Written(_number(entry, number), source, whole_number(year)))
    limit = whole_number(request.form.get("limit", ""))
    if limit is not None:
        set_limit(current_user, plan, limit)


def _number(entry: Entry, text: str) -> float | None:
    """A number of people, or of a hundred with or without a point.

    Raises:
        InputError: it is none.
    """
    if entry.listed != DEPRIVED:
        return whole_number(text)
    try:
        return float(text.strip().rstrip("%")) if text.strip() else None
    except ValueError as problem:
        raise InputError(f"{entry.name}: write a number from 0 to 100.") from problem
