"""One item: read it, see how it will read, decide, take a decision back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError, NotScreenedError, StaleError
from engage.extensions import begin_writing, csrf, db
from engage.models import Contribution, Decision, ScreeningStatus, State, current_plan
from engage.moderation import claims, filing, item, queries, queue, safeguarding, service, undoing
from engage.moderation.by_hand import reach
from engage.moderation.changes import conflict
from engage.moderation.desk_forms import StepForm
from engage.moderation.enquiries import may_be_asked
from engage.moderation.forms import REVERSED, DecisionForm, UndoForm
from engage.moderation.letters import letter_for
from engage.moderation.load import load_today
from engage.moderation.proposals import Proposal, all_of_a_kind, answered, keys_of_words, redactions, taken_apart
from engage.moderation.views.door import latest, room
from engage.moderation.words import CHECKED_LANGUAGE
from engage.moderation.working_hours import said_plainly
from engage.policies import Permission
from engage.web import requires

Answer = str | AnyResponse | tuple[str, int]


@room.get("/staff/queue/<reference>")
@requires(Permission.MODERATE)
def review(reference: str) -> str:
    """One item, with what was found in it and the decision to take."""
    contribution = queries.find(current_plan(), reference, current_user)
    if claims.wants_claim(contribution, current_user):
        contribution = _claimed(reference)
    return _item_page(contribution, _form(contribution))


def _claimed(reference: str) -> Contribution:
    """Opening puts the reader's name on it, so that nobody else begins on the same one."""
    begin_writing()
    contribution = queries.find(current_plan(), reference, current_user, locked=True)
    if claims.wants_claim(contribution, current_user):
        claims.take(contribution, current_user)
        safeguarding.note_opened(contribution, current_user)
    db.session.commit()
    return contribution


@room.post("/staff/queue/<reference>/claim")
@requires(Permission.MODERATE)
def take_over(reference: str) -> AnyResponse:
    """Go on with what a colleague has open."""
    begin_writing()
    contribution = queries.find(current_plan(), reference, current_user, locked=True)
    claims.take(contribution, current_user)
    db.session.commit()
    return redirect(url_for("moderation.review", reference=contribution.reference))


@room.route("/staff/queue/<reference>/preview", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def preview(reference: str) -> Answer:
    """The same page with what was ticked and typed, showing how it will read. Nothing is saved."""
    if request.method == "GET":
        return redirect(url_for("moderation.review", reference=reference))
    contribution = queries.find(current_plan(), reference, current_user)
    form = _form(contribution)
    proposals = _answered(contribution, form)
    return _item_page(contribution, form, proposals, opened=True, told=_told(contribution, form, proposals))


def _told(contribution: Contribution, form: DecisionForm, proposals: list[Proposal]) -> str:
    """The letter that would go out with what was chosen so far."""
    wordless = form.decision.data in {"route", "decline"} and not form.reason
    if wordless or form.decision.data not in dict(form.decision.choices):
        return ""
    changed = any(redactions(proposals))
    return letter_for(contribution, form.outcome[1], form.reason, changed=changed, use_only=form.use_only)


@room.post("/staff/queue/<reference>")
@requires(Permission.MODERATE)
@csrf.exempt  # the form checks the token itself and gives what was typed back
def act(reference: str) -> Answer:
    """Decide, then go on to the next item."""
    begin_writing()
    contribution = queries.find(current_plan(), reference, current_user, locked=True)
    form = _form(contribution)
    overtaken = form.overtaken(contribution)
    if overtaken:
        return _changed(contribution, form, overtaken)
    proposals = _answered(contribution, form)
    if form.words.errors or not form.validate():
        return _item_page(contribution, form, proposals, opened=True), 400
    return _decide(contribution, form, proposals)


def _decide(contribution: Contribution, form: DecisionForm, proposals: list[Proposal]) -> Answer:
    text, title = redactions(proposals)
    new, kind = form.outcome
    try:
        claims.check_free(contribution, current_user)
        safeguarding.settle(contribution, by=current_user, note=form.note.data or form.decision.data)
        decision = service.decide(
            contribution,
            new,
            by=current_user,
            kind=kind,
            reason=form.reason,
            note=form.note.data or "",
            question=form.question.data or "",
            use_only=form.use_only,
            redactions=text,
            title_redactions=title,
            unscreened=form.unchecked and bool(form.read_all.data),
            seen_version=form.version.data,
        )
    except StaleError as stale:
        db.session.rollback()
        return _changed(contribution, form, str(stale))
    except (InputError, NotScreenedError) as error:
        db.session.rollback()
        form.decision.errors = [str(error)]
        return _item_page(contribution, form, proposals, opened=True), 409
    filing.answer(contribution, current_plan(), form.places, by=current_user)
    db.session.commit()
    return _onward(contribution, decision)


@room.post("/staff/queue/<reference>/undo")
@requires(Permission.MODERATE)
def undo(reference: str) -> Answer:
    """Take my last decision back."""
    form = UndoForm()
    begin_writing()
    contribution = queries.find(current_plan(), reference, current_user, locked=True)
    if form.validate():
        undoing.undo(contribution, by=current_user, decision_id=form.decision.data)
        db.session.commit()
    return redirect(url_for("moderation.review", reference=reference))


def _form(contribution: Contribution) -> DecisionForm:
    screening = queries.screening_of(contribution)
    foreign = contribution.language != CHECKED_LANGUAGE
    unchecked = foreign or screening is None or screening.status is not ScreeningStatus.DONE
    return DecisionForm().for_item(contribution, unchecked=unchecked, answers=may_be_asked(contribution))


def _answered(contribution: Contribution, form: DecisionForm) -> list[Proposal]:
    """The proposals as they came back, with the words that were typed; words that are not there get an error."""
    original = contribution.original
    if original is None:
        return []
    ticked = list(form.ticked)
    if form.words.data:
        typed = keys_of_words(original, form.words.data, form.kind.data or "")
        if typed:
            ticked, form.words.data = ticked + typed, ""
        else:
            form.words.errors = ["These words are not in the text. Copy them just as they are there."]
    proposals = answered(original, queries.screening_of(contribution), ticked, form.offered)
    proposals = taken_apart(original, proposals, request.form.get("apart", ""))
    return all_of_a_kind(proposals, request.form.get("all", ""))


def _item_page(
    contribution: Contribution,
    form: DecisionForm,
    proposals: list[Proposal] | None = None,
    *,
    opened: bool = False,
    told: str = "",
) -> str:
    plan = current_plan()
    other = claims.holder(contribution, current_user)
    return render_template(
        "moderation/item.html",
        item=item.describe(contribution, plan, current_user, proposals),
        form=form,
        filing=None if form.reversing else filing.to_confirm(contribution, plan, current_user, form.places),
        opened=opened,
        told=told,
        case=_case(contribution),
        busy=(other.name or "A colleague") if other else "",
        load=load_today(plan, current_user),
        skip=queue.next_to_read(plan, contribution, current_user),
        outcome=latest(),
    )


def _case(contribution: Contribution) -> dict[str, object] | None:
    """What was done about somebody in danger, for the leads."""
    if contribution.state is not State.REFERRED:
        return None
    return {
        "due": safeguarding.due(current_plan(), contribution),
        "counts": said_plainly(current_plan()),
        "steps": safeguarding.case_of(contribution),
        "reach": reach(contribution, current_user),
        "form": StepForm(formdata=None),
    }


def _changed(contribution: Contribution, form: DecisionForm, message: str) -> tuple[str, int]:
    """It is not as it was when the page was opened: show what happened, and what would have been different."""
    plan, decided = current_plan(), message == service.QUICKER
    proposals = _answered(contribution, form) if decided else []
    mine = item.describe(contribution, plan, current_user, proposals)
    would_read = mine.public_text if decided and form.decision.data == "publish" else None
    return render_template(
        "moderation/changed.html",
        item=mine,
        conflict=conflict(contribution, current_user, message, proposals, would_read),
        form=form,
        skip=queue.next_to_read(plan, contribution, current_user),
    ), 409


def _onward(contribution: Contribution, decision: Decision) -> AnyResponse:
    """The next item of the list that this one came from, with a word on what was done."""
    if decision.old is State.REFERRED:
        return redirect(url_for("moderation.referred", done=decision.id))
    if decision.old in REVERSED:
        return redirect(url_for("moderation.decided", done=decision.id))
    following = queue.next_to_read(current_plan(), contribution, current_user)
    if following is None:
        return redirect(url_for("moderation.queue", done=decision.id))
    return redirect(url_for("moderation.review", reference=following, done=decision.id))
