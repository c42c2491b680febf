"""Who the demonstration's people say that they are: made up from each one's key, so that counts have something to count."""

from __future__ import annotations

import random
import zlib

from engage.extensions import db
from engage.models import AboutAnswer, Contributor, Plan
from engage.submissions.choices import about_questions

ANSWERING, EACH = 60, 0.9
"""Of a hundred people, how many answer the questions about themselves; and how often each question is answered then."""
_SHARES = {
    "age": (2, 5, 12, 20, 26, 22, 11, 2),
    "gender": (60, 38, 2),
    "ethnic-group": (2, 1, 1, 88, 1, 6, 1),
    "disability": (48, 26, 14, 12),
    "carer": (64, 20, 6, 10),
}
"""How often each answer is given, in the plan's order; other questions are answered evenly."""


def answer_about(plan: Plan, contributor: Contributor, key: str) -> int:
    """Keep made-up answers for some of the people, and leave some questions out; how many."""
    if zlib.crc32(key.encode()) % 100 >= ANSWERING:
        return 0
    answers, drawn = 0, random.Random(key)  # noqa: S311 - made up, the same each time
    for question in about_questions(plan):
        shares = _SHARES.get(question.slug, ())
        weights = shares if len(shares) == len(question.options) else [1] * len(question.options)
        option = drawn.choices(question.options, weights)[0]
        if drawn.random() < EACH:
            row = AboutAnswer(contributor_id=contributor.id, question=question.slug, option=option.value)
            db.session.add(row)
            answers += 1
    return answers
