"""How one question becomes a page, and its answer is kept: what every page of the form has in common."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.extensions import begin_writing, db
from engage.flooding import suspicion
from engage.language import LANGUAGES, page_language
from engage.models import Behalf, current_plan, now
from engage.submissions import choices, queries, service, steps
from engage.submissions.forms import (
    AboutAnswerForm,
    AboutForm,
    ConsentForm,
    ContactForm,
    DescriptionForm,
    ForForm,
    GroupForm,
    KindForm,
    PermissionForm,
    TextForm,
    WhereForm,
    WhoForm,
)
from engage.submissions.intake import MAX_TEXT, clean_line, clean_text
from engage.submissions.views import helping
from engage.submissions.views.door import held_code, keep_code, site_key
from engage.submissions.words_form import GiveForm
from engage.web import UK

FORMS: dict[str, type[GiveForm]] = {
    "kind": KindForm,
    "text": TextForm,
    "for": ForForm,
    "permission": PermissionForm,
    "group": GroupForm,
    "where": WhereForm,
    "who": WhoForm,
    "consent": ConsentForm,
    "description": DescriptionForm,
    "about": AboutForm,
    "contact": ContactForm,
}


def answers_so_far() -> dict[str, Any]:
    """What this visitor has answered and not sent yet."""
    draft = service.find_draft(held_code(), key=site_key())
    return dict(draft.answers) if draft else {}


def form_for(step: str, answers: dict[str, Any]) -> GiveForm:
    """The form of a step, offering the plan's own list where it has one."""
    plan, behalf = current_plan(), answers.get("behalf", Behalf.SELF)
    if step.startswith(steps.ABOUT):
        return _about_form(step, answers)
    form = FORMS[step](data=answers)
    if isinstance(form, WhereForm):
        form.offer(choices.places(plan))
        form.ask_of(behalf)
    elif isinstance(form, WhoForm):
        form.offer(choices.people(plan, behalf))
        form.ask_of(behalf)
    elif isinstance(form, DescriptionForm):
        form.offer(choices.descriptions(plan, answers.get("respondent", ""), answers.get("locality", "")))
        form.ask_of(behalf)
    return form


def _about_form(step: str, answers: dict[str, Any]) -> AboutAnswerForm:
    question = _about_question(step)
    form = AboutAnswerForm(data={"option": answers.get(steps.answered_by(step))})
    if question:
        form.option.label.text, form.option.description = question.title, question.hint
        form.offer(question.options)
    return form


def _about_question(step: str) -> choices.AboutQuestion | None:
    return next((each for each in choices.about_questions(current_plan()) if steps.ABOUT + each.slug == step), None)


def keep_answer(step: str) -> ResponseReturnValue:
    """Check an answer, keep it in the draft (a new one, if there is none any more) and go on."""
    if request.form.get("language") in LANGUAGES:
        return _change_language(step)
    form = form_for(step, answers_so_far())
    if not form.validate():
        return question_page(step, form), 400
    given = form.answers()
    if isinstance(form, AboutAnswerForm):
        given = {steps.answered_by(step): form.option.data or ""}
    if step == "text":
        given["suspicion"] = suspicion()
    answers, code = _keep(given)
    worrying = step == "text" and helping.needed(f"{answers['title']}\n{answers['text']}")
    return keep_code(redirect(url_for(".help_now") if worrying else _onward(step, answers), 303), code)


def _keep(given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """All answers with ``given`` among them, in the database, and the code that they are kept under."""
    begin_writing()
    plan, code = current_plan(), held_code()
    draft = service.find_draft(code, key=site_key(), lock=True)
    if draft is None or code is None:
        draft, code = service.begin_draft(plan, key=site_key())
    together = {**draft.answers, **given, "page_language": page_language()}
    service.answer(draft, {**together, **choices.derived(plan, together)})
    answers = dict(draft.answers)
    db.session.commit()
    return answers, code


def _change_language(step: str) -> ResponseReturnValue:
    """Change the language on the page where people write, without losing a word of it."""
    onward = url_for(".question", step=step, language=request.form["language"])
    words = {
        "text": clean_text(request.form.get("text", ""))[:MAX_TEXT],
        "title": clean_line(request.form.get("title", ""))[:200],
    }
    if step != "text" or not words["text"] or "kind" not in answers_so_far():
        return redirect(onward, 303)
    _, code = _keep(words)
    return keep_code(redirect(onward, 303), code)


def _onward(step: str, answers: dict[str, Any]) -> str:
    """The next page: the next question, or back to the check when one answer was being changed."""
    if "change" in request.args:
        return address_of(steps.first_unanswered(answers))
    return address_of(steps.following(answers, step))


def address_of(step: str | None) -> str:
    """The page of a step; None is the check."""
    if step is None:
        return url_for(".check")
    if step.startswith(steps.ABOUT):
        return url_for(".about_you", slug=step[len(steps.ABOUT) :])
    return url_for(".start") if step == "kind" else url_for(".question", step=step)


def question_page(step: str, form: GiveForm) -> str:
    """One question on a page."""
    plan, answers = current_plan(), answers_so_far()
    asked = choices.find_question(plan, form.question.data if "question" in form else answers.get("question"))
    if isinstance(form, TextForm):
        form.ask(asked)
    about = step.startswith(steps.ABOUT)
    return render_template(
        f"submissions/give_{'about_answer' if about else step}.html",
        form=form,
        step=step,
        progress=steps.progress(answers, step),
        back=url_for(".check") if "change" in request.args else _back(step, answers),
        asked=asked,
        week=queries.open_question(plan, now().astimezone(UK).date()),
        unsent="text" in answers,
        places=choices.places(plan) if step == "where" else [],
        about_count=len(answers.get("about_asked", ())),
        limit=MAX_TEXT,
    )


def _back(step: str, answers: dict[str, Any]) -> str:
    earlier = steps.before(answers, step)
    return address_of(earlier) if earlier else url_for(".home")
