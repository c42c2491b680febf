"""What the kinds and states are called on the moderator's pages."""

from __future__ import annotations

from engage.models import DecisionKind, Kind, State
from engage.moderation.redaction import REPLACEMENTS

CONCERNS = {
    "self-harm": "self-harm or suicide",
    "risk-to-child": "a child at risk",
    "risk-to-adult": "an adult at risk",
    "threat": "a threat",
    "abuse": "abuse or insults",
    "allegation": "blame put on a person",
    "complaint": "a formal complaint",
    "advertising": "advertising",
    "off-topic": "perhaps not about health",
}
"""Most urgent first."""

IDENTIFIERS = {kind: words.strip("[]") for kind, words in REPLACEMENTS.items()} | {"other": "something else"}
KINDS = {Kind.IDEA: "Idea", Kind.STORY: "Story", Kind.COMMENT: "Comment"}
STATES = {
    State.RECEIVED: "Waiting",
    State.HELD: "On hold",
    State.REFERRED: "Referred",
    State.PUBLISHED: "Published",
    State.DECLINED: "Not published",
    State.WITHDRAWN: "Taken back by the writer",
}

DONE = {
    DecisionKind.ROUTE: "Sent elsewhere, and counted",
    DecisionKind.ASK: "Asked the writer",
    DecisionKind.SECOND: "Second opinion wanted",
    DecisionKind.BACK: "Put back in the queue",
    DecisionKind.ANSWER: "The writer answered",
    DecisionKind.UNDO: "Undone",
}
"""What was done, where the state alone would not say it."""
SUSPICIONS = {
    "honeypot": "A box that people cannot see was filled in",
    "too-fast": "It was sent faster than anybody types",
    "many-at-once": "Very many came from one connection",
    "advertising": "It advertises, with a link",
}
CHECKED_LANGUAGE = "en"
"""The only language that is looked through for names and concerns. Of some others a few words of danger are known."""
LANGUAGE_NAMES = {"en": "English", "pl": "Polish", "lt": "Lithuanian", "pt": "Portuguese", "ro": "Romanian"}


def some(number: int, thing: str, things: str | None = None) -> str:
    """A number with its thing: 1 place, 3 places."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
