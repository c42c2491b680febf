"""The demonstration data must fit the plan it is shown with, and show nothing it should not."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

ENGAGE = Path(__file__).parents[3] / "engage"
DATA = ENGAGE / "demonstration" / "data"

OUTCOMES = {"publish", "decline", "refer", "hold", None}
REASONS = {
    "decline": {
        "names-a-person",
        "advertising",
        "abusive",
        "off-topic",
        "complaint",
        "not-about-health",
    },
    "refer": {"risk-to-self", "risk-to-adult", "risk-to-child"},
    "hold": {"ask-author", "second-opinion"},
    "publish": {None},
    None: {None},
}
LOOKS_LIKE_AN_IDENTIFIER = re.compile(
    r"\S+@\S+"  # e-mail
    r"|\b0\d{4} \d{3} \d{3}\b|\b07\d{3} \d{3} \d{3}\b"  # telephone
    r"|\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b"  # postcode
    r"|\b\d{3} \d{3} \d{4}\b"  # NHS number
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b"  # date of birth
    r"|\b(?:Dr|Mr|Mrs|Miss|Ms|Sister) [A-Z][a-z]+"  # name with a title
)


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ENGAGE / "plan" / "norfolk-waveney.yaml").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def contributions() -> list[dict[str, Any]]:
    return lines("contributions.jsonl")


def slugs(entries: list[dict[str, Any]]) -> set[str]:
    return {entry["slug"] for entry in entries}


def published_text(row: dict[str, Any]) -> str:
    text: str = row["text"]
    for redaction in sorted(row["decision"]["redactions"], key=lambda r: -len(r["exact"])):
        text = text.replace(redaction["exact"], redaction["with"])
    return text


def test_keys_and_texts_are_unique(contributions: list[dict[str, Any]]) -> None:
    assert len(contributions) >= 300
    for field in ("key", "text"):
        repeated = [v for v, n in Counter(row[field] for row in contributions).items() if n > 1]
        assert not repeated


def test_every_slug_is_in_the_plan(plan: dict[str, Any], contributions: list[dict[str, Any]]) -> None:
    events = {event["key"] for event in lines("events.jsonl")}
    assert all(set(event["chapters"]) <= slugs(plan["chapters"]) for event in lines("events.jsonl"))
    for row in contributions:
        assert row["locality"] in slugs(plan["localities"]) | {None}, row["key"]
        assert row["respondent"] in slugs(plan["respondent_kinds"]), row["key"]
        assert row["channel"] in slugs(plan["channels"]), row["key"]
        assert row["question"] in slugs(plan["questions"]) | {None}, row["key"]
        assert set(row["chapters"]) <= slugs(plan["chapters"]), row["key"]
        assert set(row["goals"]) <= slugs(plan["goals"]), row["key"]
        assert row["event"] in events | {None}, row["key"]
        assert (row["event"] is not None) == (row["channel"] == "event"), row["key"]


def test_values_are_allowed(contributions: list[dict[str, Any]]) -> None:
    for row in contributions:
        assert row["kind"] in {"idea", "story"}, row["key"]
        assert row["consent"] in {"use", "show", "quote"}, row["key"]
        assert row["attribution"] in {"kind-and-place", "kind", "place", "anonymous"}, row["key"]
        assert 0 <= row["days_ago"] <= 120, row["key"]
        decision = row["decision"]
        assert decision["outcome"] in OUTCOMES, row["key"]
        assert decision["reason"] in REASONS[decision["outcome"]], row["key"]
        assert not row["confirmed"] or decision["outcome"] == "publish", row["key"]
        if row["attribution"] in {"kind-and-place", "place"}:
            assert row["locality"], row["key"]


def test_questions_were_open_on_the_day(plan: dict[str, Any], contributions: list[dict[str, Any]]) -> None:
    rounds = {q["slug"]: (q["opens_days"], q["closes_days"]) for q in plan["questions"]}
    for row in contributions:
        if row["question"]:
            opens, closes = rounds[row["question"]]
            assert opens <= -row["days_ago"] <= closes, row["key"]


def test_redactions_are_whole_words_of_the_text(contributions: list[dict[str, Any]]) -> None:
    for row in contributions:
        for redaction in row["decision"]["redactions"]:
            exact = redaction["exact"]
            found = row["text"].count(exact)
            whole = len(re.findall(rf"(?<!\w){re.escape(exact)}(?!\w)", row["text"]))
            assert found == whole > 0, (row["key"], exact)
            assert exact not in (row["title"] or ""), row["key"]


def test_nothing_published_identifies_anybody(contributions: list[dict[str, Any]]) -> None:
    for row in contributions:
        if row["decision"]["outcome"] == "publish":
            shown = f"{row['title'] or ''}\n{published_text(row)}"
            assert not LOOKS_LIKE_AN_IDENTIFIER.search(shown), row["key"]


def test_enough_of_everything(plan: dict[str, Any], contributions: list[dict[str, Any]]) -> None:
    published = [row for row in contributions if row["decision"]["outcome"] == "publish"]
    chapters = Counter(chapter for row in published for chapter in row["chapters"])
    assert all(chapters[slug] >= 18 for slug in slugs(plan["chapters"])), chapters
    places = Counter(row["locality"] for row in published)
    assert all(places[slug] >= 30 for slug in slugs(plan["localities"])), places
    outcomes = Counter(row["decision"]["outcome"] for row in contributions)
    assert outcomes[None] >= 30
    assert outcomes["decline"] >= 8
    assert outcomes["refer"] + outcomes["hold"] >= 8
    long_stories = [row for row in contributions if row["kind"] == "story" and 150 <= len(row["text"].split()) <= 450]
    assert len(long_stories) >= 60
    assert sum(bool(row["decision"]["redactions"]) for row in published) >= 15


def test_events_have_their_contributions(contributions: list[dict[str, Any]]) -> None:
    spoken = Counter(row["event"] for row in contributions)
    for event in lines("events.jsonl"):
        assert 8 <= spoken[event["key"]] <= 15, event["key"]
        days = {row["days_ago"] for row in contributions if row["event"] == event["key"]}
        assert days == {event["days_ago"]}
        assert event["invited"] is None or event["invited"] >= event["attended"]


def test_people_join_in_on_what_is_shown(contributions: list[dict[str, Any]], plan: dict[str, Any]) -> None:
    joining = yaml.safe_load((DATA / "joining.yaml").read_text("utf-8"))
    shown = {
        row["key"]
        for row in contributions
        if row["decision"]["outcome"] == "publish" and row["consent"] in {"show", "quote"}
    }
    assert {entry["about"] for entry in (*joining["comments"], *joining["reports"])} <= shown
    assert joining["summaries"].keys() <= slugs(plan["questions"])
    for text in (*(entry["text"] for entry in joining["comments"]), *joining["summaries"].values()):
        assert not LOOKS_LIKE_AN_IDENTIFIER.search(text), text
