"""What an author finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from engage.extensions import db
from engage.models import AssignmentStatus, Passage, PassageAssignment, Plan, State
from engage.moderation.service import decide
from engage.quotes import queries, service
from engage.quotes.chapters import chapter_rows
from engage.quotes.filters import Filters, Order
from engage.quotes.lanes import in_lane
from engage.quotes.space import Space
from tests import factories
from tests.engage.quotes.filing import chapter_called, filed, spoken, theme_called


def found(chapter: str = "mental-health", **asked: Any) -> list[str]:
    return [item.text for item in queries.find(chapter_called(chapter), Filters(**asked)).items]


def test_only_what_may_be_quoted_is_found(app: Any) -> None:
    spoken("Quotable words here.")
    spoken("Shown but not to be quoted.", quote=False)
    spoken("Only counted.", show=False, quote=False)
    spoken("In another chapter.", "cancer")
    filed(factories.published("Too short to stand alone."), quotable=False)
    filed(factories.published("Dismissed by a person."), status=AssignmentStatus.DISMISSED)
    withdrawn = spoken("Taken back again.")
    decide(withdrawn, State.WITHDRAWN)
    db.session.commit()
    assert found() == ["Quotable words here."]


def test_passages_of_an_earlier_text_are_not_found(app: Any) -> None:
    spoken("Old words of a text.")
    db.session.execute(update(Passage).values(text_digest="0" * 64))
    assert found() == []


def test_a_passage_that_a_person_took_out_of_the_chapter_is_not_found(app: Any) -> None:
    spoken("Filed here by mistake.")
    passage = db.session.scalars(select(Passage)).one()
    db.session.add(
        PassageAssignment(
            passage_id=passage.id,
            chapter_id=chapter_called("mental-health").id,
            status=AssignmentStatus.DISMISSED,
            decided_at=datetime.now(UTC),
        )
    )
    db.session.commit()
    assert found() == []


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ({"place": "norwich"}, {"Norwich carer on the phone."}),
        ({"who": "carer"}, {"Norwich carer on the phone."}),
        ({"channel": "phone"}, {"Norwich carer on the phone."}),
        ({"kind": "story"}, {"A story told with Ŵynebau."}),
        ({"theme": "buses"}, {"A story told with Ŵynebau."}),
        ({"theme": "nothing"}, set()),
        ({"words": "NORWICH phone"}, {"Norwich carer on the phone."}),
        ({"words": "norwich story"}, set()),
        ({"words": "ŵynebau"}, {"A story told with Ŵynebau."}),
        ({"words": "%"}, set()),
        ({"words": "_"}, set()),
        ({}, {"Norwich carer on the phone.", "A story told with Ŵynebau."}),
    ],
)
def test_filters(app: Any, asked: dict[str, str], texts: set[str]) -> None:
    spoken("Norwich carer on the phone.", locality="norwich", respondent="carer", channel="phone")
    spoken("A story told with Ŵynebau.", theme="buses", kind="story")
    assert set(found(**asked)) == texts


def test_a_reference_finds_its_contribution(app: Any) -> None:
    row = spoken("This very one.")
    spoken("Another one.")
    assert found(words=row.reference.lower()) == ["This very one."]
    assert found(words=f"{row.reference}.0-14") == ["This very one."]


def test_a_wider_theme_holds_what_its_parts_hold(app: Any) -> None:
    spoken("By bus to the clinic.", theme="buses")
    theme_called("buses").parent_id = theme_called("transport").id
    db.session.commit()
    assert found(theme="transport") == ["By bus to the clinic."]


def test_how_many_people_say_the_like_counts_people_not_mentions(app: Any) -> None:
    first = spoken("Buses are late.", theme="buses")
    spoken("Buses again.", theme="buses", contributor=first.contributor)
    spoken("Late buses, but do not quote me.", theme="buses", quote=False)
    spoken("Buses, elsewhere.", "cancer", theme="buses")
    item = queries.find(chapter_called("mental-health"), Filters()).items[0]
    assert [(theme.name, theme.people) for theme in item.themes] == [("Buses", 2)]


def test_a_found_quote_says_what_the_speaker_agreed_to(app: Any) -> None:
    row = spoken("Three weeks for a nurse.", locality="north-norfolk", respondent="carer", attribution="kind-and-place")
    (item,) = queries.find(chapter_called("mental-health"), Filters()).items
    assert item.source.attribution == "Carer, North Norfolk"
    assert item.reference == f"{row.reference}.0-24"
    assert item.digest == row.published_digest


def test_picked_and_used_elsewhere_are_marked(app: Any) -> None:
    row = spoken("Three weeks for a nurse.")
    service.pick(factories.person("ola"), chapter_called("cancer"), row, 0, 11)
    (item,) = queries.find(chapter_called("mental-health"), Filters()).items
    assert (item.picked, item.used_in) == (False, ("Cancer",))
    service.pick(factories.person("ola"), chapter_called("mental-health"), row, 0, 24)
    (item,) = queries.find(chapter_called("mental-health"), Filters()).items
    assert item.picked


def test_strongest_first_and_one_long_story_does_not_fill_the_page(app: Any) -> None:
    weak = factories.published("Weak but another voice.")
    filed(weak, score=0.5)
    story = factories.published("One. Two. Three.")
    filed(story, score=0.7, cut=((0, 4), (5, 9), (10, 16)))
    assert found() == ["One.", "Weak but another voice.", "Two.", "Three."]


def test_newest_first(app: Any) -> None:
    spoken("Older.", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    spoken("Newer.", received_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert found(order=Order.NEWEST) == ["Newer.", "Older."]


def test_pages(app: Any) -> None:
    row = factories.published("word " * 45)
    filed(row, cut=tuple((at * 5, at * 5 + 4) for at in range(45)))
    chapter = chapter_called("mental-health")
    sizes = [len(queries.find(chapter, Filters(), page=number).items) for number in (1, 2, 3, 99, -1)]
    assert sizes == [20, 20, 5, 5, 20]
    assert queries.find(chapter, Filters()).total == 45
    assert len({item.start for item in queries.everything(chapter)}) == 45


def test_the_readers_own_chapters_come_first(plan: Plan) -> None:
    spoken("Some words.", "cancer")
    rows = chapter_rows(plan, factories.person("ada", chapters=["digital", "cancer"]))
    assert [row.chapter.slug for row in rows if row.mine] == ["cancer", "digital"]
    assert [row.mine for row in rows[:3]] == [True, True, False]
    assert rows[0].people == 1


SAID = {
    "We waited half a year for a letter from the clinic and nobody ever rang.": ("norwich", 0.0),
    "They never rang us back and the letter was lost, twice, by the clinic.": ("norwich", 0.6),
    "No letter, no call, nothing, and I could not get anybody to listen at all.": ("norwich", 1.2),
    "Nobody told us that the clinic was cancelled and we lost a whole day's pay.": ("norwich", 1.8),
    "It was hopeless, they had no beds and no notes and nobody knew my name.": ("norwich", 2.4),
    "The clinic rang me the same week and the nurse was brilliant, she listened.": ("west-norfolk", 3.0),
}


def test_lanes_show_what_most_say_what_differs_and_who_sees_it_another_way(app: Any) -> None:
    angles = {}
    for text, (place, angle) in SAID.items():
        row = spoken(text, theme="waiting", locality=place)
        passage = db.session.scalars(select(Passage).where(Passage.contribution_id == row.id)).one()
        angles[passage.id] = (text, angle, row.contributor_id)
    vectors = np.array([(np.cos(angle), np.sin(angle)) for _, angle, _ in angles.values()], np.float32)
    space = Space(tuple(angles), tuple(who for _, _, who in angles.values()), vectors)
    chapter, themes = chapter_called("mental-health"), [theme_called("waiting").id]

    def lane(order: Order) -> list[str]:
        return [angles[id_][0] for id_ in in_lane(chapter, space, order, themes, 10)]

    texts = list(SAID)
    assert lane(Order.DISSENT) == [texts[5]], "the one that was pleased among those that were not"
    assert lane(Order.CENTRAL)[0] in texts[2:4], "the middle of them"
    assert set(lane(Order.DIVERSE)[:2]) & {texts[5]}, "another place and another side comes early"
