"""What the kinds and states are called on the moderator's pages."""

from __future__ import annotations

from engage.models import Kind, State
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


def some(number: int, thing: str, things: str | None = None) -> str:
    """A number with its thing: 1 place, 3 places."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
