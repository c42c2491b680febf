"""Put a draft chapter out to be read and commented on, version after version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import (
    BlockChange,
    Chapter,
    DraftBlock,
    DraftChapter,
    DraftParagraph,
    Plan,
    User,
    now,
)
from engage.outcomes.documents import Document, Piece
from engage.outcomes.matching import match
from engage.policies import Permission, require
from engage.submissions.intake import clean_text

MAX_ABOUT = 1_000


def find_draft(plan: Plan, id_: int) -> DraftChapter:
    """A version of a draft, published or not.

    Raises:
        NotFoundError: the plan has none such.
    """
    row = db.session.get(DraftChapter, id_) if id_ < 2**31 else None
    if row is None or row.chapter.plan_id != plan.id:
        raise NotFoundError("There is no such draft.")
    return row


def published_draft(chapter: Chapter) -> DraftChapter | None:
    """The version of a chapter's draft that the public reads now: the last one published."""
    return db.session.scalar(
        select(DraftChapter)
        .where(DraftChapter.chapter_id == chapter.id, DraftChapter.published_at.is_not(None))
        .order_by(DraftChapter.number.desc())
        .limit(1)
    )


def prepare(
    actor: User, chapter: Chapter, document: Document, *, about: str, opens: date, closes: date
) -> DraftChapter:
    """Make the next version, to be looked at and then published; one that waits already is replaced.

    Raises:
        NotPermittedError: it is not the actor's chapter.
        InputError: the days are the wrong way round.
    """
    require(actor, Permission.EDIT_OUTCOMES, chapter)
    about = _checked(about, opens, closes)
    waiting = db.session.scalar(
        select(DraftChapter).where(DraftChapter.chapter_id == chapter.id, DraftChapter.published_at.is_(None))
    )
    if waiting:
        discard(actor, waiting)
    last = published_draft(chapter)
    draft = DraftChapter(
        chapter=chapter, number=(last.number if last else 0) + 1, about=about, opens=opens, closes=closes,
        made_by_id=actor.id,
    )  # fmt: skip
    db.session.add(draft)
    draft.blocks = _blocks(chapter, document.pieces, list(last.blocks) if last else [])
    db.session.flush()
    return draft


def _checked(about: str, opens: date, closes: date) -> str:
    if opens > closes:
        raise InputError("The last day cannot be before the first day.")
    return clean_text(about)[:MAX_ABOUT]


def _blocks(chapter: Chapter, pieces: Sequence[Piece], before: Sequence[DraftBlock]) -> list[DraftBlock]:
    """Pieces as blocks, each under the identity of the paragraph it was before, or a new one."""
    places = match([Piece(block.kind, block.text) for block in before], pieces)
    blocks = []
    for position, (piece, (place, same)) in enumerate(zip(pieces, places, strict=True), start=1):
        known = before[place].paragraph if place is not None else None
        change = BlockChange.SAME if same or not before else BlockChange.CHANGED if known else BlockChange.NEW
        paragraph = known or DraftParagraph(chapter=chapter)
        blocks.append(
            DraftBlock(position=position, kind=piece.kind, text=piece.text, change=change, paragraph=paragraph)
        )
    return blocks


def change_days(actor: User, draft: DraftChapter, *, about: str, opens: date, closes: date) -> None:
    """Change when comments are taken, and what is said above the draft.

    Raises:
        NotPermittedError: it is not the actor's chapter.
        InputError: the days are the wrong way round.
    """
    require(actor, Permission.EDIT_OUTCOMES, draft.chapter)
    draft.about, draft.opens, draft.closes = _checked(about, opens, closes), opens, closes
    db.session.flush()


def publish(actor: User, draft: DraftChapter) -> None:
    """Let everybody read it. What is published stays readable, also when a newer version comes.

    Raises:
        NotPermittedError: it is not the actor's chapter.
    """
    require(actor, Permission.EDIT_OUTCOMES, draft.chapter)
    draft.published_at = draft.published_at or now()
    db.session.flush()


def discard(actor: User, draft: DraftChapter) -> None:
    """Delete a version that nobody else has seen.

    Raises:
        NotPermittedError: it is not the actor's chapter.
        InputError: it is published.
    """
    require(actor, Permission.EDIT_OUTCOMES, draft.chapter)
    if draft.published_at is not None:
        raise InputError("A published version stays. Publish a new one instead.")
    own = [block.paragraph for block in draft.blocks if block.change is not BlockChange.CHANGED]
    db.session.delete(draft)
    db.session.flush()
    used = set(
        db.session.scalars(
            select(DraftBlock.paragraph_id).where(DraftBlock.paragraph_id.in_([one.id for one in own])).distinct()
        )
    )
    for paragraph in own:
        if paragraph.id not in used:
            db.session.delete(paragraph)
    db.session.flush()


def takes_comments(draft: DraftChapter, today: date) -> bool:
    """Whether people can comment on this version today."""
    return draft.published_at is not None and draft.opens <= today <= draft.closes
