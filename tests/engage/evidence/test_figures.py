"""Figures agree with each other and with what was said, whatever was said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event

from engage.evidence import kept
from engage.evidence.chapter_page import ChapterPage, chapter_page
from engage.evidence.counts import ABOUT, asked
from engage.evidence.coverage import coverage
from engage.evidence.queries import overview
from engage.evidence.showing import as_shown
from engage.evidence.thinness import marks
from engage.extensions import db
from engage.models import Assignment, Chapter, Goal, Plan, State, Tally, now
from engage.moderation.service import decide
from engage.submissions import tallies
from engage.theming.service import file_under
from tests import factories
from tests.engage.evidence.many import make


def people(rows: list) -> int:
    return len({row.person for row in rows})


def cross_foot_answers(plan: Plan, chapter: Chapter | None, rows: list) -> None:
    """Each question's lines are what a plain count gives, and add up to all people and all contributions."""
    for question in asked(plan):
        lines = kept.answers_of(plan, chapter)[ABOUT + question.slug]
        assert sum(line[1] for line in lines) == people(rows)
        assert sum(line[2] for line in lines) == len(rows)
        for option, heard, _ in lines:
            assert heard == people([row for row in rows if row.about.get(question.slug) == option])


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_what_a_plain_count_gives(plan: Plan, seed: int) -> None:
    rows = make(plan, 20 if seed else 150, seed=seed, by=factories.person("mo").id)
    view = overview(plan)
    counted = [row for row in rows if row.counts]
    assert view.totals.received == len(rows)
    assert view.totals.published == sum(row.state == "published" for row in rows)
    assert view.totals.received == (
        view.totals.waiting
        + view.totals.being_checked
        + view.totals.published
        + view.totals.declined
        + view.totals.withdrawn
    )
    assert view.totals.people == people(counted)
    assert view.totals.unfiled == sum(all(status == "dismissed" for status in row.chapters.values()) for row in counted)
    for goal, number in zip(view.goals, view.goal_people, strict=True):
        assert number == people([row for row in counted if row.goals.get(goal.id, "dismissed") != "dismissed"])
    cross_foot_answers(plan, None, counted)
    for line in view.rows:
        inside = [row for row in rows if row.live(line.chapter.id)]
        assert line.people == people(inside)
        cross_foot_answers(plan, line.chapter, inside)
        assert line.contributions == len(inside)
        assert line.confirmed == sum(row.chapters[line.chapter.id] == "confirmed" for row in inside)
        assert line.lately == people([row for row in inside if row.days < 14])
        for cell in line.cells:
            both = [row for row in inside if row.goals.get(cell.goal.id, "dismissed") != "dismissed"]
            assert cell.people == people(both)


@pytest.mark.parametrize("seed", range(2))
def test_a_chapter_page_adds_up_and_agrees_with_the_overview(plan: Plan, seed: int) -> None:
    rows = make(plan, 120, seed=10 + seed, by=factories.person("mo").id)
    for line in overview(plan).rows:
        page = chapter_page(plan, line.chapter.slug)
        inside = [row for row in rows if row.live(line.chapter.id)]
        assert (page.people, page.contributions, page.confirmed, page.lately, page.latest, page.marks) == (
            line.people, line.contributions, line.confirmed, line.lately, line.latest, line.marks
        )  # fmt: skip
        assert page.ideas + page.stories == page.contributions
        assert page.ideas == sum(row.kind == "idea" for row in inside)
        for breakdown in (*page.breakdowns, page.weeks):
            assert sum(share.contributions for share in breakdown.shares) == page.contributions
            assert all(share.people <= page.people for share in breakdown.shares)
            assert sum(share.people for share in breakdown.shares) >= page.people
        assert [goal.people for goal in page.goals] == [cell.people for cell in line.cells]


def test_what_is_taken_back_or_dismissed_is_gone_at_once(plan: Plan) -> None:
    row = factories.published()
    chapter = factories.named(Chapter, "mental-health")
    file_under(row, chapter, by=factories.person("ola"))
    db.session.commit()
    assert chapter_page(plan, chapter.slug).people == 1
    decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    page = chapter_page(plan, chapter.slug)
    assert (page.people, page.quotes, page.themes) == (0, (), ())
    assert overview(plan).totals.withdrawn == 1


def test_one_person_who_speaks_twice_counts_once(plan: Plan) -> None:
    first = factories.published()
    second = factories.published(contributor=first.contributor, locality="norwich")
    chapter = factories.named(Chapter, "cancer")
    for row in (first, second):
        file_under(row, chapter, by=factories.person("ola"))
    db.session.commit()
    page = chapter_page(plan, "cancer")
    assert (page.people, page.contributions) == (1, 2)
    line = next(line for line in overview(plan).rows if line.chapter.slug == "cancer")
    assert (line.people, line.places) == (1, 2)


def test_thin_spots_have_words() -> None:
    at = now()
    assert [m.word for m in marks(people=0, places=0, kinds=0, latest=None, at=at)] == ["No voices yet"]
    assert [m.word for m in marks(people=3, places=1, kinds=2, latest=at, at=at)] == ["Few voices", "Only one place"]
    assert [m.word for m in marks(people=30, places=3, kinds=1, latest=at - timedelta(days=40), at=at)] == [
        "Only one kind of person",
        "Nothing new for 4 weeks",
    ]
    assert marks(people=30, places=3, kinds=3, latest=at, at=at) == ()


def test_pages_ask_as_little_however_many_spoke(app: Flask, plan: Plan) -> None:
    make(plan, 200, seed=5, by=factories.person("mo").id)
    statements: list[str] = []
    listen = lambda *given: statements.append(given[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    overview(plan)
    asked = len(statements)
    chapter_page(plan, "mental-health")
    event.remove(db.engine, "before_cursor_execute", listen)
    assert asked <= 20
    assert len(statements) - asked <= 24


def test_goals_of_the_plan_are_marked_as_meant(plan: Plan) -> None:
    line = next(line for line in overview(plan).rows if line.chapter.slug == "workforce")
    goal = factories.named(Goal, "best-place-to-work")
    assert [cell.meant for cell in line.cells] == [cell.goal.id == goal.id for cell in line.cells]


def test_where_very_many_spoke_the_pages_show_what_was_counted_last(plan: Plan) -> None:
    make(plan, 60, seed=7, by=factories.person("mo").id)
    pages = lambda: [  # noqa: E731
        overview(plan).rows,
        coverage(plan),
        *(coverage(plan, row) for row in plan.chapters),
        *(as_shown(plan, chapter_page(plan, row.slug)) for row in plan.chapters),
    ]
    counted = pages()
    assert not any(kept.reckon(plan).values())
    for page, figures in kept.reckon(plan, many=10).items():
        tallies.keep(plan, page, json.loads(json.dumps(figures)), "now")
    db.session.commit()
    at = overview(plan).at
    db.session.execute(delete(Assignment))
    db.session.commit()
    assert overview(plan).at == at
    for one, other in zip(counted, pages(), strict=True):
        assert one == (replace(other, at=one.at) if isinstance(other, ChapterPage) else other)
    db.session.execute(delete(Tally))
    db.session.commit()
    assert not any(row.people for row in overview(plan).rows)
