"""Looking through what people said: by words, by meaning, and by what it is about, where it is from and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Consent,
    Contribution,
    Goal,
    Kind,
    Locality,
    Passage,
    PassageAssignment,
    Plan,
    Question,
    Theme,
    says,
)
from engage.models.narrowing import Narrowing, entry, filed_under
from engage.submissions.choices import Choice
from engage.submissions.counting import PLACE_AGREED, Counted, how_many
from engage.submissions.spoken import Voice, by_nearness, read, shown
from engage.theming import meaning

PAGE = 20
COUNTED = 500
"""Counting further would make a page slower the more people speak."""
MOST_CLOSE = 5
_KIND_NAMES = {Kind.IDEA: "Ideas", Kind.STORY: "Stories"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters(Narrowing):
    """What to look for among the voices."""

    q: str = ""
    chapter: str = ""
    goal: str = ""
    theme: str = ""
    place: str = ""
    kind: str = ""
    question: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words, and the filters that stay without it."""

    label: str
    rest: dict[str, str]


@dataclass(frozen=True)
class Page:
    """One page of voices; ``total`` is None when there are more than it is worth counting.

    ``close`` is what others said in other words; it stands after the last of what has the words themselves.
    """

    voices: tuple[Voice, ...]
    number: int
    more: bool
    total: int | None
    close: tuple[Voice, ...] = ()


def browse(plan: Plan, filters: Filters, number: int, known: Counted | None = None) -> Page:
    """One page of voices, newest first. A page beyond the last is empty, not an error.

    ``known`` is what the worker counted, so that it need not be counted here.
    """
    narrowed = list(_conditions(plan, filters))
    worded = [says(filters.q)] if filters.q else []
    ids, total = _ids(shown(plan).where(*narrowed, *worded), number, how_many(known, filters.given()))
    more = len(ids) > PAGE
    voices = read(shown(plan).where(Contribution.id.in_(ids[:PAGE])), words=filters.q)
    close: tuple[Voice, ...] = ()
    if filters.q and not more and (voices or number == 1):
        close = _close(plan, filters.q, [*narrowed, *(~condition for condition in worded)])
    return Page(voices, number, more, total, close)


def _ids(query: Select[Contribution], number: int, known: int | None) -> tuple[Sequence[int], int | None]:
    """The numbers on a page and the next one, and how many there are in all; looked for once where that is enough."""
    ids, start = query.with_only_columns(Contribution.id), (number - 1) * PAGE
    if known is not None:
        some = db.session.scalars(ids.offset(start).limit(PAGE + 1)).all()
        last = start + len(some) if some and len(some) <= PAGE else None
        return some, max(known, start + len(some)) if last is None else last
    first = db.session.scalars(ids.limit(COUNTED + 1)).all()
    if len(first) <= COUNTED:
        return first[start : start + PAGE + 1], len(first)
    if start + PAGE < COUNTED:
        return first[start : start + PAGE + 1], None
    return db.session.scalars(ids.offset(start).limit(PAGE + 1)).all(), None


def matching(plan: Plan, filters: Filters) -> Select[Contribution]:
    """Everything that the filters ask for, words aside, newest first."""
    return shown(plan).where(*_conditions(plan, filters))


def known(plan: Plan, filters: Filters) -> bool:
    """Whether the chapter or question that is asked for is one of this plan."""
    asked = ((Chapter, filters.chapter), (Question, filters.question))
    return all(entry(kind, plan.id, slug) is not None for kind, slug in asked if slug)


def _close(plan: Plan, words: str, conditions: list[ColumnElement[bool]]) -> tuple[Voice, ...]:
    where = [Contribution.kind != Kind.COMMENT, *conditions]
    return by_nearness(plan, meaning.close_to_words(plan, words, most=MOST_CLOSE, where=where))


def heading(page: Page, filters: Filters) -> str:
    """How many there are, in words."""
    words = {Kind.IDEA.value: ("idea", "ideas"), Kind.STORY.value: ("story", "stories")}
    what = words.get(filters.kind, ("voice", "voices"))
    if page.total is None:
        return f"More than {COUNTED:,} {what[1]}"
    return f"{page.total:,} {what[page.total != 1]}" if page.total else "Nothing found"


def chips(plan: Plan, filters: Filters) -> list[Chip]:
    """The filters in use, each in words."""
    labels: dict[str, Callable[[str], str]] = {
        "q": lambda value: f"Words: {value}",
        "chapter": lambda value: _title(plan, Chapter, value),
        "goal": lambda value: _title(plan, Goal, value),
        "theme": lambda value: f"Theme: {_name(_theme(plan, value)) or value}",
        "place": lambda value: f"From: {_name(entry(Locality, plan.id, value)) or value}",
        "kind": lambda value: {str(kind): name for kind, name in _KIND_NAMES.items()}.get(value, value),
        "question": lambda value: f"Question: {_title(plan, Question, value)}",
    }
    return [Chip(labels[name](value), filters.without(name).given()) for name, value in filters.given().items()]


def questions_asked(plan: Plan) -> list[Choice]:
    """Questions to choose from, the latest first; those to come are not known yet."""
    answered = exists().where(Contribution.question_id == Question.id)
    query = select(Question).where(Question.plan_id == plan.id, answered).order_by(Question.opens.desc())
    return [Choice(row.slug, row.title) for row in db.session.scalars(query)]


def themes_named(plan: Plan, listed: Iterable[tuple[int, str]], chosen: str) -> list[Choice]:
    """Themes to choose from, by name: those that are listed, and the one that is chosen already."""
    own = _theme(plan, chosen)
    named = {str(id_): name for id_, name in listed} | ({str(own.id): own.name} if own else {})
    return [Choice(id_, name) for id_, name in sorted(named.items(), key=lambda entry: entry[1].lower())]


def _theme(plan: Plan, number: str) -> Theme | None:
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        return None
    found = db.session.get(Theme, int(number))
    return found if found is not None and found.plan_id == plan.id and found.retired_at is None else None


def _name(row: Any) -> str:
    return str(row.name) if row is not None else ""


def _title(plan: Plan, kind: type[Any], slug: str) -> str:
    row = entry(kind, plan.id, slug)
    return slug if row is None else str(getattr(row, "plain", "") or row.title) if kind is Goal else str(row.title)


def _conditions(plan: Plan, filters: Filters) -> Iterator[ColumnElement[bool]]:
    """What each filter asks of a row; one that names nothing in this plan finds nothing."""
    if filters.kind in _KIND_NAMES:
        yield Contribution.kind == Kind(filters.kind)
    if filters.place:
        place = entry(Locality, plan.id, filters.place)
        # a place is known only of those who agreed to be described by it
        agreed = Consent.attribution.in_(PLACE_AGREED)
        yield and_(Contribution.locality_id == place.id, agreed) if place else false()
    if filters.question:
        asked = entry(Question, plan.id, filters.question)
        yield Contribution.question_id == asked.id if asked else false()
    for slug, kind, column in (
        (filters.chapter, Chapter, Assignment.chapter_id),
        (filters.goal, Goal, Assignment.goal_id),
    ):
        if slug:
            row = entry(kind, plan.id, slug)
            yield filed_under(column == row.id) if row else false()
    if filters.theme:
        theme = _theme(plan, filters.theme)
        yield _in_theme(theme) if theme else false()


def _in_theme(theme: Theme) -> ColumnElement[bool]:
    """A passage of it is in the theme, or in a narrower one in it."""
    inside = select(Theme.id).where(or_(Theme.id == theme.id, Theme.parent_id == theme.id))
    return exists().where(
        Passage.contribution_id == Contribution.id,
        Passage.text_digest == Contribution.published_digest,
        PassageAssignment.passage_id == Passage.id,
        PassageAssignment.status != AssignmentStatus.DISMISSED,
        PassageAssignment.theme_id.in_(inside),
    )
