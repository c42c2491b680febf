"""Themes keep their identity, and a person's name or answer always wins."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import func, select

from engage.extensions import db
from engage.models import AssignmentStatus, Contribution, Passage, PassageAssignment, Plan, State, Theme
from engage.moderation.service import decide
from engage.theming import service, shaping
from engage.theming.gathering import in_context
from tests import factories
from tests.engage.theming.fake import FakePipeline

TOPICS = {
    "parking": "Parking at the hospital costs too much, said {}.",
    "nurses": "Nurses on the ward were kind to mother, said {}.",
    "buses": "Buses to the clinic stop at six, said {}.",
}


def speaker(number: int) -> str:
    """A name of letters: texts that differ only in a digit count as one wording."""
    return "aunt " + "".join("abcdefghij"[int(digit)] for digit in str(number))


def say(each: int, topics: tuple[str, ...] = tuple(TOPICS), start: int = 0) -> list[Contribution]:
    numbers = range(start, start + each)
    return [factories.published(TOPICS[topic].format(speaker(number))) for topic in topics for number in numbers]


def members() -> dict[str, set[str]]:
    """Words of the passages in each living theme, by key."""
    rows = db.session.execute(
        select(Theme.key, Passage)
        .join(PassageAssignment, PassageAssignment.theme_id == Theme.id)
        .join(Passage)
        .where(Theme.retired_at.is_(None), PassageAssignment.status != AssignmentStatus.DISMISSED)
    )
    found: dict[str, set[str]] = {}
    for key, passage in rows:
        found.setdefault(key, set()).add(passage.text)
    return found


def names() -> dict[str, str]:
    return {t.key: t.name for t in db.session.scalars(select(Theme).where(Theme.retired_at.is_(None)))}


def test_themes_are_found_once_enough_was_said(fake: FakePipeline) -> None:
    say(6)
    service.analyse_pending()
    assert service.think_first() == 0
    say(4, start=6)
    service.drain()
    by_topic = [{text.split()[0] for text in texts} for texts in members().values()]
    assert sorted(map(sorted, by_topic)) == [["Buses"], ["Nurses"], ["Parking"]]
    assert service.think_first() == 0


def test_new_passages_join_an_existing_theme_at_once(fake: FakePipeline) -> None:
    say(10)
    service.drain()
    before = names()
    new = factories.published("Parking was full again, so mother missed her slot.")
    strange = factories.published("Zebra crossings near school would be welcome.")
    service.analyse_pending()
    homes = {key for key, texts in members().items() if new.published_text in texts}
    assert len(homes) == 1
    assert not any(strange.published_text in texts for texts in members().values())
    assert names() == before


def test_thinking_again_keeps_identity_and_a_persons_name(fake: FakePipeline) -> None:
    say(10)
    service.drain()
    before, kept = members(), names()
    key = next(iter(kept))
    shaping.rename(
        db.session.scalars(select(Theme).where(Theme.key == key)).one(), "Getting there", by=factories.person("ola")
    )
    db.session.commit()
    say(2, start=20)
    service.analyse_pending()
    assert service.think() >= 3
    after = members()
    assert names() == kept | {key: "Getting there"}
    assert all(texts <= after[key] for key, texts in before.items())


def test_answers_about_themes_survive_thinking_and_a_new_run(fake: FakePipeline) -> None:
    say(10)
    service.drain()
    first, second, *_ = db.session.scalars(select(PassageAssignment).where(PassageAssignment.theme_id.is_not(None)))
    other = db.session.scalars(select(Theme).where(Theme.id != second.theme_id)).first()
    assert other is not None
    service.answer(first, AssignmentStatus.DISMISSED, by=factories.person("ola"))
    second.theme_id = other.id
    service.answer(second, AssignmentStatus.CONFIRMED, by=factories.person("ola"))
    db.session.commit()
    wanted = {(first.passage_id, first.theme_id, "dismissed"), (second.passage_id, other.id, "confirmed")}
    service.think()
    service.analyse_again()
    service.analyse_pending()
    rows = select(PassageAssignment.passage_id, PassageAssignment.theme_id, PassageAssignment.status).where(
        PassageAssignment.passage_id.in_([p for p, _, _ in wanted]), PassageAssignment.theme_id.is_not(None)
    )
    assert {tuple(row) for row in db.session.execute(rows)} == wanted


def test_a_theme_that_nothing_is_in_is_retired(fake: FakePipeline) -> None:
    rows = say(10)
    service.drain()
    assert len(members()) == 3
    for row in rows[:10]:
        decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    service.forget_unpublished()
    assert len(members()) == 2
    retired = db.session.scalars(select(Theme).where(Theme.retired_at.is_not(None))).all()
    assert len(retired) == 1
    assert len(names()) == 2


def test_killed_while_it_thinks_the_old_themes_stand(fake: FakePipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    say(10)
    service.drain()
    before = members(), names()
    say(4, start=30)
    service.analyse_pending()
    joined = members()
    with monkeypatch.context() as dying:
        dying.setattr("engage.theming.rethink.propose_changes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            service.think()
    db.session.rollback()
    assert members() == joined
    assert names() == before[1]


def test_what_was_said_while_it_thought_keeps_its_theme(
    plan: Plan, fake: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(10)
    service.drain()
    real = fake.discover

    def slow(*given: object) -> object:
        found = real(*given)
        if given[-1] is not None:
            say(1, ("buses",), start=90)
            service.analyse_pending()
        return found

    monkeypatch.setattr(fake, "discover", slow)
    service.think()
    placed = db.session.scalar(
        select(func.count(PassageAssignment.passage_id.distinct())).where(PassageAssignment.theme_id.is_not(None))
    )
    assert placed == 31


def test_a_new_encoder_leaves_the_present_themes_until_somebody_thinks_again(fake: FakePipeline) -> None:
    say(10)
    service.drain()
    before = members()
    fake.version, fake.encoder = "fake-2", "another"
    service.analyse_pending()
    assert members() == before


def test_a_passage_is_read_in_the_light_of_what_else_was_said() -> None:
    apart = np.eye(3, dtype=np.float32)
    read = in_context(apart, [7, 7, 9])
    assert read[0] @ read[1] > 0.3
    assert read[0] @ read[2] == 0
    assert np.allclose(np.linalg.norm(read, axis=1), 1)
