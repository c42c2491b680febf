"""Frames from files: plans, frames of our form, frames of names and definitions; what is wrong is said."""

import json
from pathlib import Path

import pytest

from nlp.frames import FrameError, read_frame, read_plan, slug_of


def test_plan_gives_chapters_and_goals() -> None:
    frame = read_plan(Path("engage/plan/norfolk-waveney.yaml"))
    assert len(frame.labels) == 14
    assert [goal.slug for goal in frame.goals] == ["healthy-life", "tell-story-once", "best-place-to-work"]
    assert "radiotherapy and chemotherapy" in next(c for c in frame.labels if c.slug == "cancer").includes


def test_both_forms_of_frame(tmp_path: Path) -> None:
    entries = [
        {"slug": "food", "title": "Food", "about": "Meals.", "includes": ["menus"], "examples": ["Cold toast"]},
        {"group": "Place", "name": "Car parking & travel", "definition": "Getting there.", "examples": []},
    ]
    path = tmp_path / "frame.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    food, parking = read_frame(path).labels
    assert food.examples == ("Cold toast",)
    assert (parking.slug, parking.about) == ("car-parking-travel", "Getting there.")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "cannot be read"),
        ('"x"', "not a list"),
        ("[1]", "slug and a title"),
        ('[{"name":"A"},{"name":"a"}]', "more than one"),
    ],
)
def test_an_unusable_frame_says_why(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "frame.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FrameError, match=says):
        read_frame(path)


def test_an_unusable_plan_says_why(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("goals: []", encoding="utf-8")
    with pytest.raises(FrameError, match="no list of chapters"):
        read_plan(path)


def test_slug_of_a_title() -> None:
    assert slug_of("Food, drink & rest") == "food-drink-rest"
