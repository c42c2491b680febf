"""How an outcome hangs together with the voices behind it: picked one by one, by theme, by question, by paragraph."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, exists, or_, select
from sqlalchemy.orm import aliased

from engage.models import AssignmentStatus, Contribution, Passage, PassageAssignment, Theme
from engage.models.outcome import outcome_contribution, outcome_draft_paragraph, outcome_question, outcome_theme

PICKED, THEME, QUESTION, PARAGRAPH = "picked", "theme", "question", "paragraph"
"""Ways to be linked, the closest first."""


def in_theme(theme_ids: Select[Any]) -> ColumnElement[bool]:
    """Whether a contribution has a passage in one of these themes, or in a narrower theme inside one."""
    theme = aliased(Theme)
    return exists().where(
        Passage.contribution_id == Contribution.id,
        Passage.text_digest == Contribution.published_digest,
        PassageAssignment.passage_id == Passage.id,
        PassageAssignment.status != AssignmentStatus.DISMISSED,
        theme.id == PassageAssignment.theme_id,
        or_(theme.id.in_(theme_ids), theme.parent_id.in_(theme_ids)),
    )


def ways(outcome_id: Any) -> dict[str, ColumnElement[bool]]:
    """For each way to be linked, whether a contribution is so linked to the outcome."""

    def linked(table: Table, column: str) -> Select[Any]:
        return select(table.c[column]).where(table.c.outcome_id == outcome_id)

    return {
        PICKED: Contribution.id.in_(linked(outcome_contribution, "contribution_id")),
        PARAGRAPH: Contribution.paragraph_id.in_(linked(outcome_draft_paragraph, "draft_paragraph_id")),
        THEME: in_theme(linked(outcome_theme, "theme_id")),
        QUESTION: Contribution.question_id.in_(linked(outcome_question, "question_id")),
    }


def behind(outcome_id: Any) -> ColumnElement[bool]:
    """Whether a contribution is behind the outcome, in whatever way."""
    return or_(*ways(outcome_id).values())
