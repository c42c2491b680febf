"""Whether a collection speaks for the people who spoke: a gentle word where it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engage.evidence.voices import PEOPLE, in_chapter
from engage.extensions import db
from engage.models import Chapter, Contribution, Locality
from engage.quotes.collections import Collection
from engage.quotes.queries import theme_counts

ENOUGH = 3
"""Fewer quotes than this are a beginning, and nothing is said about them."""
MOST_NAMED = 3


def concerns(chapter: Chapter, collection: Collection) -> tuple[str, ...]:
    """What an author may want to put right, in plain words; nothing where the collection is well balanced."""
    if len(collection.standing) < ENOUGH:
        return ()
    return (*_one_voice(collection), *_one_place(chapter, collection), *_silent_themes(chapter, collection))


def _one_voice(collection: Collection) -> Iterator[str]:
    (_, most), *_ = Counter(quote.source.contribution for quote in collection.standing).most_common(1)
    if most * 2 >= len(collection.standing):
        yield f"{most} of the {len(collection.standing)} quotes come from one person."


def _one_place(chapter: Chapter, collection: Collection) -> Iterator[str]:
    places = {quote.source.place for quote in collection.standing}
    if len(places) == 1 and (only := next(iter(places))):
        elsewhere = db.session.scalar(
            in_chapter(chapter.plan, chapter.id)
            .join(Locality, Locality.id == Contribution.locality_id)
            .where(Locality.name != only)
            .with_only_columns(PEOPLE)
        )
        if elsewhere:
            people = "1 person" if elsewhere == 1 else f"{elsewhere} people"
            yield f"All of the quotes come from {only}. {people} in other places spoke about this chapter too."


def _silent_themes(chapter: Chapter, collection: Collection) -> Iterator[str]:
    """The themes that most people raised and that no quote speaks of."""
    heard = {theme.key for quote in collection.standing for theme in quote.themes}
    silent = [theme for theme in theme_counts(chapter).values() if theme.key not in heard and theme.people >= ENOUGH]
    if silent:
        named = ", ".join(f"{theme.name} ({theme.people} people)" for theme in silent[:MOST_NAMED])
        yield f"No quote here speaks of: {named}."
