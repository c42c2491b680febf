"""What people confirmed goes out as examples to learn from: settled texts only, and nothing that may not be read."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from engage.commands import main
from engage.extensions import db
from engage.models import Assignment, AssignmentStatus, Chapter, Contribution, Goal, State, current_plan, now
from engage.moderation.service import decide
from engage.theming.confirmations import Filing, confirmed_filings
from nlp.mapping.corpus import read_corpus
from tests import factories

YES, NO, OPEN = AssignmentStatus.CONFIRMED, AssignmentStatus.DISMISSED, AssignmentStatus.SUGGESTED


def filed(text: str, **answers: AssignmentStatus) -> Contribution:
    """A published text with an answer for each slug, underscores for hyphens."""
    row = factories.published(text)
    by = factories.person("stella").id
    for name, status in answers.items():
        slug = name.replace("_", "-")
        chapter = factories.named(Chapter, slug)
        answer = {} if status is OPEN else {"decided_at": now(), "decided_by_id": by}
        target = {"chapter_id": chapter.id} if chapter else {"goal_id": factories.named(Goal, slug).id}
        db.session.add(Assignment(contribution_id=row.id, status=status, score=0.5, **target, **answer))
    db.session.commit()
    return row


def test_settled_texts_are_examples_and_open_questions_are_not(app: Flask) -> None:
    filed("Settled.", maternity=YES, cancer=NO, healthy_life=OPEN)
    filed("Nothing fits.", cancer=NO)
    filed("Goals too.", digital=YES, tell_story_once=YES, healthy_life=NO, best_place_to_work=OPEN)
    filed("One is open.", maternity=YES, cancer=OPEN)
    filed("Goals alone.", healthy_life=YES)
    factories.published("Nobody has looked.")
    assert list(confirmed_filings(current_plan())) == [
        Filing("Settled.", ("maternity",), ("healthy-life",)),
        Filing("Nothing fits.", (), ()),
        Filing("Goals too.", ("digital",), ("tell-story-once",)),
    ]


def test_the_command_writes_what_training_reads(app: Flask, tmp_path: Path) -> None:
    filed("It’s settled.", maternity=YES)
    gone = filed("Taken down since.", maternity=YES)
    decide(gone, State.DECLINED, by=factories.person("mo"), reason="advertising")
    db.session.commit()
    out = tmp_path / "confirmed.jsonl"
    done = app.test_cli_runner().invoke(main, ["export", "confirmations", "-o", str(out)])
    assert (done.exit_code, "1 texts" in done.output) == (0, True), done.output
    assert [(row.text, row.chapters) for row in read_corpus(out)] == [("It’s settled.", ("maternity",))]
    assert set(json.loads(out.read_text("utf-8"))) == {"text", "chapters", "goals"}, "nothing about who said it"
