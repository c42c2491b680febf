"""The staff's pages of this room: write down what somebody said, and see to letters that a person has to bring."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage import messages
from engage.codes import in_groups
from engage.extensions import begin_writing, db
from engage.models import Attribution, Channel, Contact, Kind, Plan, Question, current_plan
from engage.policies import Permission
from engage.private_code import site_key
from engage.submissions import choices, recording
from engage.submissions.desk_forms import RecordForm
from engage.web import long_date, requires

room = Blueprint("recording", __name__, url_prefix="/staff")

_JUST = "recorded"
_KEPT = ("channel", "event", "kind", "question", "locality", "words")
_DESCRIBED = {
    Attribution.ANONYMOUS: "Not at all",
    Attribution.KIND: "By who they are",
    Attribution.PLACE: "By where they live",
    Attribution.KIND_AND_PLACE: "By who they are and where they live",
}


@room.get("/record")
@requires(Permission.RECORD)
def entry() -> str:
    """A form for one note; what several notes share is filled in from the one before."""
    form = _offer(RecordForm(formdata=None, data=session.get("record-again", {})))
    form.form_token.data = secrets.token_urlsafe(32)
    return _page(form)


@room.post("/record")
@requires(Permission.RECORD)
def enter() -> ResponseReturnValue:
    """Take the note in, and be ready for the next one."""
    form = _offer(RecordForm())
    if not form.validate():
        return _page(form), 400
    begin_writing()
    receipt = recording.record(current_plan(), current_user, _noted(form), key=site_key())
    db.session.commit()
    session[_JUST] = {"reference": receipt.contribution.reference, "code": receipt.code}
    session["record-again"] = {name: form[name].data for name in _KEPT}
    return redirect(url_for(".entry"), 303)


@room.get("/letters-to-bring")
@requires(Permission.MODERATE)
def letters() -> str:
    """Letters that no computer can bring: by phone, by post, or to an address that does not work."""
    rows = [
        {"message": row, "letter": _letter(row), "contact": db.session.get(Contact, row.contributor_id)}
        for row in messages.for_staff()
    ]
    return render_template("submissions/letters.html", rows=rows)


@room.post("/letters-to-bring/<int:id_>/done")
@requires(Permission.MODERATE)
def letter_done(id_: int) -> ResponseReturnValue:
    """Note that somebody rang or wrote."""
    begin_writing()
    messages.done_by_hand(id_, by=current_user)
    db.session.commit()
    flash("Noted. Thank you.")
    return redirect(url_for(".letters"), 303)


def _letter(row: messages.Message) -> messages.Letter | None:
    maker = messages.LETTERS.get(row.template)
    return maker(row, "") if maker else None


def _offer(form: RecordForm) -> RecordForm:
    plan = current_plan()
    named = {row.slug: row.name for row in _channels(plan)}
    form.channel.choices = [(slug, named[slug]) for slug in recording.CHANNELS if slug in named]
    form.event.choices = [
        ("", "No event"),
        *((row.key, f"{row.title}, {long_date(row.on)}") for row in recording.events(plan)),
    ]
    form.question.choices = [("", "No"), *((row.slug, row.title) for row in _questions(plan))]
    form.locality.choices = [("", "They did not say"), *((one.value, one.label) for one in choices.places(plan))]
    people = [*choices.people(plan), *(one for one in choices.people(plan, "group") if one.value == choices.GROUP)]
    form.respondent.choices = [("", "They did not say"), *((one.value, one.label) for one in people)]
    form.attribution.choices = [(agreed.value, words) for agreed, words in _DESCRIBED.items()]
    return form


def _channels(plan: Plan) -> list[Channel]:
    return list(db.session.query(Channel).filter_by(plan_id=plan.id))


def _questions(plan: Plan) -> list[Question]:
    return list(db.session.query(Question).filter_by(plan_id=plan.id).order_by(Question.opens.desc()))


def _noted(form: RecordForm) -> recording.Noted:
    data = form.data
    contact = {way: data[way] for way in ("email", "phone", "post") if data[way]}
    plain = {
        name: data[name] for name in ("channel", "title", "text", "locality", "respondent", "question", "group_name")
    }
    return recording.Noted(
        **plain,
        event=data["event"] if data["channel"] == "event" else "",
        kind=Kind(data["kind"]),
        own_words=data["words"] == "own",
        translated_from=data["translated_from"],
        group_size=data["group_size"],
        permission=data["permission"],
        show=data["show"],
        quote=data["quote"],
        attribution=Attribution(data["attribution"]),
        contact=contact or None,
        about=_about(),
        form_token=data["form_token"],
    )


def _about() -> dict[str, str]:
    """What was ticked on the paper form about the person, as far as the plan has such an answer."""
    asked = {
        question.slug: {one.value for one in question.options} for question in choices.about_questions(current_plan())
    }
    ticked = {slug: request.form.get(f"about_{slug}", "") for slug in asked}
    return {slug: option for slug, option in ticked.items() if option in asked[slug]}


def _page(form: RecordForm) -> str:
    just = session.pop(_JUST, None)
    return render_template(
        "submissions/record.html",
        form=form,
        just=just,
        code_parts=in_groups(just["code"]) if just and just["code"] else [],
        lately=recording.lately(current_user),
        about=choices.about_questions(current_plan()),
        ticked=_about(),
    )
