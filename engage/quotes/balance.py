"""Whether a collection speaks for the people who spoke: a gentle word where it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from engage.evidence.voices import PEOPLE, in_chapter
from engage.extensions import db
from engage.models import Chapter, Contribution, Locality, Passage, RespondentKind
from engage.quotes.collections import Collection
from engage.quotes.filters import Filters, Order
from engage.quotes.meaning import ranked
from engage.quotes.queries import theme_counts

ENOUGH = 3
"""Fewer quotes than this are a beginning, and nothing is said about them."""
MOST_NAMED = 3


def concerns(chapter: Chapter, collection: Collection) -> tuple[str, ...]:
    """What an author may want to put right, in plain words; nothing where the collection is well balanced."""
    if len(collection.standing) < ENOUGH:
        return ()
    return (
        *_one_voice(collection),
        *_one_place(chapter, collection),
        *_one_kind(chapter, collection),
        *_one_side(chapter, collection),
        *_silent_themes(chapter, collection),
    )


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


def _one_kind(chapter: Chapter, collection: Collection) -> Iterator[str]:
    """Words of carers only, or of staff only, where others spoke as well."""
    kinds = RespondentKind.id, RespondentKind.attribution
    said = select(*kinds).join(Contribution, Contribution.respondent_kind_id == RespondentKind.id).distinct()
    picked = {quote.source.contribution for quote in collection.standing}
    found = db.session.execute(said.where(Contribution.reference.in_(picked))).all()
    if len(found) != 1 or _untold(picked):
        return
    others = db.session.scalar(
        in_chapter(chapter.plan, chapter.id)
        .where(Contribution.respondent_kind_id.is_not(None), Contribution.respondent_kind_id != found[0][0])
        .with_only_columns(PEOPLE)
    )
    if others:
        people = "1 person" if others == 1 else f"{others} people"
        yield f"All of the quotes come from one kind of person ({found[0][1]}). {people} of other kinds spoke too."


def _untold(references: set[str]) -> set[str]:
    """Those whose speaker did not say what kind of person they are."""
    query = select(Contribution.reference).where(
        Contribution.reference.in_(references), Contribution.respondent_kind_id.is_(None)
    )
    return set(db.session.scalars(query))


def _one_side(chapter: Chapter, collection: Collection) -> Iterator[str]:
    """Where some people see it another way than most, a picture without any of them is not the whole."""
    others = ranked(chapter, Filters(order=Order.DISSENT))
    if not others:
        return
    query = select(Contribution.reference).join(Passage, Passage.contribution_id == Contribution.id)
    dissenting = set(db.session.scalars(query.where(Passage.id.in_(others))))
    if not dissenting & {quote.source.contribution for quote in collection.standing}:
        people = "1 person seems" if len(dissenting) == 1 else f"{len(dissenting)} people seem"
        yield (
            f"{people} to see it another way than most, and no quote here comes from them. "
            "In the finder, under Show first, choose: Those who see it another way."
        )


def _silent_themes(chapter: Chapter, collection: Collection) -> Iterator[str]:
    """The themes that most people raised and that no quote speaks of."""
    heard = {theme.key for quote in collection.standing for theme in quote.themes}
    silent = [theme for theme in theme_counts(chapter).values() if theme.key not in heard and theme.people >= ENOUGH]
    if silent:
        named = ", ".join(f"{theme.name} ({theme.people} people)" for theme in silent[:MOST_NAMED])
        yield f"No quote here speaks of: {named}."
