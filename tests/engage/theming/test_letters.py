"""Copies of one letter: once as words, each sender counted, what each added kept; nothing half-done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

import nlp
from engage.extensions import db
from engage.models import Analysis, AssignmentStatus, Contribution, Passage, PassageAssignment, Plan, Theme
from engage.theming import letters, pipeline, queries, service, theme_page
from tests import factories
from tests.engage.theming.fake import FakePipeline
from tests.engage.theming.test_themes import say
from tests.engage.theming.test_views import signed_in

LETTER = (
    "Buses to the clinic must run after six, because nurses and carers finish late and cannot get home.\n"
    "Please keep the evening service that so many of us in the villages depend upon every week."
)
FIRST = LETTER.partition("\n")[0]
OWN = ["My mother waits in the cold by the chapel wall.", "I gave up evening shifts last March over this."]


@pytest.fixture
def campaign(plan: Plan, fake: FakePipeline, monkeypatch: pytest.MonkeyPatch, filled: Callable[..., None]) -> list[int]:
    """Four people send a letter, two with a paragraph of their own, one of these not to be shown."""
    monkeypatch.setattr(pipeline, "same_words", nlp.find_duplicates)
    filled("campaign", _send_letters)
    return list(db.session.scalars(select(Contribution.id).order_by(Contribution.id.desc()).limit(4)))


def _send_letters() -> None:
    say(8)
    texts = [LETTER, LETTER, f"{LETTER}\n{OWN[0]}", f"{OWN[1]}\n{LETTER}"]
    for text in texts:
        factories.published(text, show=text != texts[3], quote=False)
    service.drain()


def test_a_letter_is_one_as_words_and_a_person_for_each_sender(plan: Plan, app: Flask, campaign: list[int]) -> None:
    groups = set(db.session.scalars(select(Analysis.letter).where(Analysis.contribution_id.in_(campaign))))
    assert len(groups) == 1
    assert groups != {""}
    buses = next(row for row in queries.themes(plan).rows if row.theme.name == "Buses")
    assert buses.people == 12
    page = theme_page.theme_page(plan, buses.theme.id)
    (sent,) = [member for member in page.members if member.text == LETTER.split("\n", maxsplit=1)[0]]
    assert sent.copies
    assert sent.copies.people == 4
    assert [own.texts for own in sent.copies.own_words] == [(OWN[0],)]  # the other may not be shown
    text = signed_in(app, "ola").get(f"/staff/themes/{buses.theme.id}").text
    assert text.count("Buses to the clinic must run after six") == 1
    assert "<strong>4 people</strong> sent these words" in text
    assert OWN[0] in text
    assert OWN[1] not in text


def test_what_is_done_to_one_copy_is_done_to_all(plan: Plan, app: Flask, campaign: list[int]) -> None:
    buses = db.session.scalars(select(Theme).where(Theme.name == "Buses")).one()
    page = theme_page.theme_page(plan, buses.id)
    (sent,) = [member for member in page.members if member.text == FIRST]
    answer = signed_in(app, "ola").post(
        f"/staff/themes/{buses.id}/passages", data={"do": "confirm", "ticked": str(sent.id)}
    )
    assert answer.status_code == 302
    confirmed = PassageAssignment.status == AssignmentStatus.CONFIRMED
    assert db.session.scalar(select(func.count()).where(confirmed, PassageAssignment.theme_id == buses.id)) == 4


def test_texts_are_compared_when_there_is_a_new_one(plan: Plan, campaign: list[int]) -> None:
    row = factories.published("Somebody else speaks of another thing altogether, quite calmly.")
    assert letters.compare(plan) == 0  # it is not analysed yet
    service.analyse_pending()
    assert letters.compare(plan) == 28  # the twenty-four that say like things in rows are alike as well
    assert letters.compare(plan) == 0  # nothing new
    assert db.session.scalar(select(Analysis.letter).where(Analysis.contribution_id == row.id)) == ""


def test_killed_while_comparing_the_groups_stay_and_the_work_waits(
    plan: Plan, campaign: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(db.session.execute(select(Passage.id, Passage.letter_part).order_by(Passage.id)))
    factories.published(LETTER)
    service.analyse_pending()
    with monkeypatch.context() as dying:
        dying.setattr(letters, "_store", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            letters.compare(plan)
    db.session.rollback()
    after = {row.id: row.letter_part for row in db.session.execute(select(Passage.id, Passage.letter_part))}
    assert all(after[id_] == part for id_, part in before)
    assert letters.compare(plan) == 29
