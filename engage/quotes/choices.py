"""What can be chosen when an author narrows down the quotes of a chapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.extensions import db
from engage.models import Channel, Chapter, Locality, RespondentKind
from engage.quotes.queries import theme_counts

Entries = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Value and words of each list."""

    theme: Entries
    goal: Entries
    place: Entries
    who: Entries
    channel: Entries
    objective: Entries

    def fields(self) -> dict[str, Entries]:
        """The lists by the name of their field."""
        return {name: getattr(self, name) for name in ("theme", "goal", "place", "who", "channel", "objective")}


def choices_of(chapter: Chapter) -> Choices:
    """The themes that people raised in this chapter, and the plan's own lists."""
    return Choices(
        theme=tuple((theme.key, f"{theme.name} ({theme.people})") for theme in theme_counts(chapter).values()),
        goal=tuple((goal.slug, goal.plain or goal.title) for goal in chapter.plan.goals),
        place=tuple((row.slug, row.name) for row in _listed(Locality, chapter)),
        who=tuple((row.slug, row.attribution) for row in _listed(RespondentKind, chapter)),
        channel=tuple((row.slug, row.name) for row in _listed(Channel, chapter)),
        objective=tuple((str(row.number), row.text) for row in chapter.objectives),
    )


def _listed(kind: type[Any], chapter: Chapter) -> Iterable[Any]:
    return db.session.scalars(select(kind).where(kind.plan_id == chapter.plan_id).order_by(kind.position))
