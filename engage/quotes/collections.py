"""A chapter's collection as it stands now: the quotes that hold, and those that no longer may be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import Chapter, Contribution, Passage, Purpose, Quote, State, published
from engage.quotes.companions import instead_of
from engage.quotes.queries import Quotable, Source, ThemeCount, source_of, theme_counts, themes_of
from engage.quotes.words import Context, Cut, context, cut


@dataclass(frozen=True, slots=True)
class Collected:
    """A quote that holds: its words, whether a sentence was cut, and what surrounds them."""

    id: int
    reference: str
    source: Source
    start: int
    end: int
    cut: Cut
    context: Context
    themes: tuple[ThemeCount, ...]
    note: str
    used_in: tuple[str, ...]

    @property
    def text(self) -> str:
        """The verbatim words."""
        return self.cut.text

    @property
    def theme(self) -> ThemeCount | None:
        """The theme that the words belong to most."""
        return self.themes[0] if self.themes else None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A quote that may not be used any more: why, and what the author should do. Its words are gone from here too."""

    id: int
    reference: str
    contribution: str
    why: str
    to_do: str
    note: str
    readable: bool
    instead: tuple[Quotable, ...] = ()


_FALLEN = {
    "changed": (
        "The approved text has changed since you picked this.",
        "Look at the text as it is now and pick again. Take the old words out of your chapter.",
    ),
    "gone": (
        "This is not published at the moment. The moderator is looking at it again.",
        "Do not use these words unless they come back. Take them out of your chapter, and pick another quote.",
    ),
    "withdrawn": (
        "The person who said this has taken it back.",
        "Take these words out of your chapter, and pick another quote.",
    ),
    "consent": (
        "The person who said this no longer agrees to be quoted.",
        "Take these words out of your chapter, and pick another quote.",
    ),
}


@dataclass(frozen=True, slots=True)
class Collection:
    """The quotes of a chapter in the author's order."""

    standing: tuple[Collected, ...]
    fallen: tuple[Fallen, ...]

    @property
    def contributions(self) -> int:
        """How many contributions the standing quotes come from."""
        return len({quote.source.contribution for quote in self.standing})


def collection(chapter: Chapter) -> Collection:
    """The chapter's quotes, each checked against the approved text and the consent of this moment."""
    quotes = _quotes_of(chapter)
    agreed = set(
        db.session.scalars(
            published(Purpose.QUOTE, plan_id=chapter.plan_id)
            .where(Contribution.id.in_({quote.contribution_id for quote in quotes}))
            .with_only_columns(Contribution.id)
        )
    )
    standing = [quote for quote in quotes if quote.contribution_id in agreed and quote.text is not None]
    lost = [quote for quote in quotes if quote not in standing]
    instead = instead_of(chapter, lost) if lost else {}
    return Collection(
        tuple(_collected(chapter, standing)),
        tuple(_fallen(quote, instead[quote.id], agreed=quote.contribution_id in agreed) for quote in lost),
    )


def _quotes_of(chapter: Chapter) -> list[Quote]:
    whole = joinedload(Quote.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind, Contribution.channel)
    query = select(Quote).where(Quote.chapter_id == chapter.id).order_by(Quote.position, Quote.id)
    return list(db.session.scalars(query.options(*(whole.joinedload(part) for part in parts))))


def _collected(chapter: Chapter, quotes: Sequence[Quote]) -> list[Collected]:
    themes, elsewhere = _themes_under(chapter, quotes), _elsewhere(chapter, quotes)
    found = []
    for quote in quotes:
        text = quote.contribution.published_text or ""
        found.append(
            Collected(
                id=quote.id,
                reference=quote.reference,
                source=source_of(quote.contribution),
                start=quote.start,
                end=quote.end,
                cut=cut(text, quote.start, quote.end),
                context=context(text, quote.start, quote.end),
                themes=themes[quote.id],
                note=quote.note,
                used_in=elsewhere[quote.id],
            )
        )
    return found


def _themes_under(chapter: Chapter, quotes: Sequence[Quote]) -> dict[int, tuple[ThemeCount, ...]]:
    """Themes of the passages that each quote was cut from."""
    contributions = {quote.contribution_id for quote in quotes}
    passages = db.session.scalars(select(Passage).where(Passage.contribution_id.in_(contributions))).all()
    themes = themes_of([passage.id for passage in passages], theme_counts(chapter))
    return {
        quote.id: tuple(
            dict.fromkeys(theme for passage in passages if _overlap(quote, passage) for theme in themes[passage.id])
        )
        for quote in quotes
    }


def _elsewhere(chapter: Chapter, quotes: Sequence[Quote]) -> dict[int, tuple[str, ...]]:
    """Titles of other chapters that quote some of the same words."""
    contributions = {quote.contribution_id for quote in quotes}
    others = db.session.scalars(
        select(Quote)
        .options(joinedload(Quote.chapter))
        .where(Quote.contribution_id.in_(contributions), Quote.chapter_id != chapter.id)
    ).all()
    return {
        quote.id: tuple(dict.fromkeys(other.chapter.title for other in others if _overlap(quote, other)))
        for quote in quotes
    }


def _overlap(one: Quote, other: Quote | Passage) -> bool:
    return (
        one.contribution_id == other.contribution_id
        and one.text_digest == other.text_digest
        and one.start < other.end
        and other.start < one.end
    )


def _fallen(quote: Quote, instead: tuple[Quotable, ...], *, agreed: bool) -> Fallen:
    why, to_do = why_fallen(quote.contribution, agreed=agreed)
    return Fallen(quote.id, quote.reference, quote.contribution.reference, why, to_do, quote.note, agreed, instead)


def why_fallen(contribution: Contribution, *, agreed: bool) -> tuple[str, str]:
    """Why words of ``contribution`` that were picked may not be used any more, and what to do.

    ``agreed`` says that its text may be quoted now, as another text than the one that was picked from.
    """
    if contribution.state is State.WITHDRAWN:
        return _FALLEN["withdrawn"]
    if contribution.state is State.PUBLISHED and not agreed:
        return _FALLEN["consent"]
    return _FALLEN["changed" if agreed else "gone"]
