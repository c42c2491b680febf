"""What the writer is told about a decision: the house's own letters, in plain English, that staff can change.

A letter holds the reference and never anybody's words. What was told is kept with the decision, so that changing a
letter later does not change what people have been told.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from engage.errors import InputError
from engage.extensions import db
from engage.language import ENGLISH, speaking
from engage.messages import Letter, language_of, letter, queue_message
from engage.models import Contribution, Decision, DecisionKind, Message, MessageState, Plan, User, current_plan
from engage.moderation import reasons
from engage.plan.people_first import remember_wording
from engage.policies import Permission, require

DECISION = "decision"
UNDO_MINUTES = 10
MAX_LETTER = 3_000
BLANKS = {"[reference]": "the reference", "[moderator]": "who reads everything first", "[days]": "the promised days"}
"""What stands for something else in a letter, and what for."""

CALLED: dict[str, str] = {
    "published": "It is published as it was sent",
    "published-changed": "It is published with words taken out",
    "counted": "It counts, and is not shown",
    "ask": "We ask the writer something",
    **{f"route-{reason.slug}": f"Sent elsewhere: {reason.label}" for reason in reasons.ROUTE},
    **{f"decline-{reason.slug}": f"Not published: {reason.label}" for reason in reasons.DECLINE},
}
"""Every letter by its name, with when it is sent."""
_TOLD = frozenset({DecisionKind.PUBLISH, DecisionKind.ROUTE, DecisionKind.ASK, DecisionKind.DECLINE})
_PLAIN = {
    "published": "A person at [moderator] has read what you sent. It is published.",
    "published-changed": "A person at [moderator] has read what you sent. It is published. They took some words out, "
    "because they could show who somebody is.",
    "counted": "A person at [moderator] has read what you sent. It counts for the plan. It is not shown on the site.",
    "ask": "A person at [moderator] has read what you sent and would like to ask you something. Open your receipt with "
    "your private code to see the question and to answer it.",
}
"""For a plan that brings no letters of its own."""


def letter_for(
    contribution: Contribution, kind: DecisionKind, reason: str, *, changed: bool = False, use_only: bool = False
) -> str:
    """The letter that goes with a decision, filled in; nothing when the writer is not told of it."""
    plan = db.session.get(Plan, contribution.plan_id)
    if plan is None or kind not in _TOLD:
        return ""
    name = _name(kind, reason, shown=not use_only and contribution.consent.show, changed=changed)
    return filled_in(text_of(plan, name), plan, contribution.reference)


def _name(kind: DecisionKind, reason: str, *, shown: bool, changed: bool) -> str:
    if kind in {DecisionKind.ROUTE, DecisionKind.DECLINE}:
        return f"{kind}-{reason}"
    if kind is DecisionKind.ASK:
        return "ask"
    return "counted" if not shown else "published-changed" if changed else "published"


def text_of(plan: Plan, name: str) -> str:
    """A letter as the plan words it, with its blanks."""
    own: dict[str, str] = plan.wording.get("letters", {})
    said = name.partition("-")[2]
    return own.get(name) or _PLAIN.get(name) or reasons.told_plainly(said)


def filled_in(text: str, plan: Plan, reference: str) -> str:
    """A letter with its blanks filled in."""
    values = {
        "[reference]": reference,
        "[moderator]": str(plan.moderator.get("short_name", "our reading team")),
        "[days]": str(plan.moderator.get("timing_days", 5)),
    }
    for blank, value in values.items():
        text = text.replace(blank, value)
    return text


def change_letters(actor: User, plan: Plan, texts: dict[str, str]) -> None:
    """Keep new wording for some letters; the moderators' own business.

    Raises:
        NotPermittedError: the actor does not moderate.
        InputError: a letter is unknown, empty or too long.
    """
    require(actor, Permission.MODERATE)
    for name, text in texts.items():
        if name not in CALLED or not 0 < len(text) <= MAX_LETTER:
            raise InputError(f"Every letter needs some words, and at most {MAX_LETTER:,} characters.")
    remember_wording(actor, plan, [f"letters.{name}" for name in texts])
    plan.wording = {**plan.wording, "letters": {**plan.wording.get("letters", {}), **texts}}
    db.session.flush()


def send_after_undo(contribution: Contribution, decision: Decision, *, wait: timedelta) -> None:
    """Queue the letter of a decision for when it can no longer be undone; one that was overtaken is not sent."""
    waiting = (Message.contribution_id == contribution.id, Message.template == DECISION)
    db.session.execute(delete(Message).where(*waiting, Message.state == MessageState.WAITING))
    if not decision.told:
        return
    message = queue_message(contribution, DECISION, values={"decision": str(decision.id)})
    if message is not None:
        message.try_after = decision.at + wait


@letter(DECISION)
def _made(message: Message, site: str) -> Letter:
    """The letter as it goes out: what was told then, and where to see more."""
    plan, language = current_plan(), language_of(message)
    _ = speaking(language)
    decision = db.session.get(Decision, int(message.values["decision"]))
    reference = message.contribution.reference if message.contribution else ""
    told = decision.told if decision else ""
    lines = (
        *_told_in(language, plan, told, reference),
        _("Your reference: %(reference)s", reference=reference),
        _(
            "To see more, or to take your words back, open this page and enter your private code: %(where)s",
            where=f"{site}/receipt" if site else _("the page called “Your receipt”"),
        ),
    )
    return Letter(
        _("What became of your words (%(reference)s)", reference=reference), "\n\n".join(lines) + "\n", language
    )


def _told_in(language: str, plan: Plan, told: str, reference: str) -> tuple[str, ...]:
    """What was told, in ``language`` where the house has it; else as a person wrote it, with a note that says so."""
    if language == ENGLISH or not told:
        return (told,)
    known = translated(plan, told, reference, language)
    return (known,) if known else (in_english(plan, language), told)


def translated(plan: Plan, told: str, reference: str, language: str) -> str:
    """A letter of the house in ``language``, or nothing: it was changed by a moderator, and nobody translated that."""
    known: dict[str, str] = plan.wording.get("translations", {}).get(language, {})
    found = (text for english, text in known.items() if filled_in(english, plan, reference) == told)
    return filled_in(next(found, ""), plan, reference)


def in_english(plan: Plan, language: str) -> str:
    """A note before words that a person wrote in English."""
    contact = plan.wording.get("contact", {})
    reach = " ".join(filter(None, (contact.get("phone", ""), contact.get("email", ""))))
    _ = speaking(language)
    note: str = _(
        "A person wrote the next part in English. If you want help to read it, ask us: %(contact)s", contact=reach
    )
    return note


def policy(plan: Plan) -> list[tuple[str, str]]:
    """What the settings promise, in words, for the page that says how we read."""
    settings = plan.moderator
    return [
        ("We try to read everything within", f"{settings.get('timing_days', 5)} working days"),
        ("A moderator can take a decision back within", f"{UNDO_MINUTES} minutes"),
        ("Your words as you sent them are destroyed", f"{keep_days(plan)} days after the decision"),
        ("Your email address, phone number or address is destroyed", f"{contact_days(plan)} days after the decision"),
        (
            "A second person reads again, without knowing the first decision",
            f"one in {settings.get('second_reading_every') or 10}",
        ),
    ]


def published_letters(plan: Plan) -> list[tuple[str, str]]:
    """Every letter that a writer may get, as it reads now, with when it is sent; for the published rules."""
    return [
        (called.partition(" (")[0], filled_in(text_of(plan, name), plan, "7K4P-2M9QX"))  # without hints to staff
        for name, called in CALLED.items()
    ]


def keep_days(plan: Plan) -> int:
    """How long the words as sent are kept after a decision."""
    return int(plan.moderator.get("keep_original_days") or 30)


def contact_days(plan: Plan) -> int:
    """How long contact details are kept after the last decision."""
    return int(plan.moderator.get("keep_contact_days") or 365)
