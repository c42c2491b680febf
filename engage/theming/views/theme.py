"""One theme: its page, and everything that people do to it, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError, StaleError
from engage.extensions import begin_writing, db
from engage.models import AssignmentStatus, Plan, Theme, current_plan
from engage.policies import Permission
from engage.theming import accepting, history, pipeline, placing, service, shaping, theme_page
from engage.theming.forms import DecideForm, MergeForm, NameForm, PassagesForm, PinForm, ThemeForm
from engage.theming.views.door import NUMBER, room
from engage.web import requires

MOST_WORDS = 300


@room.route(f"/staff/themes/<{NUMBER}:theme_id>", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def theme(theme_id: int) -> str | Response:
    """A theme with its passages; posting gives it a name."""
    form = NameForm()
    if request.method == "POST" and form.validate_on_submit():
        shaping.rename(_held(theme_id, form.version), form.name.data or "", by=current_user)
        return _done(theme_id, "The theme has its new name.")
    return _page_of(theme_id, form)


def _page_of(theme_id: int, form: NameForm, *, problem: str = "") -> str:
    """The theme's page; what was typed and ticked in a form that could not be followed is there still."""
    plan = current_plan()
    number, searching = request.values.get("page", 1, type=int), {"q", "like"} & set(request.values)
    page = theme_page.theme_page(plan, theme_id, page=number, with_voices=not searching)
    if not form.name.data and not form.errors:
        form.name.data = page.row.theme.name
    ticked = set(request.form.getlist("ticked"))
    given = _tools(plan, page) | _alike(plan, page)
    return render_template("theming/theme.html", page=page, form=form, problem=problem, ticked=ticked, **given)


@room.errorhandler(StaleError)
def _somebody_was_first(error: StaleError) -> tuple[str, int]:
    """What the other person did, over the page as it is now: the work can be sent again with one press."""
    db.session.rollback()
    theme_id = (request.view_args or {}).get("theme_id") or request.form.get("theme", type=int)
    if theme_id is None:
        rows = accepting.listed(current_plan())
        return render_template("theming/changes.html", rows=rows, form=DecideForm(), problem=str(error)), error.status
    return _page_of(theme_id, NameForm(), problem=str(error)), error.status


def _tools(plan: Plan, page: theme_page.ThemePage) -> dict[str, object]:
    """The forms that shape a theme, filled with what is so now."""
    here = page.row.theme
    merge, passages = MergeForm(), PassagesForm()
    merge.offer(page.others)
    passages.offer(page.others)
    chapter, goal = here.chapter.slug if here.chapter else "", here.goal.slug if here.goal else ""
    pin = PinForm() if "chapter" in request.form else PinForm(chapter=chapter, goal=goal, formdata=None)
    pin.offer(plan.chapters, plan.goals)
    return {"merge": merge, "passages": passages, "pin": pin}


def _alike(plan: Plan, page: theme_page.ThemePage) -> dict[str, object]:
    """Passages like some words, or like another passage; None when nobody asked."""
    words, passage = request.values.get("q", "").strip()[:MOST_WORDS], request.values.get("like", 0, type=int)
    problem = service.encoder_problem()
    if problem or not (words or 0 < passage < 2**31):
        return {"words_wanted": words, "alike": None, "can_search": not problem, "like": passage}
    reader = pipeline.load(plan)
    alike = theme_page.more_like(plan, page.row.theme, reader, words=words, passage=passage)
    asked = "" if words else theme_page.words_of(plan, passage)
    return {"words_wanted": words, "alike": alike, "can_search": True, "like": passage, "like_words": asked}


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
        placing.add(here, theme_page.passages_of(plan, ticked), by=current_user)
        return "Added to this theme."
    chosen = theme_page.chosen_in(plan, here, ticked)
    if form.do.data == "split":
        made = placing.split(here, chosen, form.title.data or "", by=current_user)
        return f"There is a new theme: {made.name}."
    if form.do.data == "move":
        to = _held_too(form.to.data or "")
        placing.move(here, chosen, to, by=current_user)
        return f"Moved to {to.name}."
    yes = form.do.data == "confirm"
    answer = AssignmentStatus.CONFIRMED if yes else AssignmentStatus.DISMISSED
    placing.answer(here, chosen, answer, by=current_user)
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
