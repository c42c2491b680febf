"""What people said as anybody may read it: one voice, the latest, comments, who it matters to. All from published()."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from engage.codes import read_reference
from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Goal,
    Kind,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Support,
    Theme,
    published,
)
from engage.moderation.redaction import REPLACEMENTS
from engage.stems import stems
from engage.submissions.choices import Choice
from engage.submissions.labels import labels_of, told
from engage.theming import meaning

EXCERPT = 320
BEFORE = 80
"""Characters of an excerpt before the word that was looked for."""
COMMENTS = 20
MOST_SIMILAR = 4
KINDS = {Kind.IDEA: "Idea", Kind.STORY: "Story", Kind.COMMENT: "Comment"}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Voice:
    """What somebody said, as anybody may read it."""

    id: int
    reference: str
    kind: str
    title: str
    text: str
    attribution: str
    language: str
    published_at: datetime | None
    question: Choice | None = None
    matters: int = 0
    comments: int = 0
    taken_out: bool = False
    how: str = ""
    """That staff wrote it down, or that it is in or from another language; nothing for one's own words in English."""


@dataclass(frozen=True)
class Paragraph:
    """The paragraph of a draft chapter that a comment is about."""

    id: int
    chapter: Choice


@dataclass(frozen=True)
class Context:
    """Around one voice: where it belongs, what it answers, and what others said about it or about the same thing."""

    chapters: tuple[Choice, ...]
    goals: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    parent: Voice | None
    paragraph: Paragraph | None
    comments: tuple[Voice, ...]
    more: bool
    """Whether there are comments on a further page."""
    similar: tuple[Voice, ...]


def shown(plan: Plan, *, comments: bool = False) -> Select[Contribution]:
    """Ideas and stories that anybody may read, newest first; a comment stands under what it is about."""
    query = published(Purpose.SHOW, plan_id=plan.id)
    if not comments:
        query = query.where(Contribution.kind != Kind.COMMENT)
    return query.order_by(Contribution.published_at.desc(), Contribution.id.desc())


def read(query: Select[Contribution], *, words: str = "", whole: bool = False) -> tuple[Voice, ...]:
    """The voices of a query, shortened around ``words`` unless wanted whole, with how many each matters to."""
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind, Contribution.question)
    rows = db.session.scalars(query.options(*(joinedload(part) for part in parts))).all()
    matters, comments = _matters(rows), _commented(rows)
    wanted = frozenset(stems(words))
    return tuple(
        _voice(row, row.published_text or "" if whole else excerpt(row.published_text or "", wanted),
               matters.get(row.id, 0), comments.get(row.id, 0))
        for row in rows
    )  # fmt: skip


def latest(plan: Plan, number: int = 3) -> tuple[Voice, ...]:
    """The voices published last."""
    return read(shown(plan).limit(number))


def voice(plan: Plan, reference: str) -> Voice:
    """One voice, or one comment.

    Raises:
        NotFoundError: there is none, or it is not to be shown; nobody can tell which.
    """
    wanted = shown(plan, comments=True).where(Contribution.reference == read_reference(reference))
    found = read(wanted, whole=True)
    if not found:
        raise NotFoundError
    return found[0]


def around(plan: Plan, said: Voice, *, page: int = 1) -> Context:
    """What stands around one voice on its page, with one page of its comments, oldest first."""
    row = db.session.get_one(Contribution, said.id)
    parents = read(shown(plan, comments=True).where(Contribution.id == row.parent_id)) if row.parent_id else ()
    answers = shown(plan, comments=True).where(Contribution.parent_id == said.id).order_by(None)
    answers = answers.order_by(Contribution.published_at, Contribution.id)
    comments = read(answers.offset((page - 1) * COMMENTS).limit(COMMENTS + 1), whole=True)
    return Context(
        chapters=_filed(said.id, Chapter, Assignment.chapter_id),
        goals=_filed(said.id, Goal, Assignment.goal_id),
        themes=_themes(plan, said.id),
        parent=parents[0] if parents else None,
        paragraph=_paragraph(row),
        comments=comments[:COMMENTS],
        more=len(comments) > COMMENTS,
        similar=similar(plan, said.id),
    )


def _paragraph(row: Contribution) -> Paragraph | None:
    if row.paragraph is None:
        return None
    return Paragraph(row.paragraph.id, Choice(row.paragraph.chapter.slug, row.paragraph.chapter.title))


def similar(plan: Plan, contribution: int) -> tuple[Voice, ...]:
    """Others who said something similar, the likest first; none while nothing was analysed."""
    return by_nearness(plan, meaning.close_to(plan, contribution, most=MOST_SIMILAR))


def by_nearness(plan: Plan, found: Sequence[meaning.Near]) -> tuple[Voice, ...]:
    """Voices in the order in which they were found."""
    places = {near.contribution: place for place, near in enumerate(found)}
    rows = read(shown(plan, comments=True).where(Contribution.id.in_(places)))
    return tuple(sorted(rows, key=lambda row: places[row.id]))


def _filed(id_: int, kind: type[Chapter] | type[Goal], column: InstrumentedAttribute[int | None]) -> tuple[Choice, ...]:
    query = (
        select(kind)
        .join(Assignment, column == kind.id)
        .where(Assignment.contribution_id == id_, Assignment.status != AssignmentStatus.DISMISSED)
        .order_by(kind.id)
    )
    rows: Iterable[Chapter | Goal] = db.session.scalars(query)
    return tuple(Choice(row.slug, (row.plain if isinstance(row, Goal) else "") or row.title) for row in rows)


def _themes(plan: Plan, id_: int) -> tuple[Choice, ...]:
    """The wider themes that its passages are in."""
    inner, wide = aliased(Theme), aliased(Theme)
    query = (
        published(Purpose.SHOW, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(inner, inner.id == PassageAssignment.theme_id)
        .join(wide, wide.id == func.coalesce(inner.parent_id, inner.id))
        .where(
            Contribution.id == id_,
            wide.retired_at.is_(None),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Passage.text_digest == Contribution.published_digest,
        )
        .with_only_columns(wide.id, wide.name)
        .distinct()
        .order_by(wide.name)
    )
    return tuple(Choice(str(row.id), row.name) for row in db.session.execute(query))


def _matters(rows: Iterable[Contribution]) -> dict[int, int]:
    ids = [row.id for row in rows]
    query = select(Support.contribution_id, func.count()).where(Support.contribution_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Support.contribution_id))}


def _commented(rows: Sequence[Contribution]) -> dict[int, int]:
    if not rows:
        return {}
    query = published(Purpose.SHOW, plan_id=rows[0].plan_id).where(Contribution.parent_id.in_([row.id for row in rows]))
    counted = query.with_only_columns(Contribution.parent_id, func.count()).group_by(Contribution.parent_id)
    return {row[0] or 0: row[1] for row in db.session.execute(counted)}


def _voice(row: Contribution, text: str, matters: int, comments: int) -> Voice:
    whole = f"{row.published_title or ''} {row.published_text or ''}"
    return Voice(
        id=row.id,
        reference=row.reference,
        kind=KINDS[row.kind],
        title=row.published_title or "",
        text=text,
        attribution=row.attribution,
        language=row.language,
        published_at=row.published_at,
        question=Choice(row.question.slug, row.question.title) if row.question else None,
        matters=matters,
        comments=comments,
        taken_out=any(words in whole for words in REPLACEMENTS.values()),
        how=told(labels_of(row)),
    )


def excerpt(text: str, wanted: frozenset[str] = frozenset()) -> str:
    """The beginning of a text, or the part around the first of the wanted stems, cut between words."""
    if len(text) <= EXCERPT:
        return text
    start = _begin(text, wanted)
    part = text[start : start + EXCERPT]
    end = "" if start + EXCERPT >= len(text) else " …"
    cut = (part.rsplit(maxsplit=1) or [part])[0] if end else part
    return f"{'… ' if start else ''}{cut}{end}"


def _begin(text: str, wanted: frozenset[str]) -> int:
    hits = (hit.start() for hit in _WORD.finditer(text) if wanted and not wanted.isdisjoint(stems(hit.group())))
    first = next(hits, 0)
    if first < EXCERPT - BEFORE:
        return 0
    before = text[first - BEFORE : first]
    ended = max(before.rfind(end) for end in (". ", "! ", "? ", "\n"))
    space = ended + 1 if ended >= 0 else before.find(" ")
    return first - BEFORE + space + 1 if space >= 0 else first
