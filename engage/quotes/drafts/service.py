"""Take an author's draft in, remember which quotes should follow which paragraphs, and give the same file back with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select

from engage.errors import InputError, NotFoundError, NotVerbatimError
from engage.extensions import db
from engage.models import (
    Chapter,
    Contribution,
    Purpose,
    User,
    WordDraft,
    chapter_author,
    now,
    published,
    quote_reference,
)
from engage.policies import Permission, require
from engage.quotes.drafts.checking import check
from engage.quotes.drafts.package import Package, open_package
from engage.quotes.drafts.plain_english import Finding
from engage.quotes.drafts.reading import Reading, read
from engage.quotes.drafts.writing import Insertion, Remark, Source, write
from engage.quotes.queries import Source as Spoken
from engage.quotes.queries import source_of
from engage.quotes.service import pick
from engage.quotes.words import check_cut, cut
from engage.submissions.intake import clean_line

MOST_KEPT = 20
"""Drafts that are kept for one chapter at a time."""
REVIEWER = "Plain English check"
_CHOICE = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{5})\.(\d{1,9})-(\d{1,9}):([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Choice:
    """A quote chosen for a paragraph: whose words, which of them, of which approved text."""

    contribution: str
    start: int
    end: int
    digest: str

    @property
    def reference(self) -> str:
        """How the words are cited."""
        return quote_reference(self.contribution, self.start, self.end)

    def __str__(self) -> str:
        return f"{self.reference}:{self.digest}"


def read_choice(written: str) -> Choice:
    """A choice as a page sent it.

    Raises:
        InputError: it cannot be read.
    """
    found = _CHOICE.fullmatch(written)
    if found is None:
        raise InputError("We could not tell which quote you meant. Go back and choose it again.")
    return Choice(found[1], int(found[2]), int(found[3]), found[4])


def upload(actor: User, chapter: Chapter, name: str, content: bytes, *, days: int) -> WordDraft:
    """Keep a Word file for ``days`` days, once it has shown that it can be read.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        InputError: the file cannot be used; nothing of it is kept.
    """
    require(actor, Permission.COLLECT_QUOTES, chapter)
    if not content:
        raise InputError("This file is empty. Choose the file that your chapter is in.")
    reading = read(open_package(content))
    if not any(paragraph.text for paragraph in reading.paragraphs):
        raise InputError("There are no words in this file. Upload the file that your chapter is in.")
    if len(drafts_of(actor, chapter)) >= MOST_KEPT:
        raise InputError(f"{MOST_KEPT} drafts are kept for a chapter at most. Delete one that you do not need.")
    draft = WordDraft(
        chapter_id=chapter.id,
        uploaded_by_id=actor.id,
        kept_until=now() + timedelta(days=days),
        name=clean_line(name)[-200:] or "draft.docx",
        content=content,
        holds=[one.cited for one in check(chapter, reading.paragraphs) if one.cited],
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def drafts_of(actor: User, chapter: Chapter) -> list[WordDraft]:
    """The drafts of a chapter that ``actor`` may open: their own, and as one of its authors all; newest first."""
    query = select(WordDraft).where(WordDraft.chapter_id == chapter.id, WordDraft.kept_until > now(), _open_to(actor))
    return list(db.session.scalars(query.order_by(WordDraft.uploaded_at.desc(), WordDraft.id.desc())))


def _open_to(actor: User) -> ColumnElement[bool]:
    own = select(chapter_author.c.chapter_id).where(chapter_author.c.user_id == actor.id)
    return or_(WordDraft.uploaded_by_id == actor.id, WordDraft.chapter_id.in_(own))


def draft_to_open(actor: User, chapter: Chapter, draft_id: int) -> WordDraft:
    """A draft by its number.

    Raises:
        NotFoundError: there is none (any more), or it is not for them.
    """
    found = next((draft for draft in drafts_of(actor, chapter) if draft.id == draft_id), None)
    if found is None:
        raise NotFoundError(
            "This draft is not here any more. It was deleted, or its time was up. You can upload it again."
        )
    return found


def opened(draft: WordDraft) -> tuple[Package, Reading]:
    """A draft's parts and paragraphs."""
    package = open_package(draft.content)
    return package, read(package)


def choose(actor: User, draft: WordDraft, chosen: Mapping[int, Iterable[Choice]]) -> list[str]:
    """Remember which quotes follow the given paragraphs, and put them into the chapter's collection too.

    What was chosen for other paragraphs stays. Gives the references that could not be taken, because their words
    were changed or taken back in the meantime.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
    """
    require(actor, Permission.COLLECT_QUOTES, draft.chapter)
    choices, fallen = dict(draft.choices), []
    for paragraph, quotes in chosen.items():
        kept = []
        for choice in dict.fromkeys(quotes):
            row = _still(draft.chapter, choice)
            try:
                if row is None:
                    raise NotVerbatimError
                pick(actor, draft.chapter, row, choice.start, choice.end)
                kept.append(str(choice))
            except NotVerbatimError:
                fallen.append(choice.reference)
        choices.pop(str(paragraph), None)
        if kept:
            choices[str(paragraph)] = kept
    draft.choices = choices
    db.session.flush()
    return fallen


def _still(chapter: Chapter, choice: Choice) -> Contribution | None:
    """The contribution, while it may be quoted and reads as it did when the quote was chosen."""
    query = published(Purpose.QUOTE, plan_id=chapter.plan_id)
    return db.session.scalar(
        query.where(
            Contribution.reference == choice.contribution, Contribution.published_digest.startswith(choice.digest)
        )
    )


def insertions(draft: WordDraft, reading: Reading) -> list[Insertion]:
    """The chosen quotes that still hold, with their words as approved at this moment."""
    standing = {paragraph.number for paragraph in reading.paragraphs}
    found = []
    for paragraph, written in sorted(draft.choices.items(), key=lambda item: int(item[0])):
        for choice in map(read_choice, written):
            row = _still(draft.chapter, choice)
            if row is not None and int(paragraph) in standing:
                found.append(_insertion(int(paragraph), choice, row))
    return found


def _insertion(paragraph: int, choice: Choice, row: Contribution) -> Insertion:
    text = row.published_text or ""
    check_cut(text, choice.start, choice.end)
    words = cut(text, choice.start, choice.end)
    return Insertion(
        behind=paragraph,
        reference=choice.reference,
        digest=row.published_digest or "",
        text=words.text,
        cut_before=words.before,
        cut_after=words.after,
        attribution=row.attribution,
        origin=origin(source_of(row)),
    )


def origin(source: Spoken) -> str:
    """Where words come from, for a line under a quote: "Story, November 2026, written down by staff"."""
    return ", ".join([source.kind.capitalize(), f"{source.received:%B %Y}", *source.labels])


def with_quotes(draft: WordDraft, sources: Iterable[Source], findings: Iterable[Finding] = ()) -> bytes:
    """The author's own file with the chosen quotes in it, its appendix, and ``findings`` as Word comments.

    ``sources`` are the quotes that stand in the draft already and still hold.
    """
    package, reading = opened(draft)
    added = insertions(draft, reading)
    listed = {source.reference: source for source in sources}
    listed |= {one.reference: Source(one.reference, one.attribution, one.origin) for one in added}
    remarks = [Remark(finding.paragraph, finding.advice) for finding in findings]
    return write(
        package, reading, quotes=added, sources=list(listed.values()), remarks=remarks, author=REVIEWER, at=now()
    )


def delete(actor: User, draft: WordDraft) -> None:
    """Destroy a draft at its author's word.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
    """
    require(actor, Permission.COLLECT_QUOTES, draft.chapter)
    db.session.delete(draft)
    db.session.flush()


def forget_old_drafts() -> int:
    """Destroy drafts whose time is up; commits. How many."""
    old = db.session.scalars(select(WordDraft).where(WordDraft.kept_until <= now())).all()
    for draft in old:
        db.session.delete(draft)
    if old:
        db.session.commit()
    return len(old)
