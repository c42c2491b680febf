"""Pick quotes for a chapter and put them in order. A quote is a pair of offsets: its words cannot be edited."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select

from engage.codes import read_reference
from engage.errors import InputError, NotFoundError, NotVerbatimError
from engage.extensions import db
from engage.models import Chapter, ChapterLook, Contribution, Plan, Purpose, Quote, User, now, published
from engage.policies import Permission, require
from engage.quotes.words import check_cut, find_words
from engage.submissions.intake import clean_text

MAX_NOTE = 2_000
_CHANGED = "The text was changed or taken back since you opened this page, so nothing was saved. Look at it again."


class Direction(StrEnum):
    """Where a quote moves to in its collection."""

    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


def quotable_contribution(plan: Plan, reference: str) -> Contribution:
    """The contribution whose words may be quoted.

    Raises:
        NotVerbatimError: there is none, or no longer, or its speaker did not agree to be quoted.
    """
    found = db.session.scalar(
        published(Purpose.QUOTE, plan_id=plan.id).where(Contribution.reference == read_reference(reference))
    )
    if found is None:
        raise NotVerbatimError(_CHANGED)
    return found


def pick(
    actor: User, chapter: Chapter, contribution: Contribution, start: int, end: int, *, digest: str | None = None
) -> Quote:
    """Put text[start:end] of the approved text at the end of the chapter's collection; picked twice it stays once.

    ``digest`` names the text that the actor was looking at.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        NotVerbatimError: no consent, another text by now, or offsets that do not cut out whole words.
    """
    require(actor, Permission.COLLECT_QUOTES, chapter)
    current = _still_quotable(chapter, contribution, digest)
    check_cut(current, start, end)
    earlier = db.session.scalar(
        select(Quote).where(
            Quote.chapter_id == chapter.id,
            Quote.contribution_id == contribution.id,
            Quote.start == start,
            Quote.end == end,
        )
    )
    quote = earlier or Quote(
        chapter_id=chapter.id,
        contribution_id=contribution.id,
        start=start,
        end=end,
        position=_last_position(chapter) + 1,
        picked_by_id=actor.id,
    )
    quote.text_digest = str(contribution.published_digest)
    db.session.add(quote)
    db.session.flush()
    return quote


def _still_quotable(chapter: Chapter, contribution: Contribution, digest: str | None) -> str:
    """The approved text, asked for afresh."""
    query = published(Purpose.QUOTE, plan_id=chapter.plan_id).where(Contribution.id == contribution.id)
    found = db.session.scalar(query)
    if found is None or found.published_text is None or digest not in {None, found.published_digest}:
        raise NotVerbatimError(_CHANGED)
    return found.published_text


def _last_position(chapter: Chapter) -> int:
    return db.session.scalar(select(func.max(Quote.position)).where(Quote.chapter_id == chapter.id)) or 0


def quote_in(chapter: Chapter, quote_id: int) -> Quote:
    """A quote of the chapter's collection.

    Raises:
        NotFoundError: it is not in there (any more).
    """
    quote = db.session.get(Quote, quote_id)
    if quote is None or quote.chapter_id != chapter.id:
        raise NotFoundError("This quote is not in the collection. Somebody may have taken it out.")
    return quote


def ordered(chapter: Chapter) -> list[Quote]:
    """The chapter's collection in its order."""
    query = select(Quote).where(Quote.chapter_id == chapter.id).order_by(Quote.position, Quote.id)
    return list(db.session.scalars(query))


def set_order(actor: User, chapter: Chapter, quotes: list[int]) -> None:
    """Put the collection into the order of ``quotes`` (ids); those not named keep their order behind them.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        NotFoundError: an id is not in the collection.
    """
    require(actor, Permission.COLLECT_QUOTES, chapter)
    present = {quote.id: quote for quote in ordered(chapter)}
    if not present.keys() >= set(quotes):
        raise NotFoundError("This quote is not in the collection. Somebody may have taken it out.")
    for position, id_ in enumerate(dict.fromkeys([*quotes, *present]), start=1):
        present[id_].position = position
    db.session.flush()


def move(actor: User, quote: Quote, direction: Direction) -> None:
    """Move a quote within its collection; at the end already, it stays.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
    """
    ids = [row.id for row in ordered(quote.chapter)]
    at = ids.index(quote.id)
    ids.remove(quote.id)
    place = {
        Direction.UP: max(at - 1, 0),
        Direction.DOWN: at + 1,
        Direction.FIRST: 0,
        Direction.LAST: len(ids),
    }[direction]
    ids.insert(place, quote.id)
    set_order(actor, quote.chapter, ids)


def shorten(actor: User, quote: Quote, words: str) -> Quote:
    """Keep only ``words`` of a quote: they must stand in it exactly so. The quote keeps its place and its note.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        NotVerbatimError: the words are not in the quote, or cut through a word or a redaction mark.
        InputError: the same words are in the collection already.
    """
    require(actor, Permission.COLLECT_QUOTES, quote.chapter)
    text = _still_quotable(quote.chapter, quote.contribution, quote.text_digest)
    found = find_words(text[quote.start : quote.end], words)
    if found is None:
        raise NotVerbatimError(
            "Those words are not in this quote. Copy the words to keep straight from the quote, and change nothing."
        )
    start, end = quote.start + found[0], quote.start + found[1]
    check_cut(text, start, end)
    if any((row.contribution_id, row.start, row.end) == (quote.contribution_id, start, end) for row in _others(quote)):
        raise InputError("The collection has a quote of just these words already.")
    quote.start, quote.end = start, end
    db.session.flush()
    return quote


def _others(quote: Quote) -> list[Quote]:
    return [row for row in ordered(quote.chapter) if row.id != quote.id]


def note(actor: User, quote: Quote, text: str) -> None:
    """Write down what the author wants to remember about a quote.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        InputError: the note is too long.
    """
    require(actor, Permission.COLLECT_QUOTES, quote.chapter)
    if len(text) > MAX_NOTE:
        raise InputError(f"Make your note shorter: {MAX_NOTE:,} characters at most.")
    quote.note = clean_text(text)
    db.session.flush()


def remove(actor: User, quote: Quote) -> None:
    """Take a quote out of the collection.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
    """
    require(actor, Permission.COLLECT_QUOTES, quote.chapter)
    db.session.delete(quote)
    db.session.flush()


def replace(
    actor: User, fallen: Quote, contribution: Contribution, start: int, end: int, *, digest: str | None = None
) -> Quote:
    """Put other words in the place of a quote that may not be used any more; its note goes with it.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        NotVerbatimError: the other words may not be quoted (any more).
    """
    quote = pick(actor, fallen.chapter, contribution, start, end, digest=digest)
    if quote is not fallen:
        quote.position = fallen.position
        db.session.delete(fallen)
    db.session.flush()
    return quote


def looked(actor: User, chapter: Chapter) -> ChapterLook:
    """Note that ``actor`` has seen what may be quoted in ``chapter`` by now.

    Raises:
        NotPermittedError: they may not look for quotes.
    """
    require(actor, Permission.FIND_QUOTES)
    look = db.session.get(ChapterLook, (actor.id, chapter.id)) or ChapterLook(user_id=actor.id, chapter_id=chapter.id)
    look.at = now()
    db.session.add(look)
    db.session.flush()
    return look
