"""A database of any size to measure pages on: made-up words, themes with vectors, filings, comments, support, drafts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import accumulate, islice
from typing import Any

import numpy as np
from sqlalchemy import insert, inspect, select, text

from engage.codes import new_reference
from engage.extensions import db
from engage.models import (
    AboutAnswer,
    Assignment,
    Channel,
    Chapter,
    Consent,
    Contribution,
    Contributor,
    Decision,
    DraftBlock,
    DraftChapter,
    DraftParagraph,
    Goal,
    Locality,
    Outcome,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    Question,
    RespondentKind,
    Support,
    Theme,
    User,
    digest,
    now,
)
from engage.models.outcome import outcome_contribution, outcome_draft_paragraph, outcome_question, outcome_theme
from engage.submissions import upkeep
from engage.submissions.choices import about_questions

COMMON = "the and to of a in for it was they we hospital nurse wait appointment surgery bus home care doctor".split()
THEMES, DIMENSION = 60, 384
DRAFTED, PARAGRAPHS, ON_DRAFTS = 3, 12, 0.03
"""Chapters with a draft, what can be commented on in each, and the share of contributions that are such comments."""
OUTCOMES = 12
SAY_WHO = 0.6
AT_ONCE = 10_000
"""Rows that are put in together."""


def fill(plan: Plan, number: int, *, encoder: str, searchable: bool = True, with_vector: float = 1.0) -> None:
    """Put ``number`` published contributions in, analysed, indexed and counted; commits.

    Pages that neither search nor compare do without the index (``searchable``), and with few vectors (``with_vector``:
    which share of the passages has one): both take longer than all the rest.
    """
    rng = random.Random(number)
    words = COMMON + [
        "".join(rng.choice("bcdfglmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
        for _ in range(4_000)
    ]
    weights = list(accumulate(1 / (place + 1) for place in range(len(words))))
    texts = [
        " ".join(
            f"{' '.join(rng.choices(words, cum_weights=weights, k=rng.randint(8, 16)))}."
            for _ in range(rng.randint(3, 7))
        )
        for _ in range(number)
    ]
    loosened(True)
    _drafts(plan)
    _contributions(plan, texts, rng)
    loosened(False)
    _analyses(plan, texts, rng, encoder, with_vector)
    _outcomes(plan, number, rng)
    db.session.commit()
    while searchable and upkeep.index_all():
        pass
    settle()
    upkeep.count_anew()


def _put(kind: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Many rows in few goes: handed to the class instead of its table, each is made into an object first."""
    columns = {one.key: one.columns[0].name for one in inspect(kind).column_attrs}
    waiting = ({columns[name]: value for name, value in row.items()} for row in rows)
    while together := list(islice(waiting, AT_ONCE)):
        db.session.execute(insert(kind.__table__), together)


def settle() -> None:
    """Let the database look at what it holds, as it does by itself in the long run."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    else:
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def loosened(loose: bool) -> None:
    """Rows that refer to each other go in at once; only here, where they are made up."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"SET session_replication_role = {'replica' if loose else 'DEFAULT'}"))
    else:
        db.session.connection().exec_driver_sql("COMMIT")
        db.session.connection().exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if loose else 'ON'}")
        db.session.connection().exec_driver_sql("BEGIN")


def _ids(plan: Plan, kind: type[Any]) -> list[int]:
    return list(db.session.scalars(select(kind.id).where(kind.plan_id == plan.id).order_by(kind.id)))


def _contributions(plan: Plan, texts: Sequence[str], rng: random.Random) -> None:
    lists = {kind: _ids(plan, kind) for kind in (Locality, RespondentKind, Channel, Question)}
    at, many = now(), range(1, len(texts) + 1)
    _put(Contributor, ({"id": id_} for id_ in many))
    _put(AboutAnswer, _answers(plan, many, rng))
    parents = [rng.randint(1, id_ - 1) if id_ > 20 and rng.random() < 0.05 else None for id_ in many]
    drafted = [p is None and rng.random() < ON_DRAFTS and rng.randint(1, DRAFTED * PARAGRAPHS) for p in parents]
    _put(
        Contribution,
        (
            {
                "id": id_, "plan_id": plan.id, "contributor_id": id_, "reference": new_reference(),
                "kind": "comment" if parents[id_ - 1] or drafted[id_ - 1] else rng.choice(["idea", "story"]), "state": "published",
                "version": 2, "published_text": words, "published_digest": digest(words), "last_decision_id": id_,
                "published_at": at - timedelta(minutes=id_), "received_at": at - timedelta(minutes=id_, days=2),
                "locality_id": rng.choice(lists[Locality]), "respondent_kind_id": rng.choice(lists[RespondentKind]),
                "channel_id": rng.choice(lists[Channel]), "parent_id": parents[id_ - 1],
                "paragraph_id": drafted[id_ - 1] or None,
                "question_id": None if parents[id_ - 1] or drafted[id_ - 1] else rng.choice([*lists[Question], None]),
            }
            for id_, words in zip(many, texts, strict=True)
        ),
    )  # fmt: skip
    _put(
        Decision,
        ({"id": i, "contribution_id": i, "source": "bench", "kind": "publish", "old": "received", "new": "published"} for i in many),
    )  # fmt: skip
    agreed = ["kind-and-place", "place", "kind", "anonymous"]
    _put(
        Consent,
        (
            {"contribution_id": i, "use": True, "show": rng.random() < 0.9, "quote": False, "attribution": rng.choice(agreed)}
            for i in many
        ),
    )  # fmt: skip
    voted = (i for i in many for _ in range(rng.randint(0, 3)))
    _put(
        Support,
        ({"contribution_id": i, "token_hash": f"{place:064d}", "on": at.date()} for place, i in enumerate(voted)),
    )


def _answers(plan: Plan, many: Iterable[int], rng: random.Random) -> Iterator[dict[str, Any]]:
    """What six of ten people say about themselves."""
    questions = about_questions(plan)
    for id_ in many:
        if rng.random() < SAY_WHO:
            yield from (
                {"contributor_id": id_, "question": question.slug, "option": rng.choice(question.options).value}
                for question in questions
            )


def _drafts(plan: Plan) -> None:
    """A published version for some chapters; the paragraphs are numbered from 1 on."""
    put, at = db.session.execute, now()
    put(
        insert(User),
        [{"id": 1, "email": "bench@example.org", "name": "Bench", "fs_uniquifier": "bench", "active": True}],
    )
    for place, chapter in enumerate(_ids(plan, Chapter)[:DRAFTED]):
        first = place * PARAGRAPHS
        ids = range(first + 1, first + PARAGRAPHS + 1)
        put(insert(DraftParagraph), [{"id": id_, "chapter_id": chapter} for id_ in ids])
        days = {"opens": at.date() - timedelta(days=7), "closes": at.date() + timedelta(days=7)}
        put(
            insert(DraftChapter),
            [{"id": place + 1, "chapter_id": chapter, "number": 1, "made_by_id": 1, "published_at": at, **days}],
        )
        put(
            insert(DraftBlock),
            [
                {"draft_id": place + 1, "paragraph_id": id_, "position": id_ - first, "kind": "paragraph",
                 "text": "We will do what many of you asked for, and say how far it has come every month."}
                for id_ in ids
            ],
        )  # fmt: skip


def _outcomes(plan: Plan, number: int, rng: random.Random) -> None:
    """The same number of answers however many spoke: each to a theme, a question, a paragraph and some voices."""
    chapters, questions, put = _ids(plan, Chapter), _ids(plan, Question), db.session.execute
    said = {
        "status": "doing",
        "said": "Nobody answers.",
        "did": "We hire.",
        "responsible": "The board",
        "made_by_id": 1,
    }
    days = {"on": now().date(), "shown_at": now()}
    put(
        insert(Outcome),
        [{"id": i, "plan_id": plan.id, "chapter_id": rng.choice(chapters), **said, **days} for i in range(1, OUTCOMES + 1)],
    )  # fmt: skip
    for i in range(1, OUTCOMES + 1):
        put(insert(outcome_theme), [{"outcome_id": i, "theme_id": i}])
        put(insert(outcome_question), [{"outcome_id": i, "question_id": rng.choice(questions)}])
        put(insert(outcome_draft_paragraph), [{"outcome_id": i, "draft_paragraph_id": i}])
        picked = rng.sample(range(1, number + 1), 3)
        put(insert(outcome_contribution), [{"outcome_id": i, "contribution_id": voice} for voice in picked])


def _analyses(plan: Plan, texts: Sequence[str], rng: random.Random, encoder: str, with_vector: float) -> None:
    chapters, goals = _ids(plan, Chapter), _ids(plan, Goal)
    _put(
        Theme,
        [
            {"id": i, "plan_id": plan.id, "key": f"t{i}", "name": f"Theme number {i}", "keywords": [], "encoder": encoder,
             "centroid": b"", "parent_id": None if i <= THEMES // 3 else rng.randint(1, THEMES // 3)}
            for i in range(1, THEMES + 1)
        ],
    )  # fmt: skip
    middles = np.random.default_rng(1).standard_normal((THEMES + 1, DIMENSION)).astype(np.float32)
    noise = np.random.default_rng(2)
    passage = 0
    for start in range(0, len(texts), 1_000):
        passages, vectors, placed, filed = [], [], [], []
        for contribution, words in enumerate(texts[start : start + 1_000], start=start + 1):
            ends = [place + 1 for place, each in enumerate(words) if each == "."]
            chapter, fingerprint = rng.choice(chapters), digest(words)
            filed.append({"contribution_id": contribution, "chapter_id": chapter, "goal_id": None, "because": []})
            filed.append(
                {"contribution_id": contribution, "chapter_id": None, "goal_id": rng.choice(goals), "because": []}
            )
            for begin, end in zip([0, *ends[:-1]], ends, strict=True):
                passage += 1
                theme = min(THEMES, int(rng.expovariate(0.06)) + 1)
                passages.append(
                    {"id": passage, "contribution_id": contribution, "start": begin, "end": end,
                     "text_digest": fingerprint, "quotable": True}
                )  # fmt: skip
                if with_vector == 1 or rng.random() < with_vector:
                    vector = middles[theme] + noise.standard_normal(DIMENSION).astype(np.float32)
                    vector /= np.linalg.norm(vector)
                    vectors.append(
                        {"passage_id": passage, "encoder": encoder, "vector": vector.astype(np.float16).tobytes()}
                    )
                placed.append(
                    {"passage_id": passage, "theme_id": theme, "chapter_id": None, "score": 0.5, "because": []}
                )
                placed.append(
                    {"passage_id": passage, "theme_id": None, "chapter_id": chapter, "score": 0.5, "because": []}
                )
        for kind, rows in (
            (Passage, passages),
            (PassageVector, vectors),
            (PassageAssignment, placed),
            (Assignment, filed),
        ):
            _put(kind, rows)
