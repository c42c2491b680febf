"""The public themes page: how many people, words with consent, nothing of a few."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from engage.extensions import db
from engage.models import Chapter, Contribution, Passage, PassageAssignment, Plan, State, Theme, now
from engage.moderation.service import decide
from engage.submissions import heard
from tests import factories

PARKING = "Parking at the hospital costs too much, said {}."


def make(plan: Plan, name: str, **given: object) -> Theme:
    theme = Theme(plan_id=plan.id, key=name, name=name, encoder="test", centroid=b"", **given)
    db.session.add(theme)
    db.session.flush()
    return theme


def say(theme: Theme, text: str, **given: object) -> Passage:
    row = factories.published(text, **given)
    passage = Passage(
        contribution_id=row.id,
        start=0,
        end=len(row.published_text or ""),
        text_digest=row.published_digest,
        quotable=True,
    )
    db.session.add(passage)
    db.session.flush()
    cancer = factories.named(Chapter, "cancer").id
    rows = [{"theme_id": theme.id, "chapter_id": None}, {"theme_id": None, "chapter_id": cancer}]
    db.session.execute(
        insert(PassageAssignment), [row | {"passage_id": passage.id, "score": 0.9, "because": []} for row in rows]
    )
    db.session.commit()
    return passage


@pytest.fixture
def parking(plan: Plan) -> Theme:
    """A theme of five people; one of them did not agree that the words are shown."""
    theme = make(plan, "Parking <b>costs</b>")
    for number in range(4):
        say(theme, PARKING.format("aunt " + "abcd"[number]))
    say(theme, PARKING.format("secretwords"), show=False, quote=False)
    for row in db.session.scalars(select(Contribution)):
        row.language = "lt"
    db.session.commit()
    return theme


def test_people_are_counted_and_only_words_with_consent_are_shown(
    plan: Plan, client: FlaskClient, parking: Theme
) -> None:
    (found,) = heard.heard(plan)
    assert found.people == 5
    assert len(found.said) == heard.MOST_QUOTES
    text = client.get("/themes").text
    assert "secretwords" not in text
    assert "<b>costs</b>" not in text
    assert "/voices?chapter=cancer" in text and f"/voices?theme={parking.id}" in text
    assert 'lang="lt"' in text and "Written in Lithuanian." in text
    assert 'role="img"' in text


def test_a_theme_of_few_people_is_not_shown(plan: Plan, client: FlaskClient, parking: Theme) -> None:
    few = make(plan, "Rare illness")
    for number in range(heard.FEWEST_PEOPLE - 1):
        say(few, f"My illness is very rare and few know of it{'!' * number}")
    assert "Rare illness" not in client.get("/themes").text
    say(few, "There are now three of us who have it here.")
    assert "Rare illness" in client.get("/themes").text
    few.retired_at = now()
    db.session.commit()
    assert "Rare illness" not in client.get("/themes").text


def test_what_is_taken_back_is_gone_at_once(plan: Plan, client: FlaskClient, parking: Theme) -> None:
    quoted = heard.heard(plan)[0].said[0]
    row = db.session.scalars(select(Passage)).first().contribution
    decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    (found,) = heard.heard(plan)
    assert found.people == 4
    assert quoted not in found.said or quoted.reference != row.reference


def test_narrower_themes_count_in_the_wider_one(plan: Plan, parking: Theme) -> None:
    wide = make(plan, "Getting there")
    parking.parent_id = wide.id
    db.session.commit()
    (found,) = heard.heard(plan)
    assert (found.name, found.people, len(found.said)) == ("Getting there", 5, 3)
    assert heard.sizes([found]).shares[0].people == 5


def test_more_themes_need_no_more_queries(plan: Plan, client: FlaskClient, parking: Theme) -> None:
    few = statements(client)
    for number in range(5):
        other = make(plan, f"Theme {number}")
        for person in "abc":
            say(other, f"Something else about {number}, said aunt {person}.")
    assert statements(client) <= few


def statements(client: FlaskClient) -> int:
    """How many statements the page takes."""
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get("/themes").status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(said)
