"""What would cost more the more people speak, reckoned by the worker in one go: numbers and ids only, never words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, func, or_, select, union
from sqlalchemy.orm import aliased

from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Contribution,
    DraftParagraph,
    Outcome,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.models.outcome import outcome_contribution, outcome_draft_paragraph, outcome_question, outcome_theme
from engage.submissions import tallies

OUTCOMES, COMMENTS = "outcomes", "draft-comments"
"""Names of this room's figures among the tallies."""
MOST_KEPT = 20
"""Voices kept for each outcome: some more than are shown, so that one that is taken back leaves no gap."""


def reckon(plan: Plan) -> dict[str, Any]:
    """For each outcome that is shown, by its number: how many people are behind it, and the latest voices to show."""
    people = func.count(Contribution.contributor_id.distinct())
    used = linked(plan, Purpose.USE)
    counted = db.session.execute(
        select(used.c.outcome_id, people)
        .join(Contribution, Contribution.id == used.c.contribution_id)
        .group_by(used.c.outcome_id)
    )
    found: dict[str, Any] = {str(id_): {"people": 0, "voices": []} for id_ in db.session.scalars(_shown(plan))}
    for outcome_id, number in counted:
        found[str(outcome_id)]["people"] = number
    for outcome_id, voice in db.session.execute(_latest(plan)):
        found[str(outcome_id)]["voices"].append(voice)
    return found


def _shown(plan: Plan) -> Select[int]:
    return select(Outcome.id).where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))


def _latest(plan: Plan) -> Select[Any]:
    shown = linked(plan, Purpose.SHOW)
    order = (Contribution.published_at.desc(), Contribution.id.desc())
    ranked = (
        select(
            shown.c.outcome_id,
            Contribution.id.label("voice"),
            func.row_number().over(partition_by=shown.c.outcome_id, order_by=order).label("rank"),
        )
        .join(Contribution, Contribution.id == shown.c.contribution_id)
        .subquery()
    )
    wanted = select(ranked.c.outcome_id, ranked.c.voice).where(ranked.c.rank <= MOST_KEPT)
    return wanted.order_by(ranked.c.outcome_id, ranked.c.rank)


def linked(plan: Plan, purpose: Purpose) -> Any:
    """Every outcome that is shown with every contribution behind it, in whatever way, each pair once."""
    found = published(purpose, plan_id=plan.id)
    living = _shown(plan)
    ways: list[Select[Any]] = []
    for table, column, own in (
        (outcome_contribution, "contribution_id", Contribution.id),
        (outcome_question, "question_id", Contribution.question_id),
        (outcome_draft_paragraph, "draft_paragraph_id", Contribution.paragraph_id),
    ):
        pairs = found.join(table, table.c[column] == own).where(table.c.outcome_id.in_(living))
        ways.append(pairs.with_only_columns(table.c.outcome_id, Contribution.id.label("contribution_id")))
    together: CompoundSelect[Any] = union(*ways, _by_theme(found, living))
    return together.subquery()


def _by_theme(found: Select[Contribution], living: Select[int]) -> Select[Any]:
    inner = aliased(Theme)
    return (
        found.join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(inner, inner.id == PassageAssignment.theme_id)
        .join(outcome_theme, or_(outcome_theme.c.theme_id == inner.id, outcome_theme.c.theme_id == inner.parent_id))
        .where(
            outcome_theme.c.outcome_id.in_(living),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Passage.text_digest == Contribution.published_digest,
        )
        .with_only_columns(outcome_theme.c.outcome_id, Contribution.id.label("contribution_id"))
    )


def kept(plan: Plan, outcome_id: int) -> dict[str, Any] | None:
    """What the worker reckoned last for an outcome; None where it did not, or not lately."""
    figures = tallies.fresh(plan, OUTCOMES)
    found: dict[str, Any] | None = figures.get(str(outcome_id)) if figures is not None else None
    return found


def comments_by_chapter(plan: Plan) -> dict[int, int]:
    """How many published comments each chapter's draft has, as the worker counted them or as they are now."""
    figures = tallies.fresh(plan, COMMENTS)
    counted = figures if figures is not None else count_comments(plan)
    return {int(chapter): number for chapter, number in counted.items()}


def count_comments(plan: Plan) -> dict[str, int]:
    """Count them; numbers only, so consent to show plays no part."""
    rows = db.session.execute(
        published(Purpose.USE, plan_id=plan.id)
        .join(DraftParagraph, DraftParagraph.id == Contribution.paragraph_id)
        .with_only_columns(DraftParagraph.chapter_id, func.count())
        .group_by(DraftParagraph.chapter_id)
    )
    return {str(chapter): number for chapter, number in rows}
