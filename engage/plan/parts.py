"""The parts that a plan is made of, as staff see and change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engage.errors import NotFoundError
from engage.models import (
    BigChange,
    Channel,
    Chapter,
    Goal,
    Locality,
    Milestone,
    Objective,
    PlainWord,
    Question,
    RespondentKind,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the plan. ``named`` is the attribute that names an entry; ``slugged`` ones are told apart by a slug."""

    key: str
    kind: type[Any]
    many: str
    one: str
    named: str
    about: str
    slugged: bool = True
    removable: bool = False

    @property
    def a_one(self) -> str:
        """One of them, as it is said: a goal, an objective."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"


PARTS = {
    part.key: part
    for part in (
        Part("goals", Goal, "Goals", "goal", "title", "The few aims that the whole plan is written through."),
        Part("chapters", Chapter, "Chapters", "chapter", "title", "Each chapter has its own authors and its own quotes."),
        Part(
            "objectives", Objective, "Objectives", "objective", "text", "What a chapter promises, and by when.",
            slugged=False, removable=True,
        ),
        Part(
            "big-changes", BigChange, "Big changes", "big change", "title", "What cuts across the chapters.",
            removable=True,
        ),
        Part(
            "questions", Question, "Questions of the week", "question", "title", "What the public is asked, and when.",
            removable=True,
        ),
        Part(
            "milestones", Milestone, "Dates that matter", "date", "what", "When the plan is decided on, and by whom.",
            slugged=False, removable=True,
        ),
        Part("places", Locality, "Places", "place", "name", "Where people live. The plan counts by these places."),
        Part("people", RespondentKind, "Kinds of people", "kind of person", "name", "Who somebody says that they are."),
        Part("channels", Channel, "Ways to reach us", "way to reach us", "name", "How contributions come in."),
        Part(
            "plain-words", PlainWord, "Plain words", "plain word", "name",
            "Terms that authors are told of in their drafts, with what to say instead.", removable=True,
        ),
    )
}  # fmt: skip


def part_called(key: str) -> Part:
    """The part with this key in its address.

    Raises:
        NotFoundError: a plan has no such part.
    """
    if key not in PARTS:
        raise NotFoundError("A plan has no such part.")
    return PARTS[key]
