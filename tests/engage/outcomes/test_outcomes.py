"""You said, we did: an outcome is linked to voices, told to those who spoke, and keeps what it said before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from engage.errors import InputError, NotFoundError, NotPermittedError
from engage.extensions import db
from engage.messages import LETTERS
from engage.models import (
    Chapter,
    Contact,
    Message,
    MessageWay,
    OutcomeStatus,
    Plan,
    Question,
    State,
)
from engage.moderation.service import decide
from engage.outcomes import queries, reckoning, service, telling
from engage.outcomes.voices import people_behind
from engage.submissions import tallies
from tests import factories
from tests.engage.outcomes.sample import outcome, put_in, theme, words


def test_each_way_of_linking_reaches_the_receipt_and_the_closest_is_named(plan: Plan) -> None:
    ola = factories.person("ola")
    asked = db.session.query(Question).first()
    picked, themed, answered, other = (
        factories.published(f"Story {n}", question=asked if n in (0, 2) else None) for n in range(4)
    )
    wide = theme(plan)
    put_in(themed, theme(plan, "At weekends", parent_id=wide.id))
    row = outcome(plan)
    service.link(ola, row, picked.reference)
    service.link_groups(ola, row, themes=[wide], questions=[asked])
    db.session.commit()

    found = queries.outcomes_for(plan, [picked.id, themed.id, answered.id, other.id])
    assert {id_: [line.because for line in lines] for id_, lines in found.items()} == {
        picked.id: [queries.BECAUSE["picked"]],
        themed.id: [queries.BECAUSE["theme"]],
        answered.id: [queries.BECAUSE["question"]],
    }
    assert people_behind(plan, row.id) == 3
    assert set(queries.outcomes_by_theme(plan, [wide.id])) == {wide.id}
    assert queries.listed(plan, queries.Asked(theme=wide.id), 1).total == 1
    assert queries.themes_answered(plan) == [(str(wide.id), wide.name)], "only what was answered is offered"


def test_only_voices_that_may_be_shown_are_shown_and_withdrawal_takes_them_away(plan: Plan) -> None:
    ola = factories.person("ola")
    silent, loud = factories.published("Counted only", show=False, quote=False), factories.published("For all to read")
    row = outcome(plan)
    for voice in (silent, loud):
        service.link(ola, row, voice.reference)
    page = queries.one(plan, row.id)
    assert page.people == 2
    assert [voice.text for voice in page.voices] == ["For all to read"]
    decide(loud, State.WITHDRAWN, source="contributor")
    db.session.commit()
    page = queries.one(plan, row.id)
    assert (page.people, page.voices) == (1, ())
    assert loud.id not in queries.outcomes_for(plan, [loud.id, silent.id])


def test_what_is_not_shown_is_told_to_nobody(plan: Plan) -> None:
    said = factories.published("Help me feed")
    row = outcome(plan, shown=False)
    service.link(factories.person("ola"), row, said.reference)
    assert queries.outcomes_for(plan, [said.id]) == {}
    assert queries.listed(plan, queries.Asked(), 1).total == 0
    with pytest.raises(NotFoundError):
        queries.one(plan, row.id)


def test_history_keeps_what_the_public_was_told(plan: Plan) -> None:
    ola, row = factories.person("ola"), outcome(plan, shown=False, status=OutcomeStatus.THINKING, did="")
    service.write(ola, plan, words(status=OutcomeStatus.THINKING, did="We are asking midwives."), row)
    assert row.changes == []
    service.show(ola, row)
    service.write(ola, plan, words(said="Said more clearly.", status=OutcomeStatus.THINKING, did=row.did), row)
    service.write(ola, plan, words(status=OutcomeStatus.DONE, on=date(2026, 11, 20)), row)
    service.hide(ola, row)
    service.show(ola, row)
    db.session.commit()
    told = [(step.status, step.did) for step in queries.one(plan, row.id).history]
    assert told == [
        ("We are thinking about it", "We are asking midwives."),
        ("Done", "A feeding helper now comes on Saturdays."),
    ]


def test_authors_write_for_their_own_chapters_only(plan: Plan) -> None:
    ada = factories.person("ada", chapters=["maternity"])
    row = service.write(ada, plan, words())
    with pytest.raises(NotPermittedError):
        service.write(ada, plan, words(chapter=factories.named(Chapter, "cancer")))
    with pytest.raises(NotPermittedError):
        service.write(ada, plan, words(chapter=factories.named(Chapter, "cancer")), row)
    for name in ("stella", "mo", "adam"):
        with pytest.raises(NotPermittedError):
            service.write(factories.person(name), plan, words())


@pytest.mark.parametrize(
    "wrong",
    [
        {"said": " "},
        {"did": ""},
        {"did": "", "status": OutcomeStatus.CANNOT},
        {"responsible": ""},
        {"said": "x" * 2001},
    ],
)
def test_words_that_are_missing_are_asked_for(plan: Plan, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        service.write(factories.person("ola"), plan, words(**wrong))


def test_the_database_refuses_a_promise_without_words(plan: Plan) -> None:
    row = outcome(plan)
    row.did = ""
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_what_is_not_published_cannot_be_put_behind_an_outcome(plan: Plan) -> None:
    row = outcome(plan)
    for reference in (factories.contribution("Waiting").reference, "7K4P-2M9QX", "nothing"):
        with pytest.raises((InputError, NotFoundError)):
            service.link(factories.person("ola"), row, reference)


def test_the_workers_figures_are_those_counted_now_and_forget_what_is_taken_back(plan: Plan) -> None:
    ola = factories.person("ola")
    picked, themed = (
        factories.published("Picked by hand."),
        factories.published("Nobody helps at weekends.", quote=False),
    )
    group, row = theme(plan), outcome(plan)
    put_in(themed, group)
    service.link(ola, row, picked.reference)
    service.link_groups(ola, row, themes=[group], questions=[])
    other = outcome(plan)
    live, figures = queries.one(plan, row.id), reckoning.reckon(plan)
    assert figures[str(row.id)]["people"] == live.people == 2 and figures[str(other.id)]["people"] == 0
    tallies.keep(plan, reckoning.OUTCOMES, figures, "now")
    assert queries.one(plan, row.id) == live
    decide(themed, State.WITHDRAWN, source="contributor")
    assert [voice.reference for voice in queries.one(plan, row.id).voices] == [picked.reference], "at once"


def test_who_asked_to_be_told_gets_one_letter_about_what_became_of_it(plan: Plan) -> None:
    ola = factories.person("ola")
    asked, silent = factories.published("Open on Sundays."), factories.published("Open late.")
    db.session.add(Contact(contributor_id=asked.contributor_id, phone="01632 960 001"))
    first, hidden = outcome(plan, did="We open on Sundays."), outcome(plan, shown=False)
    for row in (first, hidden):
        for voice in (asked, silent):
            service.link(ola, row, voice.reference)
    db.session.commit()
    for _ in range(2):
        telling.tell(plan)
    (message,) = db.session.query(Message).filter_by(template=telling.BECAME)
    assert message.way is MessageWay.PHONE and message.contributor_id == asked.contributor_id
    made = LETTERS[telling.BECAME](message, "https://example.org")
    assert "We open on Sundays." in made.text and f"/you-said-we-did/{first.id}" in made.text
    assert asked.reference in made.subject and "Open on Sundays." not in made.text.replace("We open on Sundays.", "")
    message.made_at -= telling.QUIET * 2
    db.session.commit()
    service.write(ola, plan, words(status=OutcomeStatus.DONE, did="Done since May."), first)
    telling.tell(plan)
    assert db.session.query(Message).filter_by(template=telling.BECAME).count() == 2
