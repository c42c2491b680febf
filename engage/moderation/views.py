"""moderation, HTTP: the queue, an item and its decision, what was decided, what was referred, the log."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError, NotScreenedError, StaleError
from engage.extensions import begin_writing, db
from engage.models import Contribution, Decision, ScreeningStatus, State, current_plan
from engage.moderation import item, queries, service
from engage.moderation.changes import Outcome, conflict, outcome
from engage.moderation.filters import Filters, filter_choices
from engage.moderation.forms import REVERSED, DecisionForm, UndoForm
from engage.moderation.log import csv_lines
from engage.moderation.proposals import Proposal, answered, keys_of_words, redactions
from engage.policies import Permission
from engage.submissions.intake import clean_text
from engage.web import requires

room = Blueprint("moderation", __name__)
_FILTERS = ("kind", "place", "channel", "concern", "waiting")
Answer = str | AnyResponse | tuple[str, int]


@room.get("/staff/queue")
@requires(Permission.MODERATE)
def queue() -> str:
    """What waits for a decision, most serious first."""
    plan, filters = current_plan(), _filters()
    page = queries.queue_page(plan, filters, _page_number())
    return render_template(
        "moderation/queue.html",
        page=page,
        cards=[item.card(row, plan) for row in page.rows],
        counts=queries.counts(plan),
        filters=filters,
        choices=filter_choices(plan),
        today=queries.decided_today(current_user),
        outcome=_latest(),
        href=_page_address,
    )


@room.get("/staff/queue/<reference>")
@requires(Permission.MODERATE)
def review(reference: str) -> str:
    """One item, with what was found in it and the decision to take."""
    contribution = queries.find(current_plan(), reference, current_user)
    return _item_page(contribution, _form(contribution))


@room.route("/staff/queue/<reference>/preview", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def preview(reference: str) -> Answer:
    """The same page with what was ticked and typed, showing how it will read. Nothing is saved."""
    if request.method == "GET":
        return redirect(url_for("moderation.review", reference=reference))
    contribution = queries.find(current_plan(), reference, current_user)
    form = _form(contribution)
    return _item_page(contribution, form, _answered(contribution, form), opened=True)


@room.post("/staff/queue/<reference>")
@requires(Permission.MODERATE)
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
    try:
        decision = service.decide(
            contribution,
            form.new_state,
            by=current_user,
            reason=form.reason,
            note=form.note.data or "",
            redactions=text,
            title_redactions=title,
            unscreened=form.unchecked and bool(form.read_all.data),
            seen_version=form.version.data,
        )
    except StaleError:
        db.session.rollback()
        return _changed(contribution, form, service.QUICKER)
    except (InputError, NotScreenedError) as error:
        db.session.rollback()
        form.decision.errors = [str(error)]
        return _item_page(contribution, form, proposals, opened=True), 409
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
        service.undo(contribution, by=current_user, decision_id=form.decision.data)
        db.session.commit()
    return redirect(url_for("moderation.review", reference=reference))


@room.get("/staff/decided")
@requires(Permission.MODERATE)
def decided() -> str:
    """What was published or declined, latest first."""
    plan, state = current_plan(), request.args.get("state", "")
    page = queries.decided_page(plan, state, _page_number())
    cards = [item.card(row, plan) for row in page.rows]
    return render_template(
        "moderation/decided.html", page=page, cards=cards, state=state, outcome=_latest(), href=_page_address
    )


@room.get("/staff/referred")
@requires(Permission.SAFEGUARD)
def referred() -> str:
    """What was passed to the safeguarding lead, longest wait first."""
    plan = current_plan()
    page = queries.referred_page(plan, _page_number())
    cards = [item.card(row, plan) for row in page.rows]
    return render_template("moderation/referred.html", page=page, cards=cards, outcome=_latest(), href=_page_address)


@room.get("/staff/log.csv")
@requires(Permission.MODERATE)
def log() -> Response:
    """Every decision as a table to download, without anybody's name or words."""
    lines = csv_lines(queries.log(current_plan(), current_user))
    headers = {"Content-Disposition": "attachment; filename=moderation-log.csv"}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


def _form(contribution: Contribution) -> DecisionForm:
    screening = queries.screening_of(contribution)
    unchecked = screening is None or screening.status is not ScreeningStatus.DONE
    return DecisionForm().for_item(contribution, unchecked=unchecked)


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
    return answered(original, queries.screening_of(contribution), ticked, form.offered)


def _item_page(
    contribution: Contribution,
    form: DecisionForm,
    proposals: list[Proposal] | None = None,
    *,
    opened: bool = False,
) -> str:
    plan = current_plan()
    return render_template(
        "moderation/item.html",
        item=item.describe(contribution, plan, current_user, proposals),
        form=form,
        opened=opened,
        skip=queries.next_to_read(plan, contribution),
        outcome=_latest(),
    )


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
        skip=queries.next_to_read(plan, contribution),
    ), 409


def _onward(contribution: Contribution, decision: Decision) -> AnyResponse:
    """The next item of the list that this one came from, with a word on what was done."""
    if decision.old is State.REFERRED:
        return redirect(url_for("moderation.referred", done=decision.id))
    if decision.old in REVERSED:
        return redirect(url_for("moderation.decided", done=decision.id))
    following = queries.next_to_read(current_plan(), contribution)
    if following is None:
        return redirect(url_for("moderation.queue", done=decision.id))
    return redirect(url_for("moderation.review", reference=following, done=decision.id))


def _latest() -> Outcome | None:
    return outcome(request.args.get("done", type=int), current_user)


def _filters() -> Filters:
    return Filters(**{name: clean_text(request.args.get(name, "")) for name in _FILTERS})


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)


def _page_address(number: int) -> str:
    """This list at another page, with the same filters."""
    kept = {name: request.args[name] for name in (*_FILTERS, "state") if request.args.get(name)}
    return f"{request.path}?{urlencode({**kept, 'page': number})}"
