"""Frozen packs of evidence, HTTP: freeze one, read it, take it away, verify a copy, compare two."""

from __future__ import annotations

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from engage.errors import InputError
from engage.evidence.board_report import OWN_NAME, board_report
from engage.evidence.pack_files import as_zip, verify
from engage.evidence.packs import compare, find_pack, freeze, opened, packs
from engage.evidence.views.door import room
from engage.extensions import begin_writing, db
from engage.models import Milestone, Plan, current_plan
from engage.policies import Permission
from engage.web import requires


@room.get("/staff/packs")
@requires(Permission.SEE_EVIDENCE)
def pack_list() -> str:
    """The plan's dates, and the packs that were frozen."""
    plan = current_plan()
    return render_template("evidence/packs.html", packs=packs(plan), milestones=_milestones(plan))


def _milestones(plan: Plan) -> list[Milestone]:
    return list(db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id).order_by(Milestone.on)))


@room.post("/staff/packs")
@requires(Permission.FREEZE)
def freeze_pack() -> ResponseReturnValue:
    """Freeze the evidence as it stands."""
    begin_writing()
    plan = current_plan()
    chapter = next((row for row in plan.chapters if row.slug == request.form.get("chapter")), None)
    milestone = next((row for row in _milestones(plan) if str(row.id) == request.form.get("milestone")), None)
    made = freeze(current_user, plan, chapter, milestone)
    db.session.commit()
    flash(f"Version {made.number} is frozen.")
    return redirect(url_for(".pack", number=made.number), 303)


@room.get("/staff/packs/<int:number>")
@requires(Permission.SEE_EVIDENCE)
def pack(number: int) -> str:
    """A pack as it was frozen, and how it differs from another."""
    plan = current_plan()
    view = opened(plan, find_pack(plan, number))
    other = request.args.get("with", "")
    against = opened(plan, find_pack(plan, int(other))) if other.isdecimal() and len(other) < 10 else None
    found = compare(against.content, view.content) if against else []
    others = [row for row in packs(plan) if row.number != number]
    return render_template("evidence/pack.html", view=view, against=against, differences=found, others=others)


@room.get("/staff/packs/<int:number>/file")
@requires(Permission.SEE_EVIDENCE)
def pack_file(number: int) -> Response:
    """The pack's ZIP: JSON, CSV and Word."""
    plan = current_plan()
    answer = make_response(as_zip(opened(plan, find_pack(plan, number))))
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-pack-{number}.zip"'
    return answer


@room.route("/staff/packs/verify", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def verify_pack() -> ResponseReturnValue:
    """Say whether a copy of a pack is what was frozen."""
    found, problem, given = None, "", request.files.get("file")
    if request.method == "POST":
        try:
            if given is None or not given.filename:
                raise InputError("Choose a file.")
            found = verify(current_plan(), given.read())
        except InputError as fault:
            problem = str(fault)
    return render_template("evidence/verify.html", found=found, problem=problem), 422 if problem else 200


@room.get("/staff/packs/board-report.docx")
@requires(Permission.SEE_EVIDENCE)
def report_for_board() -> Response:
    """The progress report for boards, as at now."""
    answer = make_response(board_report(current_plan(), current_app.config["ENGAGE"].var / OWN_NAME))
    answer.headers["Content-Type"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    answer.headers["Content-Disposition"] = 'attachment; filename="board-report.docx"'
    return answer
