"""What could stand in a quote's place, looked for while its words may still be read, and offered when they may not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engage.extensions import begin_writing, db
from engage.models import (
    Chapter,
    Contribution,
    Passage,
    PassageVector,
    Plan,
    Purpose,
    Quote,
    published,
    quote_reference,
)
from engage.quotes.filters import Filters, quotable
from engage.quotes.meaning import space_of
from engage.quotes.queries import Quotable, described, loaded, theme_counts
from engage.quotes.space import Space, nearest
from engage.theming.pipeline import encoder_problem, load

KEPT, OFFERED = 8, 3
_LEAST = 0.15
"""Cosine from which something is kept: better something from the same chapter than nothing at all."""
_BATCH = 200


def find_companions(plan: Plan) -> bool:
    """Remember for each picked quote what others said in the same sense; commits. Always True: it was done."""
    if encoder_problem() or not _alone(plan):
        return True
    encoder = load(plan).encoder
    begin_writing()
    spaces: dict[int, Space] = {}
    for quote in _alone(plan):
        if quote.chapter_id not in spaces:
            spaces[quote.chapter_id] = space_of(quote.chapter, Filters(), encoder)
        quote.companions = _like(quote, spaces[quote.chapter_id])
    db.session.commit()
    return True


def _alone(plan: Plan) -> list[Quote]:
    query = (
        select(Quote)
        .join(Chapter, Chapter.id == Quote.chapter_id)
        .where(
            Chapter.plan_id == plan.id,
            Quote.companions.is_(None),
            Quote.contribution_id.in_(
                published(Purpose.QUOTE, plan_id=plan.id).with_only_columns(Contribution.id).scalar_subquery()
            ),
        )
    )
    return list(db.session.scalars(query.order_by(Quote.id).limit(_BATCH)))


def _like(quote: Quote, space: Space) -> list[str]:
    """References of passages by other people, nearest first."""
    own = db.session.execute(
        select(Passage.id, Contribution.contributor_id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(Passage.contribution_id == quote.contribution_id, Passage.start < quote.end, Passage.end > quote.start)
        .order_by(Passage.start)
    ).first()
    if own is None or own.id not in space.passages:
        return []
    wanted = space.vectors[space.passages.index(own.id)]
    others = [at for at, person in enumerate(space.people) if person != own.contributor_id]
    rest = Space(
        tuple(space.passages[at] for at in others), tuple(space.people[at] for at in others), space.vectors[others]
    )
    near = [id_ for id_, _ in nearest(rest, wanted, KEPT, least=_LEAST)]
    return [found for id_ in near if (found := _reference_of(id_))]


def _reference_of(passage_id: int) -> str:
    row = db.session.execute(
        select(Contribution.reference, Passage.start, Passage.end)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Passage.id == passage_id)
    ).first()
    return quote_reference(row.reference, row.start, row.end) if row else ""


def instead_of(chapter: Chapter, quotes: Sequence[Quote]) -> dict[int, tuple[Quotable, ...]]:
    """By quote id: what others said in the same sense, may be quoted at this moment, and is not picked yet."""
    wanted = {quote.id: quote.companions or [] for quote in quotes}
    contributions = {one.split(".")[0] for references in wanted.values() for one in references}
    rows = loaded(quotable(chapter, Filters()).where(Contribution.reference.in_(contributions)).order_by(None))
    told = {one.reference: one for one in described(chapter, rows, theme_counts(chapter)) if not one.picked}
    return {id_: tuple(told[one] for one in wanted[id_] if one in told)[:OFFERED] for id_ in wanted}
