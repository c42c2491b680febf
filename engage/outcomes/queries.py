"""What became of what people said, as anybody may see it. Words begin at published(); outcomes at being shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import Chapter, Contribution, Outcome, OutcomeStatus, Plan, Purpose, Theme, published
from engage.models.outcome import outcome_theme
from engage.outcomes import reckoning
from engage.outcomes.links import PARAGRAPH, PICKED, QUESTION, THEME, ways
from engage.outcomes.voices import Heard, all_voices, people_behind, still_said

PAGE = 10
STATUSES: dict[OutcomeStatus, tuple[str, str]] = {
    OutcomeStatus.DONE: ("Done", "green"),
    OutcomeStatus.DOING: ("We are doing it", "blue"),
    OutcomeStatus.THINKING: ("We are thinking about it", "yellow"),
    OutcomeStatus.CANNOT: ("We cannot do it", "grey"),
}
"""Each status in plain words, and the colour of its tag."""
LABELS = {
    OutcomeStatus.DONE: "We did",
    OutcomeStatus.DOING: "We are doing",
    OutcomeStatus.THINKING: "What we are thinking about",
    OutcomeStatus.CANNOT: "We cannot, because",
}
BECAUSE = {
    PICKED: "Your words are behind this.",
    PARAGRAPH: "You commented on the part of the draft that this is about.",
    THEME: "You and other people said something like this.",
    QUESTION: "You answered the question that this is about.",
}


@dataclass(frozen=True)
class Told:
    """One step of an outcome's history."""

    status: str
    did: str
    on: date


@dataclass(frozen=True)
class Line:
    """An outcome as it stands in a list. ``because`` says how one's own words are linked to it."""

    id: int
    chapter: str
    chapter_slug: str
    status: str
    colour: str
    label: str
    said: str
    did: str
    responsible: str
    on: date
    next_on: date | None
    themes: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True)
class Page:
    """One outcome with the voices behind it; ``people`` counts everybody, ``voices`` holds those that may be shown."""

    line: Line
    history: tuple[Told, ...]
    people: int
    voices: tuple[Heard, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Which outcomes to list."""

    chapter: str = ""
    theme: int = 0
    status: str = ""


@dataclass(frozen=True)
class Listed:
    """One page of outcomes."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int


def line_of(row: Outcome, because: str = "") -> Line:
    """An outcome in plain words."""
    status, colour = STATUSES[row.status]
    return Line(
        id=row.id, chapter=row.chapter.title, chapter_slug=row.chapter.slug, status=status, colour=colour,
        label=LABELS[row.status], said=row.said, did=row.did, responsible=row.responsible, on=row.on,
        next_on=row.next_on, themes=tuple(theme.name for theme in row.themes if theme.retired_at is None),
        because=because,
    )  # fmt: skip


def shown(plan: Plan) -> Select[Outcome]:
    """Outcomes that everybody may see, the latest first."""
    return (
        select(Outcome)
        .where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
        .options(joinedload(Outcome.chapter), selectinload(Outcome.themes))
        .order_by(Outcome.on.desc(), Outcome.id.desc())
    )


def listed(plan: Plan, asked: Asked, number: int) -> Listed:
    """One page of what is shown; a page beyond the last is empty."""
    query = shown(plan)
    if asked.chapter:
        wanted = [chapter.id for chapter in plan.chapters if chapter.slug == asked.chapter]
        query = query.where(Outcome.chapter_id.in_(wanted))
    if 0 < asked.theme < 2**31:
        query = query.where(_about_theme(asked.theme))
    if asked.status in set(OutcomeStatus):
        query = query.where(Outcome.status == OutcomeStatus(asked.status))
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.scalars(query.offset((number - 1) * PAGE).limit(PAGE))
    return Listed(tuple(line_of(row) for row in rows), number, -(-total // PAGE), total)


def _about_theme(theme_id: int) -> ColumnElement[bool]:
    """Whether an outcome names the theme, or one inside it."""
    inside = select(Theme.id).where((Theme.id == theme_id) | (Theme.parent_id == theme_id))
    return Outcome.id.in_(select(outcome_theme.c.outcome_id).where(outcome_theme.c.theme_id.in_(inside)))


def latest(plan: Plan, number: int = 3) -> tuple[Line, ...]:
    """What became of things lately: what is done or being done comes before what is thought about or cannot be."""
    progress = case((Outcome.status.in_((OutcomeStatus.DONE, OutcomeStatus.DOING)), 0), else_=1)
    rows = db.session.scalars(shown(plan).order_by(None).order_by(progress, Outcome.on.desc()).limit(number))
    return tuple(line_of(row) for row in rows)


def counts(plan: Plan) -> dict[OutcomeStatus, int]:
    """How many outcomes are shown in each status."""
    rows = db.session.execute(
        select(Outcome.status, func.count())
        .where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
        .group_by(Outcome.status)
    )
    found: dict[OutcomeStatus, int] = {status: number for status, number in rows}  # noqa: C416 - names the columns
    return {status: found.get(status, 0) for status in STATUSES}


def counts_in_words(plan: Plan) -> tuple[tuple[str, str, int], ...]:
    """For each status: its word, how it reads, and how many outcomes are shown in it."""
    return tuple((str(status), STATUSES[status][0], number) for status, number in counts(plan).items())


def themes_answered(plan: Plan) -> list[tuple[str, str]]:
    """The living themes that something shown answers, by name, each with its number."""
    answered = select(outcome_theme.c.theme_id).join(Outcome, Outcome.id == outcome_theme.c.outcome_id)
    ids = answered.where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
    rows = db.session.execute(
        select(Theme.id, Theme.name).where(Theme.id.in_(ids), Theme.retired_at.is_(None)).order_by(Theme.name)
    )
    return [(str(id_), name) for id_, name in rows]


def theme_name(plan: Plan, theme_id: int) -> str:
    """A living theme's name, or nothing."""
    query = select(Theme.name).where(Theme.plan_id == plan.id, Theme.id == theme_id, Theme.retired_at.is_(None))
    return (db.session.scalar(query) if 0 < theme_id < 2**31 else None) or ""


def one(plan: Plan, id_: int) -> Page:
    """One outcome that is shown, with its history and voices.

    Raises:
        NotFoundError: there is none, or it is not shown.
    """
    row = db.session.scalar(shown(plan).where(Outcome.id == id_)) if id_ < 2**31 else None
    if row is None:
        raise NotFoundError
    known = reckoning.kept(plan, row.id)
    return (
        page_of(plan, row) if known is None else _page(row, known["people"], still_said(plan, row.id, known["voices"]))
    )


def page_of(plan: Plan, row: Outcome) -> Page:
    """An outcome as its page shows it, counted now; staff look at one before it is shown."""
    return _page(row, people_behind(plan, row.id), all_voices(plan, row.id))


def _page(row: Outcome, people: int, voices: tuple[Heard, ...]) -> Page:
    told = tuple(Told(STATUSES[change.status][0], change.did, change.on) for change in row.changes)
    return Page(line_of(row), told, people, voices, tuple(question.title for question in row.questions))


def outcomes_for(plan: Plan, contribution_ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
    """For each of these contributions that is published: what became of it, the closest link first.

    The receipt shows it to its own writer, so it needs consent to use the words only.
    """
    found: dict[int, list[Line]] = {}
    seen: set[tuple[int, int]] = set()
    wanted = published(Purpose.USE, plan_id=plan.id).where(Contribution.id.in_(contribution_ids))
    for way, is_linked in ways(Outcome.id).items():
        pairs = db.session.execute(
            wanted.join(Outcome, is_linked)
            .where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
            .with_only_columns(Contribution.id, Outcome)
            .order_by(Outcome.on.desc(), Outcome.id.desc())
        ).all()
        for contribution_id, outcome in pairs:
            if (contribution_id, outcome.id) not in seen:
                seen.add((contribution_id, outcome.id))
                found.setdefault(contribution_id, []).append(line_of(outcome, BECAUSE[way]))
    return {id_: tuple(lines) for id_, lines in found.items()}


def outcomes_in_chapter(plan: Plan, chapter: Chapter) -> tuple[Line, ...]:
    """What is shown for a chapter, the latest first."""
    return tuple(line_of(row) for row in db.session.scalars(shown(plan).where(Outcome.chapter_id == chapter.id)))


def outcomes_by_theme(plan: Plan, theme_ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
    """For each of these themes: what is shown that names it, or a theme inside it."""
    rows = db.session.execute(
        select(outcome_theme.c.outcome_id, Theme.id, Theme.parent_id)
        .join(Theme, Theme.id == outcome_theme.c.theme_id)
        .where(Theme.id.in_(theme_ids) | Theme.parent_id.in_(theme_ids))
    ).all()
    lines: dict[object, Line] = {row.id: line_of(row) for row in db.session.scalars(shown(plan))} if rows else {}
    found: dict[int, dict[object, Line]] = {id_: {} for id_ in theme_ids}
    for outcome_id, *names in rows:
        for id_ in found.keys() & set(names):
            found[id_] |= {outcome_id: lines[outcome_id]} if outcome_id in lines else {}
    return {id_: tuple(by_id.values()) for id_, by_id in found.items() if by_id}
