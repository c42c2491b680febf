"""What a person has to take out of their chapters, as they see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import Chapter, DraftChapter, Pack, Plan, Purpose, Quote, Recall, User, WordDraft, now, published
from engage.models import Contribution as Said
from engage.policies import Permission, allows
from engage.quotes.collections import why_fallen
from engage.quotes.companions import instead_of
from engage.quotes.queries import Quotable


@dataclass(frozen=True, slots=True)
class Stands:
    """One place where the words stand: what it is called, and the page where it can be mended, if there is one."""

    name: str
    endpoint: str
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Notice:
    """One contribution whose words have to leave one chapter."""

    id: int
    chapter: Chapter
    reference: str
    why: str
    to_do: str
    since: datetime
    places: tuple[Stands, ...]
    instead: tuple[Quotable, ...]
    quote_id: int | None
    """The collected quote that another can be put in place of."""


def open_recalls(person: User, plan: Plan) -> list[Recall]:
    """What this person was told and has not seen to; nothing that may be quoted again as it was."""
    rows = db.session.scalars(
        select(Recall)
        .join(Chapter, Chapter.id == Recall.chapter_id)
        .options(joinedload(Recall.chapter), joinedload(Recall.contribution))
        .where(Recall.user_id == person.id, Recall.done_at.is_(None), Chapter.plan_id == plan.id)
        .order_by(Recall.at.desc(), Recall.id)
    ).all()
    agreed = _agreed(plan, {row.contribution_id for row in rows})
    latest: dict[tuple[int, int], Recall] = {}
    for row in rows:
        if row.became == agreed.get(row.contribution_id, ""):
            latest.setdefault((row.chapter_id, row.contribution_id), row)
    return list(latest.values())


def _agreed(plan: Plan, contributions: set[int]) -> dict[int, str]:
    """Digests of what may be quoted now."""
    query = published(Purpose.QUOTE, plan_id=plan.id).where(Said.id.in_(contributions))
    return {id_: digest or "" for id_, digest in db.session.execute(query.with_only_columns(Said.id, Said.published_digest))}  # fmt: skip


def notices(person: User, plan: Plan) -> list[Notice]:
    """The person's page: each with where the words stand and what could stand instead."""
    return [_notice(person, row) for row in open_recalls(person, plan)]


def _notice(person: User, row: Recall) -> Notice:
    why, to_do = why_fallen(row.contribution, agreed=bool(row.became))
    mine = allows(person, Permission.COLLECT_QUOTES, row.chapter)
    quotes = list(
        db.session.scalars(
            select(Quote)
            .where(
                Quote.chapter_id == row.chapter_id,
                Quote.contribution_id == row.contribution_id,
                Quote.text_digest != row.became,
            )
            .order_by(Quote.position)
        )
    )
    return Notice(
        id=row.id,
        chapter=row.chapter,
        reference=row.contribution.reference,
        why=why,
        to_do=to_do,
        since=row.at,
        places=tuple(stand for held in row.held if (stand := _stands(row.chapter, held, mine=mine)) is not None),
        instead=instead_of(row.chapter, quotes[:1])[quotes[0].id] if mine and quotes else (),
        quote_id=quotes[0].id if quotes else None,
    )


def _stands(chapter: Chapter, held: str, *, mine: bool) -> Stands | None:
    """A place in words; one that is gone since is left out."""
    kind, _, number = held.partition(":")
    id_ = int(number or 0)
    if kind == "draft":
        draft = db.session.get(WordDraft, id_)
        if draft is None:
            return None
        values: dict[str, str | int] = {"slug": chapter.slug, "draft_id": id_}
        return Stands(f"the Word draft {draft.name}", "drafts.draft" if mine else "", values)
    if kind == "pack":
        pack = db.session.get(Pack, id_)
        name = "" if pack is None else f"evidence pack {pack.number}, where the words are gone already"
        return Stands(name, "evidence.pack", {"number": pack.number}) if pack else None
    if kind == "chapter-draft":
        version = db.session.get(DraftChapter, id_)
        name = "" if version is None else f"version {version.number} of the draft that the public can read"
        return Stands(name, "outcomes.overview", {}) if version else None
    return Stands("the collection", "quotes.collection" if mine else "", {"slug": chapter.slug})


def seen_to(person: User, recall_id: int) -> Recall:
    """Note that the person has taken the words out. Saying it twice changes nothing.

    Raises:
        NotFoundError: nothing of theirs is called so.
    """
    row = db.session.get(Recall, recall_id)
    if row is None or row.user_id != person.id:
        raise NotFoundError("This notice is not here any more.")
    row.done_at = row.done_at or now()
    db.session.flush()
    return row
