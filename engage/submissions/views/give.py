"""Give an idea or tell a story: one question on each page, and nothing typed is ever lost."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from engage.codes import in_groups
from engage.extensions import begin_writing, csrf, db, limiter
from engage.flooding import flood
from engage.models import Contribution, Draft, Plan, current_plan
from engage.submissions import choices, receipts, service, steps
from engage.submissions.forms import SendForm
from engage.submissions.views import helping
from engage.submissions.views.asking import address_of, answers_so_far, form_for, keep_answer, question_page
from engage.submissions.views.door import (
    RECEIPT_SECONDS,
    drop_code,
    held_code,
    keep_code,
    room,
    site_key,
)
from engage.web import public

# Many people in one library or clinic share an address: a room full of people can all send at once.
ANSWERS_LIMIT = "300 per minute"
SEND_LIMIT = "60 per minute; 600 per hour"


@room.get("/give")
@public
def start() -> ResponseReturnValue:
    """What to know before you start, and the first question."""
    wanted = {name: value for name in ("kind", "question") if (value := request.args.get(name))}
    return question_page("kind", form_for("kind", {**answers_so_far(), **wanted}))


@room.post("/give")
@public
@limiter.limit(lambda: ANSWERS_LIMIT)
@csrf.exempt  # PatientForm checks the token itself and gives the words back
def begin() -> ResponseReturnValue:
    """Keep the first answer; from here on there is a draft."""
    return keep_answer("kind")


@room.get("/give/<any(text, for, permission, group, where, who, consent, description, about, contact):step>")
@public
def question(step: str) -> ResponseReturnValue:
    """One question, with the answer given before."""
    answers = answers_so_far()
    if "kind" not in answers or step not in steps.steps_for(answers):
        return redirect(url_for(".start"))
    return question_page(step, form_for(step, answers))


@room.post("/give/<any(text, for, permission, group, where, who, consent, description, about, contact):step>")
@public
@limiter.limit(lambda: ANSWERS_LIMIT)
@csrf.exempt  # as above
def reply(step: str) -> ResponseReturnValue:
    """Keep the answer and go on."""
    return keep_answer(step)


@room.get("/give/about/<slug>")
@public
def about_you(slug: str) -> ResponseReturnValue:
    """One of the plan's questions about the person, who may leave it out."""
    answers = answers_so_far()
    if steps.ABOUT + slug not in steps.all_steps_for(answers):
        return redirect(url_for(".start"))
    return question_page(steps.ABOUT + slug, form_for(steps.ABOUT + slug, answers))


@room.post("/give/about/<slug>")
@public
@limiter.limit(lambda: ANSWERS_LIMIT)
@csrf.exempt  # as above
def about_you_answered(slug: str) -> ResponseReturnValue:
    """Keep the answer, or that there is none, and go on."""
    if steps.ABOUT + slug not in steps.all_steps_for(answers_so_far()):
        return redirect(url_for(".start"), 303)
    return keep_answer(steps.ABOUT + slug)


@room.get("/give/help")
@public
def help_now() -> ResponseReturnValue:
    """Where to find help now, before anything else, after words that worry us."""
    answers = answers_so_far()
    if "text" not in answers:
        return redirect(url_for(".start"))
    words = f"{answers.get('title', '')}\n{answers['text']}"
    return helping.help_page(words, onward=address_of(steps.first_unanswered(answers)))


@room.get("/give/check")
@public
def check() -> ResponseReturnValue:
    """Every answer, to be checked and sent."""
    draft = service.find_draft(held_code(), key=site_key())
    if draft is None:
        return redirect(url_for(".start"))
    missing = steps.first_unanswered(draft.answers)
    return redirect(address_of(missing)) if missing else _check_page(draft, SendForm())


def _busy(_limit: RequestLimit) -> Response:
    draft = service.find_draft(held_code(), key=site_key())
    form = SendForm()
    form.form_errors.append(_("A lot was sent from your connection just now. Wait a minute, then press Send again."))
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
        return redirect(address_of(missing), 303)
    if not form.validate():
        return _check_page(draft, form), 400
    receipt = service.send(current_plan(), draft, key=site_key(), code=code)
    receipt.contribution.suspicion = receipt.contribution.suspicion or flood()
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
    words = contribution.original.text if contribution.original else ""
    return render_template(
        "submissions/sent.html",
        contribution=contribution,
        code_parts=in_groups(code),
        worried=helping.needed(words),
        help_panel=lambda urgent: helping.panel(words, urgent=urgent),
        letter=receipts.letter_coming(contribution),
        onward=_read_on(contribution),
    )


def _read_on(sent: Contribution) -> str:
    """Where somebody who commented was reading; empty for those who did not comment."""
    if sent.paragraph is not None:
        slug = sent.paragraph.chapter.slug
        return url_for("outcomes.draft", slug=slug, _anchor=f"p{sent.paragraph.id}")
    return url_for(".voice", reference=sent.parent.reference) if sent.parent is not None else ""


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
    """Ask before deleting; where nothing was begun, there is nothing to ask."""
    if service.find_draft(held_code(), key=site_key()) is None:
        return redirect(url_for(".start"))
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


def _check_page(draft: Draft, form: SendForm) -> str:
    plan: Plan = current_plan()
    form.form_token.data = draft.form_token
    return render_template(
        "submissions/check.html",
        form=form,
        rows=[
            {"label": row.label, "value": row.value, "typed": row.typed, "href": _change(row.step)}
            for row in choices.summary(plan, draft.answers)
        ],
    )


def _change(step: str) -> str:
    return f"{address_of(step)}?change=1"
