"""Keep what analysis found for a batch of contributions, in the caller's transaction, without losing a person's answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select

from engage.extensions import db
from engage.models import (
    Analysis,
    Assignment,
    AssignmentStatus,
    Contribution,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    Purpose,
    now,
    published,
)
from engage.theming import leases
from engage.theming.grouping import join
from engage.theming.pipeline import Reading, ReadPassage, Vector, to_bytes
from nlp.results import LabelScore

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A reading and the digest of the text that was read."""

    digest: str
    reading: Reading


def store(plan: Plan, found: dict[int, Found], *, version: str, encoder: str) -> int:
    """Replace what the machine suggested for each contribution whose text is still the one read. How many were kept."""
    fresh = _still_the_same(plan, found)
    digests = {id_: found[id_].digest for id_ in fresh}
    parts = {(id_, part.start, part.end): part for id_ in fresh for part in found[id_].reading.passages}
    passages = _store_passages(digests, parts)
    vectors = {passages[key]: part.vector for key, part in parts.items()}
    _store_vectors(vectors, encoder)
    targets = _targets(plan)
    _suggest_for_passages(passages, parts, targets)
    _suggest_for_contributions(fresh, found, targets)
    join(plan, vectors, encoder)
    _store_analyses(digests, version)
    leases.release(found)
    return len(fresh)


def _still_the_same(plan: Plan, found: dict[int, Found]) -> list[int]:
    """Locked against a withdrawal until the caller commits."""
    rows = db.session.execute(
        published(Purpose.USE, plan_id=plan.id)
        .where(Contribution.id.in_(found))
        .order_by(Contribution.id)
        .with_only_columns(Contribution.id, Contribution.published_digest)
        .with_for_update(of=Contribution)
    )
    return [id_ for id_, digest in rows if digest == found[id_].digest]


def _store_passages(digests: dict[int, str], parts: dict[Key, ReadPassage]) -> dict[Key, int]:
    """Passage ids by key: old ones are kept while text and offsets are the same, or while an answer hangs on them."""
    old: dict[Key, int] = {}
    gone: list[int] = []
    answered = _answered_passages(digests)
    for passage in db.session.scalars(select(Passage).where(Passage.contribution_id.in_(digests))):
        key = (passage.contribution_id, passage.start, passage.end)
        same_text = passage.text_digest == digests[passage.contribution_id]
        if same_text and key in parts:
            old[key] = passage.id
            passage.quotable = parts[key].quotable
        elif not same_text or passage.id not in answered:
            gone.append(passage.id)
    db.session.flush()
    _delete(Passage, Passage.id.in_(gone))
    new = [key for key in parts if key not in old]
    return old | dict(zip(new, _insert_passages(new, digests, parts), strict=True))


def _answered_passages(contributions: Iterable[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(PassageAssignment.passage_id)
            .join(Passage)
            .where(
                Passage.contribution_id.in_(contributions),
                PassageAssignment.status != AssignmentStatus.SUGGESTED,
            )
        )
    )


def _insert_passages(keys: list[Key], digests: dict[int, str], parts: dict[Key, ReadPassage]) -> list[int]:
    if not keys:
        return []
    rows = [
        {
            "contribution_id": id_,
            "start": start,
            "end": end,
            "text_digest": digests[id_],
            "quotable": parts[id_, start, end].quotable,
        }
        for id_, start, end in keys
    ]
    return list(db.session.scalars(insert(Passage).returning(Passage.id, sort_by_parameter_order=True), rows))


def _store_vectors(vectors: dict[int, Vector], encoder: str) -> None:
    _delete(PassageVector, PassageVector.passage_id.in_(vectors))
    _insert(
        PassageVector,
        [{"passage_id": id_, "encoder": encoder, "vector": to_bytes(row)} for id_, row in vectors.items()],
    )


def _targets(plan: Plan) -> dict[str, dict[str, int]]:
    return {
        "chapter_id": {chapter.slug: chapter.id for chapter in plan.chapters},
        "goal_id": {goal.slug: goal.id for goal in plan.goals},
    }


def _suggestions(
    owner: dict[str, int], reading: Reading | ReadPassage, targets: dict[str, dict[str, int]]
) -> list[dict[str, Any]]:
    """Rows for the chapters and goals of one text."""
    labels: dict[str, Sequence[LabelScore]] = {
        "chapter_id": reading.mapping.chapters,
        "goal_id": reading.mapping.goals,
    }
    return [
        owner | {kind: targets[kind][label.slug], "score": float(label.score), "because": list(label.because)}
        for kind, found in labels.items()
        for label in found
        if label.slug in targets[kind]
    ]


def _suggest_for_contributions(ids: list[int], found: dict[int, Found], targets: dict[str, dict[str, int]]) -> None:
    mine = Assignment.contribution_id.in_(ids)
    _delete(Assignment, mine, Assignment.status == AssignmentStatus.SUGGESTED)
    by_person = db.session.scalars(select(Assignment).where(mine, _by_person(Assignment)))
    answered = {(given.contribution_id, given.chapter_id, given.goal_id): given for given in by_person}
    rows = [row for id_ in ids for row in _suggestions({"contribution_id": id_}, found[id_].reading, targets)]
    for row in rows:
        given = answered.get(_target(row, "contribution_id"))
        if given is not None and not given.because:  # answered before the approved text was read
            given.because = row["because"]
    _insert(Assignment, [row for row in rows if _target(row, "contribution_id") not in answered])


def _suggest_for_passages(
    passages: dict[Key, int], parts: dict[Key, ReadPassage], targets: dict[str, dict[str, int]]
) -> None:
    mine = PassageAssignment.passage_id.in_(passages.values())
    _delete(
        PassageAssignment,
        mine,
        PassageAssignment.status == AssignmentStatus.SUGGESTED,
        PassageAssignment.theme_id.is_(None),
    )
    answered = _answered(
        select(PassageAssignment.passage_id, *_columns(PassageAssignment)).where(mine, _by_person(PassageAssignment))
    )
    rows = [row for key, part in parts.items() for row in _suggestions({"passage_id": passages[key]}, part, targets)]
    _insert(PassageAssignment, [row for row in rows if _target(row, "passage_id") not in answered])


def _columns(kind: type[Assignment] | type[PassageAssignment]) -> tuple[Any, Any]:
    return kind.chapter_id, kind.goal_id


def _by_person(kind: type[Assignment] | type[PassageAssignment]) -> ColumnElement[bool]:
    return kind.status != AssignmentStatus.SUGGESTED


def _answered(query: Select[Any]) -> set[tuple[int, int | None, int | None]]:
    return {(row[0], row[1], row[2]) for row in db.session.execute(query)}


def _target(row: dict[str, Any], owner: str) -> tuple[int, int | None, int | None]:
    return row[owner], row.get("chapter_id"), row.get("goal_id")


def _store_analyses(digests: dict[int, str], version: str) -> None:
    _delete(Analysis, Analysis.contribution_id.in_(digests))
    rows = [
        {"contribution_id": id_, "text_digest": digest, "version": version, "at": now()}
        for id_, digest in digests.items()
    ]
    _insert(Analysis, rows)


def _delete(kind: type[Any], *where: ColumnElement[bool]) -> None:
    db.session.execute(delete(kind).where(*where), execution_options={"synchronize_session": False})


def _insert(kind: type[Any], rows: list[dict[str, Any]]) -> None:
    """Rows may name different targets; each shape goes in together."""
    by_shape: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        by_shape.setdefault(tuple(row), []).append(row)
    for together in by_shape.values():
        db.session.execute(insert(kind), together)
