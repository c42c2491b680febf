"""The desk of officers and authors: their outcomes and drafts, voices to link, and comments paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from engage.extensions import db
from engage.models import (
    Chapter,
    Contribution,
    DraftBlock,
    DraftChapter,
    DraftParagraph,
    Outcome,
    Plan,
    Purpose,
    Question,
    State,
    Theme,
    User,
    published,
)
from engage.models.outcome import outcome_draft_paragraph
from engage.outcomes.draft_pages import Block, blocks_of
from engage.policies import Permission, allows

FOUND = 20
MOST_WORDS = 8
Pair = tuple[str, str]


@dataclass(frozen=True)
class ChapterDesk:
    """A chapter with its outcomes and the versions of its draft."""

    chapter: Chapter
    outcomes: tuple[Outcome, ...]
    drafts: tuple[DraftChapter, ...]
    comments: int
    may_edit: bool


@dataclass(frozen=True)
class Discussed:
    """A paragraph with everything that may be used of what people said about it; ``waiting`` is not read yet."""

    block: Block
    version: int
    gone: bool
    comments: tuple[Contribution, ...]
    waiting: int
    answers: tuple[Outcome, ...]


@dataclass(frozen=True)
class Groups:
    """Themes and questions to choose from, as (id, words)."""

    themes: tuple[Pair, ...]
    questions: tuple[Pair, ...]


def chapters_of(actor: User, plan: Plan) -> list[Chapter]:
    """The chapters whose outcomes and drafts this person may edit."""
    return [chapter for chapter in plan.chapters if allows(actor, Permission.EDIT_OUTCOMES, chapter)]


def desk(actor: User, plan: Plan) -> list[ChapterDesk]:
    """Every chapter, those that this person may edit first."""
    outcomes = db.session.scalars(
        select(Outcome).where(Outcome.plan_id == plan.id).order_by(Outcome.on.desc(), Outcome.id.desc())
    ).all()
    drafts = db.session.scalars(
        select(DraftChapter)
        .join(Chapter, Chapter.id == DraftChapter.chapter_id)
        .where(Chapter.plan_id == plan.id)
        .order_by(DraftChapter.number.desc())
    ).all()
    comments = _comments(plan)
    rows = [
        ChapterDesk(
            chapter,
            tuple(row for row in outcomes if row.chapter_id == chapter.id),
            tuple(row for row in drafts if row.chapter_id == chapter.id),
            comments.get(chapter.id, 0),
            allows(actor, Permission.EDIT_OUTCOMES, chapter),
        )
        for chapter in plan.chapters
    ]
    return sorted(rows, key=lambda row: not row.may_edit)


def _comments(plan: Plan) -> dict[int, int]:
    rows = db.session.execute(
        published(Purpose.USE, plan_id=plan.id)
        .join(DraftParagraph, DraftParagraph.id == Contribution.paragraph_id)
        .with_only_columns(DraftParagraph.chapter_id, func.count())
        .group_by(DraftParagraph.chapter_id)
    )
    return {chapter_id: number for chapter_id, number in rows}  # noqa: C416 - names the two columns


def groups(plan: Plan) -> Groups:
    """What an outcome can answer as a whole: living themes that are not inside another, and questions asked so far."""
    themes = db.session.scalars(
        select(Theme)
        .where(Theme.plan_id == plan.id, Theme.retired_at.is_(None), Theme.parent_id.is_(None))
        .order_by(Theme.name)
    )
    questions = db.session.scalars(select(Question).where(Question.plan_id == plan.id).order_by(Question.opens))
    return Groups(
        tuple((str(row.id), row.name) for row in themes), tuple((str(row.id), row.title) for row in questions)
    )


def voices_to_link(plan: Plan, outcome: Outcome, words: str) -> list[Contribution]:
    """Published words that hold all of ``words`` or have that reference; what is linked already is left out."""
    linked = [row.id for row in outcome.contributions]
    query = published(Purpose.USE, plan_id=plan.id).where(Contribution.id.not_in(linked))
    for word in words.split()[:MOST_WORDS]:
        query = query.where(
            or_(
                Contribution.published_text.icontains(word, autoescape=True),
                Contribution.reference == word.upper(),
            )
        )
    query = query.options(joinedload(Contribution.consent), joinedload(Contribution.locality))
    return list(db.session.scalars(query.order_by(Contribution.published_at.desc()).limit(FOUND)))


def linked_voices(plan: Plan, outcome: Outcome) -> list[Contribution]:
    """The voices picked for an outcome that may still be used; one that was taken back is not seen any more."""
    picked = Contribution.id.in_([row.id for row in outcome.contributions])
    query = published(Purpose.USE, plan_id=plan.id).where(picked).options(joinedload(Contribution.consent))
    return list(db.session.scalars(query.order_by(Contribution.received_at)))


def discussed(plan: Plan, chapter: Chapter) -> list[Discussed]:
    """The paragraphs of a chapter's draft that people spoke about or that were answered, in their order."""
    said = _said(plan, chapter)
    waiting = _waiting(plan, chapter)
    answers = _answers(plan)
    found = []
    for block, version, gone in _last_standing(chapter):
        rows, answered = said.get(block.id, []), answers.get(block.id, [])
        if rows or answered or block.id in waiting:
            found.append(Discussed(block, version, gone, tuple(rows), waiting.get(block.id, 0), tuple(answered)))
    return found


def _last_standing(chapter: Chapter) -> list[tuple[Block, int, bool]]:
    """Each paragraph as it last stood: those of the present version in order, then those that are gone."""
    drafts = db.session.scalars(
        select(DraftChapter)
        .where(DraftChapter.chapter_id == chapter.id, DraftChapter.published_at.is_not(None))
        .options(selectinload(DraftChapter.blocks))
        .order_by(DraftChapter.number.desc())
    ).all()
    seen: dict[int, tuple[Block, int, bool]] = {}
    for place, draft in enumerate(drafts):
        for block in blocks_of(draft, {}):
            seen.setdefault(block.id, (block, draft.number, place > 0))
    return list(seen.values())


def _said(plan: Plan, chapter: Chapter) -> dict[int, list[Contribution]]:
    rows = db.session.scalars(
        published(Purpose.USE, plan_id=plan.id)
        .join(DraftParagraph, DraftParagraph.id == Contribution.paragraph_id)
        .where(DraftParagraph.chapter_id == chapter.id)
        .options(joinedload(Contribution.locality), joinedload(Contribution.respondent_kind))
        .options(joinedload(Contribution.consent))
        .order_by(Contribution.received_at)
    )
    found: dict[int, list[Contribution]] = {}
    for row in rows:
        found.setdefault(row.paragraph_id or 0, []).append(row)
    return found


def _waiting(plan: Plan, chapter: Chapter) -> dict[int, int]:
    """How many comments nobody has read yet; a number only."""
    rows = db.session.execute(
        select(Contribution.paragraph_id, func.count())
        .join(DraftParagraph, DraftParagraph.id == Contribution.paragraph_id)
        .where(
            Contribution.plan_id == plan.id,
            DraftParagraph.chapter_id == chapter.id,
            Contribution.state == State.RECEIVED,
        )
        .group_by(Contribution.paragraph_id)
    )
    return {id_: number for id_, number in rows if id_ is not None}


def _answers(plan: Plan) -> dict[int, list[Outcome]]:
    rows = db.session.execute(
        select(outcome_draft_paragraph.c.draft_paragraph_id, Outcome)
        .join(Outcome, Outcome.id == outcome_draft_paragraph.c.outcome_id)
        .where(Outcome.plan_id == plan.id)
        .order_by(Outcome.id)
    )
    found: dict[int, list[Outcome]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1])
    return found


def last_words(paragraph: DraftParagraph) -> str:
    """A paragraph as it last stood."""
    query = select(DraftBlock.text).where(DraftBlock.paragraph_id == paragraph.id).order_by(DraftBlock.draft_id.desc())
    return db.session.scalar(query.limit(1)) or ""
