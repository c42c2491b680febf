"""Copies and variants of one letter among what is published: shown once as words, counted once for each person.

Which texts belong together is worked out anew when something was published; what each sender added stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import joinedload

from engage.extensions import begin_writing, db
from engage.models import Analysis, Contribution, Passage, Plan, Purpose, published
from engage.theming import pipeline

MOST_OWN_WORDS = 20
"""Senders whose own words are listed with a letter."""
MOST_COMPARED = 200
"""Copies of one letter that are compared to tell what each sender added."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What one sender added to a letter, word for word."""

    texts: tuple[str, ...]
    attribution: str
    reference: str


@dataclass(frozen=True, slots=True)
class Copies:
    """How many people said a passage in the same words, or nearly; and what they added, where it may be shown."""

    people: int
    letter: str
    own_words: tuple[OwnWords, ...] = ()


def _analysed(plan: Plan) -> Select[int]:
    return (
        published(Purpose.USE, plan_id=plan.id)
        .join(Analysis, Analysis.contribution_id == Contribution.id)
        .where(Analysis.text_digest == Contribution.published_digest)
        .with_only_columns(Contribution.id)
    )


def compare(plan: Plan) -> int:
    """Find the letters again when there is a text that was not compared yet; commits. How many texts are in one.

    The comparing is done outside a transaction; killed at any point, the groups are the old ones or the new.
    """
    if db.session.scalar(_analysed(plan).where(Analysis.letter.is_(None)).limit(1)) is None:
        return 0
    given = _analysed(plan).with_only_columns(Contribution.id, Contribution.published_text, Analysis.letter)
    rows = db.session.execute(given.order_by(Contribution.id)).all()
    db.session.rollback()
    groups = pipeline.same_words([row.published_text for row in rows])
    found = {row.id: group or "" for row, group in zip(rows, groups, strict=True)}
    parts, parts_before = _parts([id_ for id_, group in found.items() if group])
    begin_writing()
    _store(Analysis, Analysis.contribution_id, Analysis.letter, found, {row.id: row.letter for row in rows})
    before = {row.id: row.letter_part for row in db.session.execute(_in_letters(plan))} | parts_before
    _store(Passage, Passage.id, Passage.letter_part, dict.fromkeys(before) | parts, before)
    db.session.commit()
    return sum(bool(group) for group in found.values())


def _in_letters(plan: Plan) -> Select[int, str | None]:
    mine = select(Contribution.id).where(Contribution.plan_id == plan.id)
    return select(Passage.id, Passage.letter_part).where(
        Passage.letter_part.is_not(None), Passage.contribution_id.in_(mine)
    )


def _parts(contributions: Sequence[int]) -> tuple[dict[int, str | None], dict[int, str | None]]:
    """The part of a letter that each passage of these contributions is, or None; and what was kept of it before."""
    rows: list[Any] = []
    for start in range(0, len(contributions), 500):
        some = contributions[start : start + 500]
        words = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start)
        rows += db.session.execute(
            select(Passage.id, Passage.letter_part, words)
            .join(Contribution, Contribution.id == Passage.contribution_id)
            .where(Contribution.id.in_(some), Passage.text_digest == Contribution.published_digest)
            .order_by(Passage.id)
        ).all()
    db.session.rollback()
    groups = pipeline.same_words([row[2] for row in rows])
    return {row[0]: group for row, group in zip(rows, groups, strict=True)}, {row[0]: row[1] for row in rows}


def _store(
    kind: type[Analysis | Passage],
    key: Any,
    column: Any,
    now_: Mapping[int, str | None],
    before: Mapping[int, str | None],
) -> None:
    """Write what differs from before, where the row is still there."""
    changed = [{"key": id_, "group": group} for id_, group in now_.items() if before.get(id_) != group]
    if changed:
        change = update(kind).where(key == bindparam("key")).values({column: bindparam("group")})
        db.session.connection().execute(change, changed)


def copies(plan: Plan, passages: Sequence[Passage]) -> dict[int, Copies]:
    """For passages that others sent as well, by id: how many people did, and what each added of their own."""
    parts = {passage.id: passage.letter_part for passage in passages if passage.letter_part}
    if not parts:
        return {}
    people = _people(plan, set(parts.values()))
    letters = _letters([passage.contribution_id for passage in passages if passage.letter_part])
    added = {letter: _own_words(plan, letter) for letter in set(letters.values()) if letter}
    found = {}
    for passage in passages:
        number = people.get(passage.letter_part or "", 1)
        if number > 1:
            letter = letters.get(passage.contribution_id) or ""
            found[passage.id] = Copies(number, letter, added.get(letter, ()))
    return found


def _people(plan: Plan, parts: set[str | None]) -> dict[str, int]:
    rows = db.session.execute(
        published(Purpose.USE, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(Passage.letter_part.in_(parts), Passage.text_digest == Contribution.published_digest)
        .with_only_columns(Passage.letter_part, func.count(Contribution.contributor_id.distinct()))
        .group_by(Passage.letter_part)
    )
    return {row[0] or "": row[1] for row in rows}


def _letters(contributions: Sequence[int]) -> dict[int, str | None]:
    query = select(Analysis.contribution_id, Analysis.letter).where(Analysis.contribution_id.in_(contributions))
    return {row.contribution_id: row.letter for row in db.session.execute(query)}


def _own_words(plan: Plan, letter: str) -> tuple[OwnWords, ...]:
    """What each sender of a letter added, of those who let their words be shown."""
    spoken = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    rows = db.session.scalars(
        published(Purpose.USE, plan_id=plan.id)
        .join(Analysis, Analysis.contribution_id == Contribution.id)
        .where(Analysis.letter == letter)
        .with_only_columns(Contribution)
        .order_by(Contribution.id)
        .options(*(joinedload(part) for part in spoken))
        .limit(MOST_COMPARED)
    ).all()
    texts = [row.published_text or "" for row in rows]
    found = []
    for row, text, stretches in zip(rows, texts, pipeline.own_words(texts), strict=True):
        if stretches and row.consent.show and not row.use_only:
            said = tuple(text[start:end] for start, end in stretches)
            found.append(OwnWords(said, row.attribution, row.reference))
    return tuple(found[:MOST_OWN_WORDS])
