"""What the worker does for the public pages: the search index kept whole and clean, figures kept fresh."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, text

from engage.errors import NotFoundError
from engage.evidence import kept
from engage.extensions import begin_writing, db
from engage.models import (
    OPTIMISE,
    Plan,
    Question,
    SearchGone,
    anything_gone,
    anything_missing,
    current_plan,
    index_missing,
)
from engage.moderation import numbers
from engage.outcomes import reckoning
from engage.submissions import counting, heard, queries, tallies
from engage.theming import counting as workbench


def keep_up() -> int:
    """Index what is missing, clean the index, count; commits. How many texts were indexed or had left."""
    return index_all() + forget_gone() + count_anew()


def index_all() -> int:
    """Index shown texts that came in past the listeners; commits. How many."""
    if not anything_missing():
        return 0
    begin_writing()
    done = index_missing()
    db.session.commit()
    return done


def forget_gone() -> int:
    """Write the index anew without the stems of texts that left it; commits. How many texts had left."""
    if not anything_gone():
        return 0
    begin_writing()
    gone = list(db.session.scalars(select(SearchGone.contribution_id)))
    db.session.execute(text(OPTIMISE))
    db.session.execute(delete(SearchGone).where(SearchGone.contribution_id.in_(gone)))
    db.session.commit()
    return len(gone)


def count_anew() -> int:
    """Reckon the figures of the public pages whose time has come; commits. Nothing waits for this: always 0."""
    try:
        plan = current_plan()
    except NotFoundError:
        return 0
    mark = tallies.stamp(plan)
    if not tallies.due(plan, queries.COUNTS, mark):
        return 0
    changed = workbench.latest_change()
    figures = _reckoned(plan)
    db.session.rollback()
    begin_writing()
    if workbench.latest_change() != changed:  # what a person changed meanwhile was counted then
        del figures[workbench.WORKBENCH]
    for page, counted in figures.items():
        tallies.keep(plan, page, counted, mark)
    db.session.commit()
    return 0


def _reckoned(plan: Plan) -> dict[str, Any]:
    """Every page's figures."""
    figures: dict[str, Any] = {
        heard.THEMES: {"themes": heard.reckon(plan)},
        queries.COUNTS: queries.count_states(plan),
        queries.QUESTIONS: queries.people_by_question(plan),
        counting.VOICES: counting.reckon(plan),
        reckoning.OUTCOMES: reckoning.reckon(plan),
        reckoning.COMMENTS: reckoning.count_comments(plan),
        numbers.READING: numbers.count_reading(plan),
        workbench.WORKBENCH: workbench.reckon(plan),
        **kept.reckon(plan),
    }
    for question in db.session.scalars(select(Question).where(Question.plan_id == plan.id)):
        figures[f"question:{question.id}"] = queries.reckon_answers(plan, question)
    return figures
