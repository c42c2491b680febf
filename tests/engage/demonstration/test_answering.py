"""The demonstration answers people: outcomes in every status with voices behind them, and a draft with comments."""

from __future__ import annotations

from engage.demonstration.answering import answer_people, put_out_draft
from engage.demonstration.dating import move_milestones
from engage.demonstration.loading import sign_ins
from engage.extensions import db
from engage.models import BlockChange, Chapter, Milestone, Outcome, OutcomeStatus, Plan, now
from engage.outcomes import draft_pages, queries
from engage.submissions.queries import dates
from engage.theming.service import file_under
from tests import factories


def test_people_are_answered_and_a_draft_is_out(plan: Plan) -> None:
    sign_ins(plan)
    voice = factories.published("I rang all morning and the phone was never answered.")
    file_under(voice, factories.named(Chapter, "primary-and-community-care"), by=factories.person("ola"))
    assert answer_people(plan) == 12
    assert put_out_draft(plan) == 10
    db.session.commit()
    assert (answer_people(plan), put_out_draft(plan)) == (0, 0)

    assert set(queries.counts(plan)) == set(OutcomeStatus)
    assert all(queries.counts(plan).values())
    assert len(queries.outcomes_for(plan, [voice.id])[voice.id]) == 1
    assert max(len(row.changes) for row in db.session.query(Outcome)) == 2
    page = draft_pages.reading(plan, "primary-and-community-care", None, now().date())
    assert (page.draft.number, page.open, page.comments) == (2, True, 9)
    assert {block.change for block in page.draft.blocks} == set(BlockChange)

    before = [row.on.weekday() for row in db.session.query(Milestone).order_by(Milestone.on)]
    assert move_milestones(plan, now().date()) == len(before)
    assert [row.on.weekday() for row in db.session.query(Milestone).order_by(Milestone.on)] == before
    seen = dates(plan, now().date())
    assert seen.next, "something is to come"
    assert seen.past, "something has happened"
