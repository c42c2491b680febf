"""Themes, and where contributions belong, HTTP."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError, StaleError
from engage.extensions import begin_writing, db
from engage.models import AssignmentStatus, PassageAssignment, Plan, Theme, current_plan
from engage.policies import Permission, allows
from engage.theming import accepting, history, pipeline, queries, rethink, service, shaping, theme_page
from engage.theming.forms import (
    AnswerForm,
    ChapterForm,
    DecideForm,
    ListForm,
    MergeForm,
    NameForm,
    PassagesForm,
    PinForm,
    PressForm,
    ThemeForm,
)
from engage.theming.where_it_belongs import where_it_belongs
from engage.web import requires

room = Blueprint("theming", __name__)

NUMBER = "int(max=2147483647)"
MOST_WORDS = 300


@room.get("/staff/themes")
@requires(Permission.SEE_EVIDENCE)
def themes() -> str:
    """What people talk about, in their words."""
    plan = current_plan()
    form = ListForm(request.args)
    form.offer(plan.chapters)
    wanted = queries.Wanted(form.chapter.data or "", form.show.data or "", form.sort.data or "")
    return render_template(
        "theming/themes.html",
        found=queries.themes(plan, wanted),
        form=form,
        press=PressForm(),
        proposals=len(rethink.waiting(plan)),
        **_state(plan),
    )


def _state(plan: Plan) -> dict[str, object]:
    return {
        "problem": service.encoder_problem(),
        "unread": service.waiting(plan),
        "set_aside": service.set_aside(plan),
    }


@room.post("/staff/themes/look")
@requires(Permission.CONFIRM)
def look() -> Response:
    """Ask for a new look at everything said so far."""
    begin_writing()
    if PressForm().validate_on_submit():
        service.ask_to_think(current_plan(), by=current_user)
        db.session.commit()
        flash("We are looking for themes in everything said so far. Open this page again in a minute.")
    return redirect(url_for(".themes"))


@room.post("/staff/themes/set-aside")
@requires(Permission.CONFIRM)
def try_again() -> Response:
    """Give texts that could not be analysed another try."""
    begin_writing()
    if PressForm().validate_on_submit():
        service.retry_set_aside(current_plan())
        db.session.commit()
        flash("The computer will try them again.")
    return redirect(url_for(".themes"))


@room.route(f"/staff/themes/<{NUMBER}:theme_id>", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def theme(theme_id: int) -> str | Response:
    """A theme with its passages; posting gives it a name."""
    plan, form = current_plan(), NameForm()
    if request.method == "POST" and form.validate_on_submit():
        shaping.rename(_held(theme_id, form.version), form.name.data or "", by=current_user)
        return _done(theme_id, "The theme has its new name.")
    page = theme_page.theme_page(plan, theme_id, page=request.args.get("page", 1, type=int))
    if not form.is_submitted():
        form.name.data = page.row.theme.name
    return render_template("theming/theme.html", page=page, form=form, **_tools(plan, page), **_alike(plan, page))


def _tools(plan: Plan, page: theme_page.ThemePage) -> dict[str, object]:
    """The forms that shape a theme, filled with what is so now."""
    here = page.row.theme
    merge, passages = MergeForm(), PassagesForm()
    merge.offer(page.others)
    passages.offer(page.others)
    pin = PinForm(
        chapter=here.chapter.slug if here.chapter else "", goal=here.goal.slug if here.goal else "", formdata=None
    )
    pin.offer(plan.chapters, plan.goals)
    return {"merge": merge, "passages": passages, "pin": pin}


def _alike(plan: Plan, page: theme_page.ThemePage) -> dict[str, object]:
    """Passages like some words, or like another passage; None when nobody asked."""
    words, passage = request.args.get("q", "").strip()[:MOST_WORDS], request.args.get("like", 0, type=int)
    problem = service.encoder_problem()
    if problem or not (words or 0 < passage < 2**31):
        return {"words_wanted": words, "alike": None, "can_search": not problem}
    reader = pipeline.load(plan)
    alike = theme_page.more_like(plan, page.row.theme, reader, words=words, passage=passage)
    return {"words_wanted": words, "alike": alike, "can_search": True}


def _held(theme_id: int, seen: int | None) -> Theme:
    begin_writing()
    return shaping.theme_to_change(current_plan(), theme_id, seen=seen)


def _done(theme_id: int, what: str) -> Response:
    db.session.commit()
    flash(what)
    return redirect(url_for(".theme", theme_id=theme_id))


@room.post(f"/staff/themes/<{NUMBER}:theme_id>/passages")
@requires(Permission.CONFIRM)
def passages(theme_id: int) -> Response:
    """Confirm, remove, move, split off or add the passages that are ticked."""
    form = PassagesForm()
    here = _held(theme_id, form.version)
    form.offer(())
    if not form.validate_on_submit():
        raise InputError("Go back, and choose again what to do with the passages.")
    ticked = [int(id_) for id_ in request.form.getlist("ticked")[:100] if id_.isascii() and id_.isdecimal()]
    ticked = [id_ for id_ in ticked if id_ < 2**31]
    return _done(theme_id, _do(here, form, ticked))


def _do(here: Theme, form: PassagesForm, ticked: list[int]) -> str:
    """The one thing asked for; what to say then."""
    plan = current_plan()
    if form.do.data == "add":
        shaping.add(here, theme_page.passages_of(plan, ticked), by=current_user)
        return "Added to this theme."
    chosen = theme_page.chosen_in(plan, here, ticked)
    if form.do.data == "split":
        made = shaping.split(here, chosen, form.title.data or "", by=current_user)
        return f"There is a new theme: {made.name}."
    if form.do.data == "move":
        to = _held_too(form.to.data or "")
        shaping.move(here, chosen, to, by=current_user)
        return f"Moved to {to.name}."
    yes = form.do.data == "confirm"
    answer = AssignmentStatus.CONFIRMED if yes else AssignmentStatus.DISMISSED
    shaping.answer(here, chosen, answer, by=current_user)
    return "Confirmed." if yes else "Taken out of this theme."


def _held_too(chosen: str) -> Theme:
    if not (chosen.isascii() and chosen.isdecimal() and int(chosen) < 2**31):
        raise InputError("Go back, and choose a theme.")
    return shaping.theme_to_change(current_plan(), int(chosen))


@room.post(f"/staff/themes/<{NUMBER}:theme_id>/merge")
@requires(Permission.CONFIRM)
def merge(theme_id: int) -> Response:
    """Put everything in one theme into another."""
    form = MergeForm()
    here = _held(theme_id, form.version)
    into = _held_too(form.into.data or "")
    form.offer([into])
    if not form.validate_on_submit():
        raise InputError("Go back, and choose a theme.")
    shaping.merge(here, into, by=current_user)
    return _done(into.id, f"{here.name} is now part of this theme.")


@room.post(f"/staff/themes/<{NUMBER}:theme_id>/pin")
@requires(Permission.CONFIRM)
def pin(theme_id: int) -> Response:
    """Say which chapter and goal a theme belongs to."""
    plan, form = current_plan(), PinForm()
    here = _held(theme_id, form.version)
    form.offer(plan.chapters, plan.goals)
    if not form.validate_on_submit():
        raise InputError("Go back, and choose a chapter and a goal from the lists.")
    chapter = next((row for row in plan.chapters if row.slug == form.chapter.data), None)
    goal = next((row for row in plan.goals if row.slug == form.goal.data), None)
    shaping.pin(here, chapter, goal, by=current_user)
    return _done(theme_id, "Kept.")


@room.post(f"/staff/themes/<{NUMBER}:theme_id>/do")
@requires(Permission.CONFIRM)
def shape(theme_id: int) -> Response:
    """Retire a theme, bring it back, or undo the last change."""
    form = ThemeForm()
    here = _held(theme_id, form.version)
    if not form.validate_on_submit():
        raise InputError("Go back, and press the button again.")
    verb, said = {
        "retire": (shaping.retire, "This theme is retired. It is no longer shown."),
        "bring-back": (shaping.bring_back, "This theme is shown again."),
        "undo": (history.undo, "The last change is undone."),
    }[form.do.data or ""]
    verb(here, by=current_user)
    return _done(theme_id, said)


@room.get("/staff/themes/changes")
@requires(Permission.SEE_EVIDENCE)
def changes() -> str:
    """What a fresh look proposes."""
    return render_template("theming/changes.html", rows=accepting.listed(current_plan()), form=DecideForm())


@room.post("/staff/themes/changes")
@requires(Permission.CONFIRM)
def decide_all() -> Response:
    """Accept or reject every proposal, each in a transaction of its own."""
    form = DecideForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    done = left = 0
    for proposal_id in [proposal.id for proposal in rethink.waiting(current_plan())]:
        try:
            _decide(proposal_id, form.answer.data or "")
            done += 1
        except StaleError:
            db.session.rollback()
            left += 1
    flash(f"Done: {done}." + (f" {left} could not be made, because the themes have changed since." if left else ""))
    return redirect(url_for(".changes"))


@room.post(f"/staff/themes/changes/<{NUMBER}:proposal_id>")
@requires(Permission.CONFIRM)
def decide(proposal_id: int) -> Response:
    """Accept or reject one proposal."""
    form = DecideForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    _decide(proposal_id, form.answer.data or "")
    flash("The change is made." if form.answer.data == "accept" else "The change is not made.")
    return redirect(url_for(".changes"))


def _decide(proposal_id: int, answer: str) -> None:
    begin_writing()
    proposal = accepting.proposal_to_decide(current_plan(), proposal_id)
    (accepting.accept if answer == "accept" else accepting.reject)(proposal, by=current_user)
    db.session.commit()


@room.route("/staff/contributions/<reference>", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def contribution(reference: str) -> str | Response:
    """The approved words, where they belong and why; posting adds a chapter by hand."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    view = where_it_belongs(plan, reference)
    form = ChapterForm()
    form.offer(view.others)
    if form.validate_on_submit():
        chapter = next(row for row in view.others if row.slug == form.chapter.data)
        service.file_under(view.contribution, chapter, by=current_user)
        db.session.commit()
        flash(f"Added to {chapter.title}.")
        return redirect(url_for(".contribution", reference=reference))
    shown = (view.contribution.consent.show and not view.contribution.use_only) or allows(current_user, Permission.CONFIRM)
    return render_template("theming/contribution.html", view=view, form=form, shown=shown)


@room.post(f"/staff/assignments/<{NUMBER}:assignment_id>/answer")
@requires(Permission.CONFIRM)
def answer(assignment_id: int) -> Response:
    """Yes or no to one suggestion."""
    begin_writing()
    form = AnswerForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    given = queries.assignment_of(current_plan(), assignment_id, of_passage=form.of.data == "passage")
    status = AssignmentStatus(form.answer.data)
    if isinstance(given, PassageAssignment) and given.theme:
        shaping.answer(given.theme, [given], status, by=current_user)
    else:
        service.answer(given, status, by=current_user)
    db.session.commit()
    flash("Thank you. Your answer is kept.")
    if form.theme.data and form.theme.data.isdecimal():
        return redirect(url_for(".theme", theme_id=min(int(form.theme.data), 2**31 - 1)))
    row = given.passage.contribution if isinstance(given, PassageAssignment) else given.contribution
    return redirect(url_for(".contribution", reference=row.reference))
