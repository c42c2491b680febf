"""A plan is loaded from its file, and loading it again changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.models import Plan, Question
from engage.plan.service import SHIPPED, load_plan, read_plan_file


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the plan's tables."""
    names = (
        "plan", "goal", "chapter", "chapter_goal", "big_change", "objective", "locality", "respondent_kind", "channel",
        "question", "question_chapter", "milestone",
    )  # fmt: skip
    found = {}
    for name in names:
        table = db.metadata.tables[name]
        found[name] = sorted(map(repr, db.session.execute(select(table))))
    return found


def test_loading_twice_changes_nothing(plan: Plan) -> None:
    before = _everything()
    load_plan(read_plan_file(SHIPPED), today=date(2026, 12, 24))
    db.session.commit()
    assert _everything() == before
    assert all(before.values())


def test_every_slug_is_unique_and_fit_for_an_address(plan: Plan) -> None:
    slugs = [chapter.slug for chapter in plan.chapters]
    assert len(set(slugs)) == len(slugs)
    assert all(slug.replace("-", "").isalnum() and slug == slug.lower() for slug in slugs)


def test_questions_run_from_the_first_loading_on(plan: Plan) -> None:
    questions = db.session.scalars(select(Question).order_by(Question.opens)).all()
    assert any(question.opens <= date(2026, 11, 21) <= question.closes for question in questions)


@pytest.mark.parametrize("content", ["", "just words", "[1, 2]", "plan: {slug: x}", "a: [b", "\x00", "a: 2026-99-99"])
def test_a_file_that_is_no_plan_is_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(content)
    with pytest.raises(InputError, match=r"plan\.yaml"):
        read_plan_file(path)


def test_an_unknown_goal_is_named(app: Any) -> None:
    content = read_plan_file(SHIPPED)
    content["chapters"][0]["goals"] = ["no-such-goal"]
    with pytest.raises(InputError, match="no-such-goal"):
        load_plan(content, today=date(2026, 11, 21))
    db.session.rollback()
