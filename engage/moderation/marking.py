"""A text cut into stretches, each with the marks that lie on it, for a page to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engage.models import Screening
from engage.moderation.proposals import Proposal
from engage.moderation.words import CONCERNS


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] deserves a look: ``style`` says how it is drawn, ``label`` why, in words."""

    start: int
    end: int
    style: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text under the same marks; ``label`` names the marks that end here."""

    text: str
    styles: str = ""
    label: str = ""


def cut(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """``text`` in stretches; joined together they are exactly the text."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    edges = sorted({0, len(text)} | {mark.start for mark in inside} | {mark.end for mark in inside})
    opening = sorted(inside, key=lambda mark: mark.start, reverse=True)
    over: list[Mark] = []
    segments = []
    for start, end in pairwise(edges):
        while opening and opening[-1].start <= start:
            over.append(opening.pop())
        over = [mark for mark in over if mark.end > start]
        styles = " ".join(dict.fromkeys(f"app-mark--{mark.style}" for mark in over))
        label = ", ".join(dict.fromkeys(mark.label for mark in over if mark.end == end))
        segments.append(Segment(text[start:end], styles, label))
    return segments


WARNINGS = {"small-number": "may tell who somebody is"}


def worries(screening: Screening | None, part: str) -> list[dict[str, object]]:
    """What screening found in ``part`` (text or title) that no proposal would cut out: concerns and warnings."""
    if screening is None:
        return []
    if part == "title":
        return [*screening.title_concerns, *screening.title_warnings]
    return [*screening.concerns, *screening.warnings]


def marks_of(proposals: Sequence[Proposal], concerns: Sequence[dict[str, object]], part: str) -> list[Mark]:
    """Marks for what would be cut out of ``part`` (text or title), what was kept in, and what screening worries about."""
    found = []
    for proposal in proposals:
        style, tail = ("out", "") if proposal.ticked else ("kept", " (kept)")
        places = proposal.text if part == "text" else proposal.title
        found += [Mark(place.start, place.end, style, proposal.label + tail) for place in places]
    for concern in concerns:
        kind = str(concern["kind"])
        label = CONCERNS.get(kind) or WARNINGS.get(kind, kind)
        found.append(Mark(int(str(concern["start"])), int(str(concern["end"])), "concern", label))
    return found


DISTRESSING = frozenset({"self-harm", "risk-to-child", "risk-to-adult", "threat", "abuse"})


def concern_names(screening: Screening | None, *, distressing: bool = False) -> list[str]:
    """Which concerns a screening found, in plain words, most urgent first; ``distressing``: what is hard to read."""
    if screening is None:
        return []
    found = {
        each["kind"]
        for each in (*screening.concerns, *screening.title_concerns)
        if not distressing or (each["level"] == "high" and each["kind"] in DISTRESSING)
    }
    return [words for kind, words in CONCERNS.items() if kind in found]
