"""Drafts as they are read: the list, one version paragraph by paragraph, and what people said about each paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    BlockChange,
    BlockKind,
    Chapter,
    Contribution,
    DraftBlock,
    DraftChapter,
    DraftParagraph,
    Outcome,
    Plan,
    Purpose,
    published,
)
from engage.models.outcome import outcome_draft_paragraph
from engage.outcomes.drafting import published_draft, takes_comments
from engage.outcomes.queries import Line, line_of, shown
from engage.outcomes.reckoning import comments_by_chapter
from engage.outcomes.voices import SPOKEN, Heard, heard

COMMENTS = 10
"""Comments on one page."""
HEADINGS = frozenset({BlockKind.HEADING, BlockKind.SUBHEADING})
_CHANGES = {BlockChange.SAME: "", BlockChange.CHANGED: "Changed", BlockChange.NEW: "New"}


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list."""

    chapter: str
    slug: str
    number: int
    about: str
    opens: date
    closes: date
    open: bool
    comments: int


@dataclass(frozen=True)
class Block:
    """A piece of a draft. ``number`` counts what can be commented on; a heading has none."""

    id: int
    kind: BlockKind
    number: int | None
    text: str
    change: str
    comments: int


@dataclass(frozen=True)
class Version:
    """An earlier or later version to go to."""

    number: int
    published_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """One version of a draft, to read."""

    chapter: Chapter
    draft: DraftChapter
    blocks: tuple[Block, ...]
    contents: tuple[Block, ...]
    versions: tuple[Version, ...]
    latest: bool
    open: bool
    comments: int


@dataclass(frozen=True)
class ParagraphPage:
    """A paragraph of the present version, or as it last stood, with what people said and what was done with it."""

    chapter: Chapter
    block: Block
    version: int
    gone: bool
    open: bool
    closes: date
    comments: tuple[Heard, ...]
    number: int
    pages: int
    outcomes: tuple[Line, ...]


def drafts(plan: Plan, today: date) -> tuple[DraftLine, ...]:
    """The present version of each chapter's draft, those that take comments first."""
    newest = (
        select(DraftChapter.chapter_id, func.max(DraftChapter.number).label("number"))
        .where(DraftChapter.published_at.is_not(None))
        .group_by(DraftChapter.chapter_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(DraftChapter)
        .join(newest, (newest.c.chapter_id == DraftChapter.chapter_id) & (newest.c.number == DraftChapter.number))
        .join(Chapter, Chapter.id == DraftChapter.chapter_id)
        .where(Chapter.plan_id == plan.id)
        .options(joinedload(DraftChapter.chapter))
        .order_by(Chapter.position)
    ).all()
    counted = comments_by_chapter(plan)
    lines = [
        DraftLine(row.chapter.title, row.chapter.slug, row.number, row.about, row.opens, row.closes,
                  takes_comments(row, today), counted.get(row.chapter_id, 0))
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: not line.open))


def chapter_called(plan: Plan, slug: str) -> Chapter:
    """A chapter of the plan.

    Raises:
        NotFoundError: it has none such.
    """
    found = next((chapter for chapter in plan.chapters if chapter.slug == slug), None)
    if found is None:
        raise NotFoundError
    return found


def reading(plan: Plan, slug: str, number: int | None, today: date) -> Reading:
    """A published version to read: the present one, or an earlier one by its number.

    Raises:
        NotFoundError: there is none such, or it is not published.
    """
    chapter = chapter_called(plan, slug)
    present = published_draft(chapter)
    if present is None:
        raise NotFoundError
    asked = select(DraftChapter).where(DraftChapter.chapter_id == chapter.id, DraftChapter.published_at.is_not(None))
    draft = present if number is None else db.session.scalar(asked.where(DraftChapter.number == min(number, 2**31 - 1)))
    if draft is None:
        raise NotFoundError
    return reading_of(plan, draft, today, latest=draft is present)


def reading_of(plan: Plan, draft: DraftChapter, today: date, *, latest: bool = True) -> Reading:
    """A version as its page shows it; its authors look at it before it is published."""
    counted = _shown_comments(plan, [block.paragraph_id for block in draft.blocks])
    blocks = blocks_of(draft, counted)
    versions = db.session.scalars(
        select(DraftChapter)
        .where(DraftChapter.chapter_id == draft.chapter_id, DraftChapter.published_at.is_not(None))
        .order_by(DraftChapter.number.desc())
    )
    return Reading(
        draft.chapter, draft, blocks, tuple(block for block in blocks if block.kind is BlockKind.HEADING),
        tuple(Version(row.number, row.published_at) for row in versions), latest,
        latest and takes_comments(draft, today), comments_by_chapter(plan).get(draft.chapter_id, 0),
    )  # fmt: skip


def blocks_of(draft: DraftChapter, counted: dict[int, int]) -> tuple[Block, ...]:
    """A version's pieces with their numbers; ``counted`` is how many comments may be shown, by paragraph."""
    blocks, number = [], 0
    for row in draft.blocks:
        heading = row.kind in HEADINGS
        number += not heading
        blocks.append(
            Block(row.paragraph_id, row.kind, None if heading else number, row.text,
                  "" if heading else _CHANGES[row.change], counted.get(row.paragraph_id, 0))
        )  # fmt: skip
    return tuple(blocks)


def _on(plan: Plan, purpose: Purpose, paragraph_ids: Sequence[int]) -> Select[Contribution]:
    return published(purpose, plan_id=plan.id).where(Contribution.paragraph_id.in_(paragraph_ids))


def _shown_comments(plan: Plan, paragraph_ids: Sequence[int]) -> dict[int, int]:
    query = _on(plan, Purpose.SHOW, paragraph_ids).group_by(Contribution.paragraph_id)
    rows = db.session.execute(query.with_only_columns(Contribution.paragraph_id, func.count()))
    return {id_: number for id_, number in rows if id_ is not None}


def paragraph_of(plan: Plan, slug: str, id_: int) -> DraftParagraph:
    """A paragraph that the public has been able to read.

    Raises:
        NotFoundError: there is none such.
    """
    chapter = chapter_called(plan, slug)
    row = db.session.get(DraftParagraph, id_) if id_ < 2**31 else None
    if row is None or row.chapter_id != chapter.id or _last_block(row) is None:
        raise NotFoundError
    return row


def _last_block(paragraph: DraftParagraph) -> DraftBlock | None:
    """The paragraph as it last stood in a published version; headings take no comments."""
    return db.session.scalar(
        select(DraftBlock)
        .join(DraftChapter, DraftChapter.id == DraftBlock.draft_id)
        .where(
            DraftBlock.paragraph_id == paragraph.id,
            DraftChapter.published_at.is_not(None),
            DraftBlock.kind.not_in(HEADINGS),
        )
        .order_by(DraftChapter.number.desc())
        .limit(1)
    )


def paragraph_page(plan: Plan, paragraph: DraftParagraph, today: date, number: int = 1) -> ParagraphPage:
    """A paragraph with one page of what may be shown of what people said about it, the latest first.

    Raises:
        NotFoundError: the public has never been able to read it.
    """
    present, last = published_draft(paragraph.chapter), _last_block(paragraph)
    if present is None or last is None:
        raise NotFoundError
    block = next(one for one in blocks_of(last.draft, _shown_comments(plan, [paragraph.id])) if one.id == paragraph.id)
    rows = db.session.scalars(
        _on(plan, Purpose.SHOW, [paragraph.id])
        .options(*(joinedload(part) for part in SPOKEN))
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .offset((number - 1) * COMMENTS)
        .limit(COMMENTS)
    )
    said = tuple(heard(row, row.published_text or "") for row in rows)
    gone = last.draft_id != present.id
    return ParagraphPage(
        paragraph.chapter, block, last.draft.number, gone, not gone and takes_comments(present, today), present.closes,
        said, number, -(-block.comments // COMMENTS), _answers(plan, paragraph.id),
    )  # fmt: skip


def _answers(plan: Plan, paragraph_id: int) -> tuple[Line, ...]:
    answered = select(outcome_draft_paragraph.c.outcome_id).where(
        outcome_draft_paragraph.c.draft_paragraph_id == paragraph_id
    )
    return tuple(line_of(row) for row in db.session.scalars(shown(plan).where(Outcome.id.in_(answered))))
