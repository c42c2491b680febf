"""Why something was decided: one table, with the words that the contributor is told."""

from __future__ import annotations

from dataclasses import dataclass

from engage.models import State


@dataclass(frozen=True, slots=True)
class Reason:
    """``label`` is what the moderator picks; ``told`` is what the contributor reads, nothing when it is not for them."""

    slug: str
    label: str
    told: str = ""


_WRITE_AGAIN = "You can write it again without that part."

DECLINE = (
    Reason(
        "names-a-person",
        "It names or blames a person who could be recognised, and does not work without that",
        f"It speaks about a person who could be recognised, so it would not be fair to show it. {_WRITE_AGAIN}",
    ),
    Reason(
        "advertising",
        "It advertises something",
        "It reads like advertising. This site is for what people think about health and care.",
    ),
    Reason("abusive", "It is abusive or threatening", f"Some of the words could hurt other people. {_WRITE_AGAIN}"),
    Reason(
        "off-topic",
        "It is about something that this plan cannot change",
        "It is about something that this plan cannot change.",
    ),
    Reason(
        "complaint",
        "It is a formal complaint",
        "It is a complaint about what happened to you. We cannot look into that here, but somebody else can. "
        "The page about how we read what you send says who to ask.",
    ),
    Reason(
        "not-about-health",
        "It is not about health or care",
        "We could not see how it is about health or care. You can write it again and tell us.",
    ),
    Reason(
        "spam",
        "It is spam, or was sent by a machine",
        "It looks as if a machine sent it. If we got that wrong, please write to us.",
    ),
    Reason("other", "Another reason (say which in the note)"),
)
ROUTE = (
    Reason(
        "complaint",
        "A complaint, or PALS",
        "This site cannot look into what happened to you. The page about reaching us says who can. "
        "What you said still counts for the plan.",
    ),
    Reason(
        "urgent-care",
        "Somebody needs care soon",
        "We do not give care and cannot arrange it. If you need help today, ring 111. What you said still counts.",
    ),
    Reason(
        "service-feedback",
        "Thanks or feedback for one service",
        "The service itself would like to hear this: you can tell it directly. What you said still counts for the plan.",
    ),
)
REFER = (
    Reason("risk-to-self", "The writer may harm themselves"),
    Reason("risk-to-adult", "An adult may be at risk"),
    Reason("risk-to-child", "A child may be at risk"),
)
_SAFE = "A trained person is reading what you sent with extra care."
HOLD = (
    Reason("find-out", "I need to find something out", "We are finding something out before we decide."),
    Reason("together", "We will talk about it together", "We are talking about it before we decide."),
    Reason("later", "I will come back to it", "We are still reading what you sent."),
)
PAUSED = (
    Reason(
        "ask-author",
        "I need to ask the writer something",
        "We need to ask you something before we can go on.",
    ),
    Reason("second-opinion", "I want a second opinion", "A second person is reading what you sent."),
)
CHANGE = (
    Reason("mistake", "The first decision was a mistake"),
    Reason("reported", "Somebody reported it"),
    Reason("new-information", "We know more now"),
    Reason("writer-asked", "The writer asked for it"),
)
UNDO = Reason("undo", "Undone straight away")
RETURN = Reason("looked-into", "Looked into by the safeguarding lead")
ANSWERED = Reason("answered", "The writer answered")

ALL = {reason.slug: reason for reason in (*ROUTE, *DECLINE, *REFER, *HOLD, *PAUSED, *CHANGE, UNDO, RETURN, ANSWERED)}
"""By slug; where a way elsewhere and a reason not to publish share one, staff read the second."""


def label(slug: str) -> str:
    """What staff read for a reason; a reason from outside this table (an import's) is shown as it is."""
    return ALL[slug].label if slug in ALL else slug


def told_plainly(slug: str) -> str:
    """What the contributor is told for a reason when the plan has no letter for it."""
    return (ALL[slug].told if slug in ALL else "") or "It does not fit our rules for publishing."


def told(state: State, reason: str, note: str = "") -> str:
    """What the contributor is told about where their words stand, in plain English."""
    if state is State.REFERRED:
        return _SAFE
    if state is State.DECLINED:
        known = ALL.get(reason)
        return known.told if known and known.told else note or "It does not fit our rules for publishing."
    if state is State.HELD:
        return ALL[reason].told if reason in ALL else "We are still reading what you sent."
    return ""
