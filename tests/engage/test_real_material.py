"""Real stories and ideas through the whole chain: imported, screened, analysed, exported, and every quote verbatim."""

from __future__ import annotations

import io
import json
import os
from itertools import islice
from pathlib import Path

import docx
import pytest
from flask import Flask
from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Analysis, Contribution, Plan, Purpose, State
from engage.quotes.export import export_quotes
from engage.submissions.importing import Import, run_import
from engage.submissions.intake import clean_text
from engage.worker import drain_all

DATA = Path(os.environ.get("ENGAGE_DATA", "../shared/data"))
STORIES = 90

pytestmark = [
    pytest.mark.encoder,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no real text at {DATA}; set ENGAGE_DATA"),
]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """The first real stories, as a file of their own."""
    path = tmp_path / "stories.jsonl"
    with (DATA / "careopinion_stories_dev.jsonl").open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, STORIES)), "utf-8")
    return path


def test_every_quote_of_every_chapter_stands_in_its_source(app: Flask, plan: Plan, stories: Path) -> None:
    job = Import(
        path=stories,
        channel="stories-from-groups",
        columns={"text": "feedback"},
        consent=Purpose.QUOTE,
        moderated_at_source="published stories",
    )
    outcome = run_import(plan, job)
    assert outcome.added == STORIES
    assert outcome.waiting == sum(1 for row in db.session.scalars(select(Contribution)) if row.state is State.RECEIVED)
    drain_all()
    analysed = db.session.scalar(select(func.count()).select_from(Analysis))
    assert analysed == outcome.added - outcome.waiting

    sources = [clean_text(json.loads(line)["feedback"]) for line in stories.read_text("utf-8").splitlines()]
    quotes = 0
    for chapter in plan.chapters:
        rows = json.loads(export_quotes(chapter, "json"))
        assert all(any(row["text"] in source for source in sources) for row in rows)
        document = docx.Document(io.BytesIO(export_quotes(chapter, "docx")))
        words = {run.text for line in document.paragraphs if line.style.name == "Quote" for run in line.runs}
        assert {row["text"] for row in rows} <= words | {""}
        quotes += len(rows)
    assert quotes > 50
