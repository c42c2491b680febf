"""The questions of the week: which is open, which come, and what came of the earlier ones."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.models import Contribution, current_plan, now
from engage.submissions import queries, spoken
from engage.submissions.views.door import room
from engage.web import UK, public

SOME = 5


def _today() -> date:
    return now().astimezone(UK).date()


@room.get("/questions")
@public
@cacheable
def questions() -> ResponseReturnValue:
    """All questions of the week."""
    return render_template("submissions/questions.html", schedule=queries.schedule(current_plan(), _today()))


@room.get("/questions/<slug>")
@public
@cacheable
def question_page(slug: str) -> ResponseReturnValue:
    """One question: when it is asked, what people said, and what became of it."""
    plan = current_plan()
    asked = queries.asked_question(plan, slug, _today())
    answers = spoken.shown(plan).where(Contribution.question_id == asked.question.id)
    return render_template(
        "submissions/question.html",
        asked=asked,
        figures=queries.answered(plan, asked.question),
        voices=spoken.read(answers.limit(SOME)),
        outcomes=queries.became(plan, asked.question),
    )
