"""What there is to choose from in the public forms, and the answers given, as they are checked before sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage.extensions import db
from engage.language import plan_text
from engage.models import Attribution, Behalf, Kind, Leave, Locality, Plan, Question, RespondentKind, describe
from engage.models.narrowing import entry
from engage.submissions.steps import ABOUT, all_steps_for

CONSENTS = {
    "use": _l("Read and count what I wrote, and use it to write the plan"),
    "show": _l("Show my words on this website"),
    "quote": _l("Quote my words in the plan"),
}
"""What a person can agree to, in the words that they see. Change CONSENT_WORDING in intake.py with them."""
BEHALVES = {
    Behalf.SELF: _l("Myself"),
    Behalf.PERSON: _l("Somebody else"),
    Behalf.GROUP: _l("A group"),
}
LEAVES = {
    Leave.AGREED: _l("Yes, they know what I am sending and said yes"),
    Leave.DECIDES: _l("I decide for them, because they are a child or cannot decide themselves"),
}
RATHER_NOT = "rather-not"
GROUP = "group"
"""The kind of respondent that a group is, where a plan has it."""


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class AboutQuestion:
    """One of the plan's questions about who somebody is; every one may be left out."""

    slug: str
    title: str
    hint: str
    options: list[Choice]


@dataclass(frozen=True)
class Answered:
    """One answer to check, and the question where it can be changed; ``typed`` is what the person wrote."""

    step: str
    label: str
    value: str
    typed: bool = False


def find_question(plan: Plan, slug: str | None) -> Question | None:
    """A question by its slug; a closed one still takes the answer of somebody who began in time."""
    found: Question | None = entry(Question, plan.id, slug)
    return found


def places(plan: Plan) -> list[Choice]:
    """The plan's places, with towns to find one's own by."""
    rows = db.session.scalars(select(Locality).where(Locality.plan_id == plan.id).order_by(Locality.position))
    return [Choice(row.slug, row.name, ", ".join(row.towns)) for row in rows]


def people(plan: Plan, behalf: str = Behalf.SELF) -> list[Choice]:
    """The plan's kinds of people, as they say it themselves; a group only where a group speaks."""
    rows = [row for row in _respondents(plan) if (row.slug == GROUP) <= (behalf == Behalf.GROUP)]
    return [Choice(row.slug, plan_text(plan, row.name)) for row in rows]


def group_known(plan: Plan) -> bool:
    """Whether the plan has a kind of respondent for groups, so that a group need not choose one."""
    return any(row.slug == GROUP for row in _respondents(plan))


def _respondents(plan: Plan) -> list[RespondentKind]:
    query = select(RespondentKind).where(RespondentKind.plan_id == plan.id)
    return list(db.session.scalars(query.order_by(RespondentKind.position)))


def about_questions(plan: Plan) -> list[AboutQuestion]:
    """The plan's own questions about who somebody is, from its file."""
    entries = plan.wording.get("about_you", {}).get("questions", [])
    return [
        AboutQuestion(
            entry["slug"],
            entry["title"],
            entry.get("hint", ""),
            [Choice(option["slug"], plan_text(plan, option["name"])) for option in entry["options"]],
        )
        for entry in entries
    ]


def descriptions(plan: Plan, respondent: str, locality: str) -> list[Choice]:
    """The ways of describing this person that differ, each as it would be printed.

    Where two ways print the same words, the one that gives less away stands for both.
    """
    who = next((row.attribution for row in _respondents(plan) if row.slug == respondent), "")
    where = next((place.label for place in places(plan) if place.value == locality), "")
    examples: dict[str, Attribution] = {}
    for agreed in Attribution:
        examples[describe(agreed, who, where)] = agreed  # Attribution goes from most to least
    return [Choice(agreed.value, plan_text(plan, words)) for words, agreed in examples.items()]


def nothing_to_tell(plan: Plan, answers: Mapping[str, Any]) -> bool:
    """Whether this person can be described in one way only, so that there is nothing to ask."""
    known = "respondent" in answers and "locality" in answers
    return known and len(descriptions(plan, answers["respondent"], answers["locality"])) == 1


def derived(plan: Plan, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the answers: which questions need not be asked, and who a group is."""
    group = answers.get("behalf") == Behalf.GROUP and group_known(plan)
    respondent = {"respondent": GROUP} if group else {}
    questions = [each.slug for each in about_questions(plan)]
    return {
        **respondent,
        "group_known": group,
        "nothing_to_tell": nothing_to_tell(plan, {**answers, **respondent}),
        "nothing_about": not questions,
        "about_asked": questions,
    }


def summary(plan: Plan, answers: Mapping[str, Any]) -> list[Answered]:
    """The answers as they are checked before sending, in the order of the questions."""
    asked = all_steps_for(answers)
    return [row for step in asked for row in _rows(plan, answers, step) if row.value]


def _rows(plan: Plan, answers: Mapping[str, Any], step: str) -> list[Answered]:
    if step.startswith(ABOUT):
        return _about_rows(plan, answers, step)
    return [Answered(step, label, value, typed) for label, value, typed in _ROWS[step](plan, answers)]


def _words(plan: Plan, answers: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    question = find_question(plan, answers.get("question"))
    mine = _("Your story") if answers["kind"] == Kind.STORY else _("Your idea")
    asked = plan_text(plan, question.title) if question else mine
    return [(_("Title"), answers.get("title", ""), True), (asked, answers["text"], True)]


def _agreed(_plan: Plan, answers: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    return [(_("What we may do"), "\n".join(str(text) for name, text in CONSENTS.items() if answers.get(name)), True)]


def _described(plan: Plan, answers: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    known = descriptions(plan, answers["respondent"], answers["locality"])
    return [(_("How we describe you"), _label(known, answers["attribution"]), False)]


def _reached(_plan: Plan, answers: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    given = [answers[way] for way in ("email", "phone", "post") if answers.get(way)]
    return [(_("How to reach you"), "\n".join(given) or _("Not given"), True)]


_ROWS: dict[str, Callable[[Plan, Mapping[str, Any]], list[tuple[str, str, bool]]]] = {
    "kind": lambda _p, a: [
        (_("What you are giving"), _("A story") if a["kind"] == Kind.STORY else _("An idea"), False)
    ],
    "text": _words,
    "for": lambda _p, a: [(_("Who you speak for"), str(BEHALVES[Behalf(a["behalf"])]), False)],
    "permission": lambda _p, a: [(_("Their permission"), str(LEAVES.get(a.get("leave", ""), "")), False)],
    "group": lambda _p, a: [(_("Your group"), _group(a), True)],
    "where": lambda p, a: [(_("Place"), _label(places(p), a["locality"]), False)],
    "who": lambda p, a: [(_("What fits best"), _label(people(p, a["behalf"]), a["respondent"]), False)],
    "consent": _agreed,
    "description": _described,
    "about": lambda _p, a: [] if a["about"] == "yes" else [(_("Questions about you"), _("Not answered"), False)],
    "contact": _reached,
}
"""For each question what is checked: label, answer, and whether the person typed it."""


def _about_rows(plan: Plan, answers: Mapping[str, Any], step: str) -> list[Answered]:
    slug = step[len(ABOUT) :]
    question = next((each for each in about_questions(plan) if each.slug == slug), None)
    if question is None:
        return []
    chosen = next((each.label for each in question.options if each.value == answers.get(f"about_{slug}")), None)
    return [Answered(step, plan_text(plan, question.title), chosen or _("Not answered"))]


def _group(answers: Mapping[str, Any]) -> str:
    size = answers.get("group_size")
    people_in_it = _("%(number)s people", number=size) if size else ""
    return "\n".join(filter(None, (answers.get("group_name", ""), people_in_it)))


def _label(choices: list[Choice], value: str) -> str:
    return next((choice.label for choice in choices if choice.value == value), _("I would rather not say"))
