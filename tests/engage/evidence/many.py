"""Many contributions at once, put in past the services: figures are reckoned from plain rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, text

from engage.codes import new_reference
from engage.evidence.counts import asked
from engage.extensions import db
from engage.models import (
    AboutAnswer,
    Assignment,
    AssignmentStatus,
    Channel,
    Chapter,
    Consent,
    Contribution,
    Contributor,
    Decision,
    Goal,
    Locality,
    Plan,
    RespondentKind,
    State,
    digest,
    now,
)

KINDS = {"published": "publish", "declined": "decline", "withdrawn": "withdraw"}


@dataclass
class Row:
    """One contribution as the test knows it."""

    id: int
    person: int
    state: str
    use: bool
    kind: str
    days: int
    locality: int | None
    who: int | None
    channel: int
    chapters: dict[int, str] = field(default_factory=dict)
    goals: dict[int, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Published, and may be used."""
        return self.state == State.PUBLISHED and self.use

    def live(self, chapter: int) -> bool:
        """Counts for this chapter."""
        return self.counts and self.chapters.get(chapter, "dismissed") != "dismissed"


def ids(kind: type[Any], plan: Plan) -> list[int]:
    """Ids of one of the plan's lists."""
    return list(db.session.scalars(select(kind.id).where(kind.plan_id == plan.id).order_by(kind.id)))


def make(plan: Plan, number: int, *, seed: int = 1, by: int) -> list[Row]:
    """Put in ``number`` contributions at random, decided by user ``by``; commits. What was put in."""
    rng = random.Random(seed)
    lists = {kind: ids(kind, plan) for kind in (Chapter, Goal, Locality, RespondentKind, Channel)}
    statuses = [*AssignmentStatus]
    rows = [
        Row(
            id=id_,
            person=rng.randint(1, max(1, number // 2)),
            state=rng.choices(["published", "received", "declined", "withdrawn"], [8, 1, 1, 1])[0],
            use=rng.random() < 0.95,
            kind=rng.choice(["idea", "story"]),
            days=rng.randint(0, 120),
            locality=rng.choice([*lists[Locality], None]),
            who=rng.choice([*lists[RespondentKind], None]),
            channel=rng.choice(lists[Channel]),
            chapters={c: rng.choice(statuses) for c in rng.sample(lists[Chapter], rng.randint(0, 3))},
            goals={g: rng.choice(statuses) for g in rng.sample(lists[Goal], rng.randint(0, 2))},
        )
        for id_ in range(1, number + 1)
    ]
    _say_who(plan, rows, rng)
    _insert(plan, rows, by)
    return rows


def _say_who(plan: Plan, rows: list[Row], rng: random.Random) -> None:
    """What about two of three people answer about themselves: the same in all that one person says."""
    people: dict[int, dict[str, str]] = {}
    for person in {row.person for row in rows}:
        people[person] = {
            question.slug: rng.choice([*question.options][: rng.choice([2, 9])])
            for question in asked(plan)
            if rng.random() < 0.65
        }
    for row in rows:
        row.about = people[row.person]


def _insert(plan: Plan, rows: list[Row], by: int) -> None:
    at = now()
    _put(Contributor, [{"id": person} for person in sorted({row.person for row in rows})])
    said = {row.person: row.about for row in rows}
    _put(
        AboutAnswer,
        [
            {"contributor_id": one, "question": slug, "option": option}
            for one, about in said.items()
            for slug, option in about.items()
        ],
    )
    _put(Contribution, [_received(plan, row, at - timedelta(days=row.days)) for row in rows])
    _count_anew(rows, "contribution")
    decided = [row for row in rows if row.state != "received"]
    if decided:
        _put(
            Decision,
            [
                {
                    "id": r.id,
                    "contribution_id": r.id,
                    "by_id": by,
                    "old": "received",
                    "new": r.state,
                    "reason": "x",
                    "kind": KINDS[r.state],
                }
                for r in decided
            ],
        )
        _decide(decided, at)
    _put(
        Consent,
        [
            {"contribution_id": r.id, "use": r.use, "show": r.use, "quote": r.use, "attribution": "anonymous"}
            for r in rows
        ],
    )
    for column, what in (("chapter_id", "chapters"), ("goal_id", "goals")):
        filed = [
            {"contribution_id": r.id, column: target, "status": status, "score": 0.5, "because": [],
             "decided_at": None if status == "suggested" else at}
            for r in rows
            for target, status in getattr(r, what).items()
        ]  # fmt: skip
        if filed:
            _put(Assignment, filed)
    _count_anew(rows, "contribution, decision, consent, assignment")
    _number_on("contributor", "contribution", "decision")
    db.session.commit()


def _put(kind: type[Any], rows: list[dict[str, Any]]) -> None:
    """All rows in one go: handed to the class instead of its table, they go in one by one."""
    db.session.execute(insert(kind.__table__), rows)


def _number_on(*tables: str) -> None:
    """PostgreSQL gives the next row the number after those that were given here."""
    if db.engine.dialect.name == "postgresql":
        for table in tables:
            last = f"(SELECT max(id) + 1 FROM {table})"
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)"))


def _count_anew(rows: list[Row], tables: str) -> None:
    """PostgreSQL learns that the tables are no longer small, as a server that runs does by itself within a minute."""
    if len(rows) > 1000 and db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ANALYZE {tables}"))


def _decide(rows: list[Row], at: Any) -> None:
    table = Contribution.__table__
    names = ("state", "last_decision_id", "published_text", "published_digest", "published_at")
    change = table.update().where(table.c.id == bindparam("row_id")).values({name: bindparam(name) for name in names})
    values = []
    for row in rows:
        words = f"Words of number {row.id}." if row.state == "published" else None
        given = (row.state, row.id, words, digest(words) if words else None, at if words else None)
        values.append({"row_id": row.id} | dict(zip(names, given, strict=True)))
    db.session.connection().execute(change, values)


def _received(plan: Plan, row: Row, at: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "plan_id": plan.id,
        "contributor_id": row.person,
        "reference": new_reference(),
        "kind": row.kind,
        "state": "received",
        "received_at": at,
        "locality_id": row.locality,
        "respondent_kind_id": row.who,
        "channel_id": row.channel,
        "version": 1,
    }
