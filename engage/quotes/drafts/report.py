"""All that an author is told about a draft: its quotes, its plain English, and what could be quoted where."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Contribution, Passage, PlainWord, WordDraft
from engage.quotes.drafts.checking import Checked, Standing, check
from engage.quotes.drafts.plain_english import Readability, review
from engage.quotes.drafts.reading import Paragraph, Reading
from engage.quotes.drafts.service import opened, origin
from engage.quotes.drafts.suggesting import Suggestions, could_take_a_quote, suggest
from engage.quotes.drafts.writing import Source
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.quotes.queries import Quotable, described, loaded, source_of, theme_counts
from engage.quotes.space import fitting
from engage.theming.pipeline import Pipeline

PAGE = 12
_REPLACEMENTS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One quote of the draft, in words: how it stands and what to do."""

    checked: Checked
    says: str
    to_do: str
    colour: str
    instead: tuple[Quotable, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the paragraphs that a quote could follow."""

    suggestions: Suggestions
    number: int
    pages: int
    total: int


_WORDS: dict[Standing, tuple[str, str, str]] = {
    Standing.INTACT: ("Word for word", "Nothing to do.", "green"),
    Standing.ALTERED: ("The words were altered", "Put the words back as they were, or take the quote out.", "red"),
    Standing.MOVED: (
        "Still right, under a new reference",
        "The approved text has changed around these words. Put the quote in again so that its reference is right.",
        "yellow",
    ),
    Standing.CHANGED: (
        "The approved text has changed",
        "Some of these words were taken out since. Take the quote out and choose another.",
        "red",
    ),
    Standing.WITHDRAWN: ("Taken back", "The person took these words back. Take the quote out.", "red"),
    Standing.CONSENT: ("Not agreed to be quoted", "The person did not agree to this. Take the quote out.", "red"),
    Standing.GONE: (
        "Not published now",
        "The moderator is looking at it again. Do not use it unless it comes back.",
        "red",
    ),
    Standing.UNKNOWN: ("Not one of ours", "We do not know this reference. Check where the quote came from.", "yellow"),
}
_PASTED = (
    "Word for word, but pasted",
    "Put it in from here instead, so that we can tell you should it change.",
    "blue",
)


def plain_words(chapter: Chapter) -> dict[str, str]:
    """The plan's list of jargon, with what to say instead."""
    rows = db.session.execute(select(PlainWord.name, PlainWord.plain).where(PlainWord.plan_id == chapter.plan_id))
    return {row.name: row.plain for row in rows}


def readability(draft: WordDraft, reading: Reading) -> Readability:
    """How the draft reads."""
    return review(reading.paragraphs, plain_words(draft.chapter))


def quotes_told(draft: WordDraft, reading: Reading, pipeline: Pipeline | None) -> tuple[Told, ...]:
    """Every quote of the draft with how it stands; for those that fell, others that say the like."""
    found = check(draft.chapter, reading.paragraphs)
    told = []
    for checked in found:
        words = _PASTED if checked.usable and not checked.tagged else _WORDS[checked.standing]
        instead = _instead(draft.chapter, checked, pipeline) if pipeline and not checked.usable else ()
        told.append(Told(checked, *words, instead))
    return tuple(told)


def _instead(chapter: Chapter, checked: Checked, pipeline: Pipeline) -> tuple[Quotable, ...]:
    """Quotes like for like. The written words are in the author's hands already; nothing is read from what was taken back."""
    if checked.standing in {Standing.ALTERED, Standing.MOVED, Standing.UNKNOWN} or not checked.written:
        return ()
    space = space_of(chapter, Filters(), pipeline.encoder)
    near = fitting(space, pipeline.vector(checked.written), _REPLACEMENTS)
    rows = loaded(select(Passage).where(Passage.id.in_([id_ for id_, _ in near])))
    order = {id_: at for at, (id_, _) in enumerate(near)}
    return tuple(described(chapter, sorted(rows, key=lambda row: order[row.id]), theme_counts(chapter)))


def standing_sources(draft: WordDraft, reading: Reading) -> list[Source]:
    """The quotes that stand in the draft and hold, for its appendix."""
    holding = [one for one in check(draft.chapter, reading.paragraphs) if one.usable and one.tagged]
    rows = {
        row.id: row
        for row in db.session.scalars(
            select(Contribution).where(Contribution.id.in_({one.contribution_id for one in holding}))
        )
    }
    return [
        Source(one.reference, rows[one.contribution_id].attribution, origin(source_of(rows[one.contribution_id])))
        for one in holding
        if one.contribution_id in rows
    ]


def part(
    draft: WordDraft, reading: Reading, pipeline: Pipeline, number: int, only: Sequence[int] | None = None
) -> Part:
    """One page of paragraphs with what could be quoted behind each; ``only`` narrows it to some paragraphs."""
    wanted: list[Paragraph] = [
        paragraph
        for paragraph in reading.paragraphs
        if could_take_a_quote(paragraph) and (only is None or paragraph.number in only)
    ]
    pages = max(1, math.ceil(len(wanted) / PAGE))
    number = min(max(number, 1), pages)
    shown = wanted[(number - 1) * PAGE : number * PAGE]
    return Part(suggest(draft.chapter, shown, pipeline), number, pages, len(wanted))


def counted(readability: Readability) -> Counter[str]:
    """How many findings there are of each kind."""
    return Counter(finding.kind for finding in readability.findings)


def open_draft(draft: WordDraft) -> Reading:
    """The paragraphs of a draft."""
    return opened(draft)[1]
