"""Where words that may not be quoted any more still stand: collections, Word drafts, frozen packs, published drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Contribution,
    DraftBlock,
    DraftChapter,
    Pack,
    Plan,
    Purpose,
    Quote,
    WordDraft,
    now,
    published,
)

_CITED = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{5})\.(\d{1,9})-(\d{1,9})(?::([0-9a-f]{8}))?")
_BATCH = 500


class Cited(NamedTuple):
    """Some words as they are cited somewhere; one of the two digests says which words were meant, or neither."""

    reference: str
    start: int
    end: int
    text: str = ""
    """The first digits of the whole text's digest."""
    words: str = ""
    """The digest of the words alone."""


class Place(NamedTuple):
    """Where some words are cited: in which chapter, in what, and who put them there."""

    chapter_id: int
    cited: Cited
    where: str
    person: int | None


@dataclass(slots=True)
class Fallen:
    """Words of one contribution that one chapter holds and may not use."""

    chapter_id: int
    reference: str
    where: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def fallen(plan: Plan) -> list[Fallen]:
    """Everything that is held somewhere and may not be quoted any more, by chapter and contribution."""
    places = list(_places(plan))
    texts = _quotable(plan, {place.cited.reference for place in places})
    found: dict[tuple[int, str], Fallen] = {}
    for place in places:
        reference = place.cited.reference
        if stands(place.cited, texts.get(reference)):
            continue
        row = found.setdefault((place.chapter_id, reference), Fallen(place.chapter_id, reference))
        row.where.add(place.where)
        row.people |= {place.person} if place.person else set()
    return list(found.values())


def stands(cited: Cited, quotable: tuple[str, str] | None) -> bool:
    """Whether cited words may still be used; ``quotable`` is the digest and the text that may be quoted now."""
    if quotable is None:
        return False
    digest, text = quotable
    words = text[cited.start : cited.end]
    if cited.words:
        return sha256(words.encode()).hexdigest() == cited.words
    return digest.startswith(cited.text)


def held_by(draft: WordDraft) -> list[Cited]:
    """The quotes that stood in a draft when it came, and those that were chosen for it."""
    chosen = [written for quotes in draft.choices.values() for written in quotes]
    return list(dict.fromkeys(_cited([*(draft.holds or ()), *chosen])))


def any_fallen(plan: Plan, held: Sequence[Cited]) -> bool:
    """Whether some of these words may not be used any more."""
    texts = _quotable(plan, {cited.reference for cited in held})
    return not all(stands(cited, texts.get(cited.reference)) for cited in held)


def _cited(written: Sequence[str]) -> Iterator[Cited]:
    for one in written:
        if found := _CITED.fullmatch(one):
            yield Cited(found[1], int(found[2]), int(found[3]), found[4] or "")


def _quotable(plan: Plan, references: set[str]) -> dict[str, tuple[str, str]]:
    """Digest and text of what may be quoted now, by reference."""
    wanted, found = sorted(references), {}
    for first in range(0, len(wanted), _BATCH):
        query = published(Purpose.QUOTE, plan_id=plan.id).where(
            Contribution.reference.in_(wanted[first : first + _BATCH])
        )
        columns = (Contribution.reference, Contribution.published_digest, Contribution.published_text)
        for reference, digest, text in db.session.execute(query.with_only_columns(*columns)):
            found[reference] = (digest or "", text or "")
    return found


def _places(plan: Plan) -> Iterator[Place]:
    chapters = {chapter.slug: chapter.id for chapter in plan.chapters}
    yield from _collected(chapters)
    yield from _drafted(chapters)
    for pack in db.session.execute(select(Pack.id, Pack.sha256, Pack.by_id).where(Pack.plan_id == plan.id)):
        for slug, cited in _frozen(pack.id, pack.sha256):
            if slug in chapters:
                yield Place(chapters[slug], cited, f"pack:{pack.id}", pack.by_id)
    yield from _published(chapters)


def _collected(chapters: dict[str, int]) -> Iterator[Place]:
    rows = db.session.execute(
        select(Quote.chapter_id, Contribution.reference, Quote.start, Quote.end, Quote.text_digest, Quote.picked_by_id)
        .join(Contribution, Contribution.id == Quote.contribution_id)
        .where(Quote.chapter_id.in_(chapters.values()))
    )
    for chapter, reference, start, end, digest, person in rows:
        yield Place(chapter, Cited(reference, start, end, digest), "collection", person)


def _drafted(chapters: dict[str, int]) -> Iterator[Place]:
    drafts = db.session.scalars(
        select(WordDraft).where(WordDraft.chapter_id.in_(chapters.values()), WordDraft.kept_until > now())
    )
    for draft in drafts:
        for cited in held_by(draft):
            yield Place(draft.chapter_id, cited, f"draft:{draft.id}", draft.uploaded_by_id)


@lru_cache(maxsize=500)
def _frozen(pack_id: int, sha: str) -> tuple[tuple[str, Cited], ...]:  # noqa: ARG001 - a pack never changes
    """What a pack quotes, by chapter; read once, because a pack is never changed."""
    content = db.session.get_one(Pack, pack_id).content
    return tuple(
        (chapter["id"].removeprefix("CHAPTER-"), Cited(quote["contribution"], quote["start"], quote["end"], words=quote["sha256"]))
        for chapter in content["chapters"]
        for quote in chapter.get("quotes", ())
    )  # fmt: skip


def _published(chapters: dict[str, int]) -> Iterator[Place]:
    """Quotes in drafts of chapters that were put out, where their reference stands beside them."""
    rows = db.session.execute(
        select(DraftChapter.id, DraftChapter.chapter_id, DraftChapter.made_by_id, DraftBlock.text)
        .join(DraftBlock, DraftBlock.draft_id == DraftChapter.id)
        .where(
            DraftChapter.chapter_id.in_(chapters.values()),
            DraftChapter.published_at.is_not(None),
            DraftBlock.text.contains("."),
        )
    )
    for draft, chapter, person, text in rows:
        for found in _CITED.finditer(text):
            yield Place(
                chapter, Cited(found[1], int(found[2]), int(found[3]), found[4] or ""), f"chapter-draft:{draft}", person
            )
