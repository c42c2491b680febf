"""The same with the real encoder and mapper."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from engage.extensions import db
from engage.models import Assignment, Chapter, Passage, PassageVector, Plan
from engage.theming import pipeline, service
from tests import factories

pytestmark = pytest.mark.encoder

SAID = (
    "My baby was born at home and the same midwife came every day. She showed me how to feed him.",
    "I waited nine hours in A&E with chest pain, and the ambulance queue went round the corner.",
    "The chemotherapy nurse rang me after each round. The scan letter took six weeks to come, though.",
)


@pytest.fixture(autouse=True)
def _needs_encoder(app: Flask) -> None:
    problem = service.encoder_problem()
    if problem:
        pytest.skip(problem)


def test_words_find_their_chapter_and_say_why(plan: Plan) -> None:
    rows = [factories.published(text) for text in SAID]
    assert service.analyse_pending() == len(SAID)
    for row, slug in zip(rows, ("maternity", "urgent-and-emergency-care", "cancer"), strict=True):
        best = db.session.scalars(
            select(Assignment)
            .join(Chapter)
            .where(Assignment.contribution_id == row.id)
            .order_by(Assignment.score.desc())
        ).first()
        assert best is not None
        assert best.chapter.slug == slug
        assert 0 < best.score <= 1
        assert best.because


def test_passages_cover_the_text_and_have_vectors_of_the_encoder(plan: Plan) -> None:
    row = factories.published(SAID[0])
    service.analyse_pending()
    passages = db.session.scalars(select(Passage).order_by(Passage.start)).all()
    assert "".join("".join(p.text.split()) for p in passages) == "".join((row.published_text or "").split())
    for kept in db.session.scalars(select(PassageVector)):
        assert kept.encoder == pipeline.load(plan).encoder
        vector = pipeline.from_bytes([kept.vector])[0]
        assert abs(float(vector @ vector) - 1) < 0.01


def test_another_wording_of_the_plan_makes_every_analysis_stale(plan: Plan) -> None:
    factories.published(SAID[0])
    service.analyse_pending()
    assert service.analyse_pending() == 0
    plan.chapters[0].about = "Something else entirely."
    db.session.commit()
    assert service.analyse_pending() == 1


def test_hostile_text_goes_through(plan: Plan) -> None:
    for text in ("w" * 20_000, "a. " * 3_000, "🙂" * 300, "\u202e.\u202c", "?!?!?!", "[name] [name]"):
        factories.published(text)
    while service.analyse_pending():
        pass
    assert service.waiting(plan) == 0
