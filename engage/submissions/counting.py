"""How many voices there are to look through, by each single filter: counted by the worker, of what everybody can list.

They need no hiding of small numbers: each number is the length of a list that anybody can open and count. A place is
counted, as it is listed, only for those who agreed to be described by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Attribution,
    Chapter,
    Consent,
    Contribution,
    Goal,
    Locality,
    Passage,
    PassageAssignment,
    Plan,
    Question,
    Theme,
)
from engage.submissions import tallies
from engage.submissions.spoken import shown

VOICES = "voices"
"""The name of these figures among the tallies."""
PLACE_AGREED = (Attribution.KIND_AND_PLACE, Attribution.PLACE)
"""The descriptions that tell a place."""
Counted = Mapping[str, Mapping[str, int]]


def reckon(plan: Plan) -> dict[str, dict[str, int]]:
    """Count the voices that anybody may read: all, and by each entry of each list, by its slug."""
    voices = shown(plan).order_by(None)
    filed = voices.join(Assignment, Assignment.contribution_id == Contribution.id)
    filed = filed.where(Assignment.status != AssignmentStatus.DISMISSED)
    placed = voices.where(Consent.attribution.in_(PLACE_AGREED))
    number = func.count(Contribution.id.distinct())
    return {
        "all": {"": db.session.scalar(voices.with_only_columns(number)) or 0},
        "kind": _by(voices, Contribution.kind),
        "chapter": _by(filed.join(Chapter, Chapter.id == Assignment.chapter_id), Chapter.slug),
        "goal": _by(filed.join(Goal, Goal.id == Assignment.goal_id), Goal.slug),
        "place": _by(placed.join(Locality, Locality.id == Contribution.locality_id), Locality.slug),
        "question": _by(voices.join(Question, Question.id == Contribution.question_id), Question.slug),
        "theme": _by_theme(voices),
    }


def _by_theme(voices: Select[Any]) -> dict[str, int]:
    """A wide theme has what is in its narrower ones too, as its list has."""
    inside = (
        voices.join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            Passage.text_digest == Contribution.published_digest,
            PassageAssignment.status != AssignmentStatus.DISMISSED,
        )
    )
    narrow = _by(inside.where(Theme.parent_id.is_not(None)), Theme.id)
    return narrow | _by(inside, func.coalesce(Theme.parent_id, Theme.id))


def _by(query: Select[Any], column: Any) -> dict[str, int]:
    number = func.count(Contribution.id.distinct())
    rows = db.session.execute(query.with_only_columns(column, number).group_by(column))
    return {str(row[0]): row[1] for row in rows}


def counted(plan: Plan) -> Counted | None:
    """What the worker counted last; None where it did not, or not lately: then the lists go without numbers."""
    kept: Counted | None = tallies.fresh(plan, VOICES)
    return kept


def how_many(figures: Counted | None, given: Mapping[str, str]) -> int | None:
    """How many voices the filters find, where that was counted: for none of them, or for one."""
    if figures is None or len(given) > 1:
        return None
    name, value = next(iter(given.items()), ("all", ""))
    return figures[name].get(value, 0) if name in figures else None
