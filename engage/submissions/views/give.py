"""Give an idea or tell a story: one question on each page, and nothing typed is ever lost."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from engage.codes import in_groups
from engage.extensions import begin_writing, csrf, db, limiter
from engage.models import Draft, Kind, Plan, current_plan, now
from engage.moderation.screening import alarming
from engage.submissions import choices, queries, service, steps
from engage.submissions.forms import (
    RATHER_NOT,
    ConsentForm,
    ContactForm,
    DescriptionForm,
    GiveForm,
    KindForm,
    SendForm,
    TextForm,
    WhereForm,
    WhoForm,
)
from engage.submissions.intake import MAX_TEXT
from engage.submissions.views.door import (
    RECEIPT_SECONDS,
    drop_code,
    held_code,
    keep_code,
    room,
    site_key,
)
from engage.web import UK, public

FORMS: dict[str, type[GiveForm]] = {
    "kind": KindForm,
    "text": TextForm,
    "where": WhereForm,
    "who": WhoForm,
    "consent": ConsentForm,
    "description": DescriptionForm,
    "contact": ContactForm,
}
# Many people in one library or clinic share an address: a room full of people can all send at once.
ANSWERS_LIMIT = "300 per minute"
SEND_LIMIT = "60 per minute; 600 per hour"


@room.get("/give")
@public
def start() -> ResponseReturnValue:
    """What to know before you start, and the first question."""
    wanted = {name: value for name in ("kind", "question") if (value := request.args.get(name))}
    return _page("kind", _form("kind", {**_answers(), **wanted}))


@room.post("/give")
@public
@limiter.limit(lambda: ANSWERS_LIMIT)
@csrf.exempt  # GiveForm checks the token itself and gives the words back
def begin() -> ResponseReturnValue:
    """Keep the first answer; from here on there is a draft."""
    return _keep("kind")


@room.get("/give/<any(text, where, who, consent, description, contact):step>")
@public
def question(step: str) -> ResponseReturnValue:
    """One question, with the answer given before."""
    answers = _answers()
    if "kind" not in answers or step not in steps.steps_for(answers):
        return redirect(url_for(".start"))
    return _page(step, _form(step, answers))


@room.post("/give/<any(text, where, who, consent, description, contact):step>")
@public
@limiter.limit(lambda: ANSWERS_LIMIT)
@csrf.exempt  # as above
def reply(step: str) -> ResponseReturnValue:
    """Keep the answer and go on."""
    return _keep(step)


@room.get("/give/help")
@public
def help_now() -> ResponseReturnValue:
    """Where to find help now, before anything else, after words that worry us."""
    answers = _answers()
    if "text" not in answers:
        return redirect(url_for(".start"))
    return render_template("submissions/help.html", onward=_address(steps.first_unanswered(answers)))


@room.get("/give/check")
@public
def check() -> ResponseReturnValue:
    """Every answer, to be checked and sent."""
    draft = service.find_draft(held_code(), key=site_key())
    if draft is None:
        return redirect(url_for(".start"))
    missing = steps.first_unanswered(draft.answers)
    return redirect(_address(missing)) if missing else _check_page(draft, SendForm())


def _busy(_limit: RequestLimit) -> Response:
    draft = service.find_draft(held_code(), key=site_key())
    form = SendForm()
    form.form_errors.append("A lot was sent from your connection just now. Wait a minute, then press Send again.")
    return make_response(_check_page(draft, form) if draft else "", 429)


@room.post("/give/check")
@public
@limiter.limit(lambda: SEND_LIMIT, on_breach=_busy)
@csrf.exempt  # as above
def send() -> ResponseReturnValue:
    """Send. The row is committed before the receipt is shown; sent twice, it is one row."""
    form, code = SendForm(), held_code()
    begin_writing()
    draft = service.find_draft(code, key=site_key(), lock=True)
    if draft is None or code is None:
        return _already_sent(form)
    missing = steps.first_unanswered(draft.answers)
    if missing:
        return redirect(_address(missing), 303)
    if not form.validate():
        return _check_page(draft, form), 400
    service.send(current_plan(), draft, key=site_key(), code=code)
    db.session.commit()
    return keep_code(redirect(url_for(".sent"), 303), code, seconds=RECEIPT_SECONDS)


def _already_sent(form: SendForm) -> ResponseReturnValue:
    done = service.sent_with(form.form_token.data or "") or service.find_contributor(held_code(), key=site_key())
    return redirect(url_for(".sent") if done else url_for(".start"), 303)


@room.get("/give/sent")
@public
def sent() -> ResponseReturnValue:
    """The receipt."""
    code = held_code()
    contribution = service.last_sent(code, key=site_key())
    if contribution is None:
        return redirect(url_for(".receipt_sign_in"))
    worried = contribution.original is not None and alarming(contribution.original.text)
    return render_template(
        "submissions/sent.html", contribution=contribution, code_parts=in_groups(code), worried=worried
    )


@room.post("/give/again")
@public
def again() -> ResponseReturnValue:
    """Give something else under the same private code."""
    code = held_code()
    begin_writing()
    if service.find_contributor(code, key=site_key(), lock=True) and not service.find_draft(code, key=site_key()):
        service.begin_draft(current_plan(), key=site_key(), code=code)
        db.session.commit()
    return redirect(url_for(".start"), 303)


@room.get("/give/later")
@public
def later() -> ResponseReturnValue:
    """The code to come back with."""
    if service.find_draft(held_code(), key=site_key()) is None:
        return redirect(url_for(".start"))
    return render_template("submissions/later.html", code_parts=in_groups(held_code()), days=service.DRAFT_DAYS)


@room.get("/give/stop")
@public
def stop() -> ResponseReturnValue:
    """Ask before deleting."""
    return render_template("submissions/stop.html")


@room.post("/give/stop")
@public
def stopped() -> ResponseReturnValue:
    """Delete what was written and let this browser forget the code."""
    begin_writing()
    draft = service.find_draft(held_code(), key=site_key())
    if draft:
        service.forget_draft(draft)
        db.session.commit()
    return drop_code(redirect(url_for(".home"), 303))


def _answers() -> dict[str, Any]:
    draft = service.find_draft(held_code(), key=site_key())
    return dict(draft.answers) if draft else {}


def _form(step: str, answers: dict[str, Any]) -> GiveForm:
    """The form of a step, offering the plan's own list where it has one."""
    form = FORMS[step](data=answers)
    plan = current_plan()
    if step == "where":
        form.offer(choices.places(plan))
    elif step == "who":
        form.offer(choices.people(plan))
    elif step == "description":
        form.offer(choices.descriptions(plan, answers.get("respondent", ""), answers.get("locality", "")))
    return form


def _keep(step: str) -> ResponseReturnValue:
    """Check an answer, keep it in the draft (a new one, if there is none any more) and go on."""
    form = _form(step, _answers())
    if not form.validate():
        return _page(step, form), 400
    begin_writing()
    code = held_code()
    draft = service.find_draft(code, key=site_key(), lock=True)
    if draft is None or code is None:
        draft, code = service.begin_draft(current_plan(), key=site_key())
    given = {**draft.answers, **form.answers()}
    service.answer(draft, {**given, "nothing_to_tell": choices.nothing_to_tell(current_plan(), given)})
    answers = dict(draft.answers)
    db.session.commit()
    worrying = step == "text" and alarming(f"{answers['title']}\n{answers['text']}")
    return keep_code(redirect(url_for(".help_now") if worrying else _onward(step, answers), 303), code)


def _onward(step: str, answers: dict[str, Any]) -> str:
    """The next page: the next question, or back to the check when one answer was being changed."""
    if "change" in request.args:
        return _address(steps.first_unanswered(answers))
    return _address(steps.following(answers, step))


def _address(step: str | None) -> str:
    if step is None:
        return url_for(".check")
    return url_for(".start") if step == "kind" else url_for(".question", step=step)


def _page(step: str, form: GiveForm) -> str:
    plan, answers = current_plan(), _answers()
    asked = choices.find_question(plan, form.question.data if "question" in form else answers.get("question"))
    if isinstance(form, TextForm):
        form.ask(asked)
    back = url_for(".check") if "change" in request.args else _back(step, answers)
    return render_template(
        f"submissions/give_{step}.html",
        form=form,
        step=step,
        progress=steps.progress(answers, step),
        back=back,
        asked=asked,
        week=queries.open_question(plan, now().astimezone(UK).date()),
        unsent="text" in answers,
        places=choices.places(plan) if step == "where" else [],
        rather_not=RATHER_NOT,
        limit=MAX_TEXT,
    )


def _back(step: str, answers: dict[str, Any]) -> str:
    earlier = steps.before(answers, step)
    return _address(earlier) if earlier else url_for(".home")


def _check_page(draft: Draft, form: SendForm) -> str:
    plan: Plan = current_plan()
    form.form_token.data = draft.form_token
    return render_template(
        "submissions/check.html",
        form=form,
        rows=choices.summary(plan, draft.answers),
        story=draft.answers["kind"] == Kind.STORY,
    )
