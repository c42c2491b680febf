"""Theming without an encoder, unless a test asks for it."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.theming import pipeline
from tests.engage.theming.fake import FakePipeline


@pytest.fixture
def fake(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    """The fake pipeline in the real one's place."""
    made = FakePipeline()
    monkeypatch.setattr(pipeline, "load", lambda plan: made)
    monkeypatch.setattr(pipeline, "encoder_problem", lambda: None)
    monkeypatch.setattr(
        pipeline, "same_words", lambda texts: [None] * len(texts)
    )  # these tests say like things in rows
    return made
