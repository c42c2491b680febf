"""The first page and the pages about this place."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import time_machine
from flask.testing import FlaskClient

from engage.models import Plan

ABOUT = ("moderation", "privacy", "accessibility", "computer", "contact")


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_first_page_says_what_this_is(client: FlaskClient, plan: Plan) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        page = _words(client.get("/").get_data(as_text=True))
    for words in ("How was it to come home from hospital?", "Give an idea", "Tell your story", "Who reads it"):
        assert words in page
    assert "15 November 2019" in page, "milestones that have passed say what has happened"
    assert plan.wording["contact"]["phone"] in page


def test_without_an_open_question_the_box_is_still_open(client: FlaskClient) -> None:
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC)):
        page = _words(client.get("/").get_data(as_text=True))
    assert "This week's question" not in page and "Give an idea" in page


def test_about_pages_speak_the_plans_words(client: FlaskClient, plan: Plan) -> None:
    pages = {name: _words(client.get(f"/about/{name}").get_data(as_text=True)) for name in ABOUT}
    for text in pages.values():
        assert plan.moderator["short_name"] in text or plan.wording["contact"]["phone"] in text
    assert all(rule in pages["moderation"] for rule in plan.moderator["policy"])


def test_titles_differ(client: FlaskClient) -> None:
    addresses = ["/", "/give", "/voices", "/voices?page=2", "/receipt", *(f"/about/{name}" for name in ABOUT)]
    titles = [re.search("<title>(.*?)</title>", client.get(a).get_data(as_text=True), re.DOTALL) for a in addresses]
    found = {re.sub(r"\s+", " ", title.group(1)).strip() for title in titles if title}
    assert len(found) == len(addresses)


def test_an_unknown_page_is_not_found(client: FlaskClient) -> None:
    assert client.get("/about/nothing").status_code == 404
    assert client.get("/about/..%2f..%2fetc").status_code == 404
