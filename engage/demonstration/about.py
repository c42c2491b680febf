"""Who the demonstration's people say that they are: made up from each one's key, so that counts have something to count."""

from __future__ import annotations

import zlib

from engage.extensions import db
from engage.models import AboutAnswer, Contributor, Plan
from engage.submissions.choices import about_questions

ANSWERING = 60
"""Of a hundred people, how many answer the questions about themselves."""


def answer_about(plan: Plan, contributor: Contributor, key: str) -> int:
    """Keep made-up answers for some of the people, and leave some questions out; how many."""
    if zlib.crc32(key.encode()) % 100 >= ANSWERING:
        return 0
    answers = 0
    for question in about_questions(plan):
        drawn = zlib.crc32(f"{key}:{question.slug}".encode()) % (len(question.options) * 2 + 1)
        # half of the draws fall on the middle of the list: few people are at its ends
        place = drawn if drawn < len(question.options) else len(question.options) // 2
        if drawn != len(question.options) * 2:
            db.session.add(
                AboutAnswer(contributor_id=contributor.id, question=question.slug, option=question.options[place].value)
            )
            answers += 1
    return answers
