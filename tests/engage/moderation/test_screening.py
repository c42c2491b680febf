"""Screening in the background: nothing lost, nothing done twice, and a failure is shown to a person."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

import nlp
from engage.extensions import db
from engage.models import Contribution, Lease, Screening, ScreeningStatus, State, digest, now
from engage.moderation import screening
from engage.moderation.service import decide
from nlp.results import Concern, Identifier
from nlp.results import Screening as Found
from tests import factories

POISON = "this text breaks the pipeline"
POWER_CUT = KeyboardInterrupt


def _look(text: str) -> Found:
    if POISON in text:
        message = "secret words of the person"
        raise ValueError(message)
    name = text.find("Jane")
    return Found(
        (Identifier(name, name + 4, "person"),) if name >= 0 else (),
        (Concern("self-harm", "high", 0, 4),) if "die" in text else (),
    )


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A pipeline that knows two words; it keeps the texts that it was given."""
    seen: list[str] = []

    def screen(texts: Iterable[str]) -> Iterator[Found]:
        for text in texts:
            seen.append(text)
            yield _look(text)

    monkeypatch.setattr(nlp, "screen", screen)
    return seen


def _stored(row: Contribution) -> Screening:
    db.session.expire_all()
    found = db.session.get(Screening, row.id)
    assert found is not None
    return found


def _run_out() -> None:
    db.session.execute(update(Lease).values(until=now() - timedelta(seconds=1)))
    db.session.commit()


def test_what_waits_is_screened_once(app: Flask, pipeline: list[str]) -> None:
    row = factories.contribution("My nurse Jane", screened=False)
    assert screening.screen_pending() == 1
    found = _stored(row)
    assert (found.status, found.seriousness) == (ScreeningStatus.DONE, 0)
    assert found.identifiers == [{"start": 9, "end": 13, "kind": "person"}]
    assert screening.screen_pending() == 0
    assert db.session.scalar(select(func.count()).select_from(Lease)) == 0


def test_a_title_is_screened_too(app: Flask, pipeline: list[str]) -> None:
    row = factories.contribution("My nurse", title="About Jane, I want to die", screened=False)
    screening.screen_pending()
    found = _stored(row)
    assert (found.identifiers, found.title_identifiers) == ([], [{"start": 6, "end": 10, "kind": "person"}])
    assert found.seriousness == 3
    assert screening.flagged(found)


@pytest.mark.parametrize("state", [State.HELD, State.REFERRED])
def test_what_is_held_or_referred_is_screened(app: Flask, pipeline: list[str], state: State) -> None:
    row = factories.contribution(screened=False)
    decide(row, state, by=factories.person("mo"), reason="risk-to-self")
    db.session.commit()
    assert screening.screen_pending() == 1


def test_what_is_decided_is_not_screened_again(app: Flask, pipeline: list[str]) -> None:
    factories.published()
    assert screening.screen_pending() == 0


def test_a_changed_text_and_a_new_pipeline_make_it_stale(
    app: Flask, pipeline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.contribution(screened=False)
    screening.screen_pending()
    assert row.original
    row.original.text, row.original.digest = "New words", digest("New words")
    db.session.commit()
    assert screening.screen_pending() == 1
    monkeypatch.setattr(nlp, "SCREENING_VERSION", "after")
    assert screening.screen_pending() == 1
    assert _stored(row).version == "after"


def test_one_bad_text_fails_alone_and_its_words_are_not_kept(app: Flask, pipeline: list[str]) -> None:
    good, bad = factories.contribution("Jane", screened=False), factories.contribution(POISON, screened=False)
    assert screening.screen_pending() == 2
    assert _stored(good).status is ScreeningStatus.DONE
    found = _stored(bad)
    assert (found.status, found.problem, found.seriousness) == (ScreeningStatus.FAILED, "ValueError", 1)
    assert screening.flagged(found)
    assert screening.screen_pending() == 0


def test_a_text_changed_while_it_was_screened_is_done_again(
    app: Flask, pipeline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.contribution("Old words", screened=False)

    def meanwhile(texts: Iterable[str]) -> list[Found]:
        assert row.original
        if row.original.text == "Old words":
            row.original.text, row.original.digest = "Jane", digest("Jane")
            db.session.commit()
        return [_look(text) for text in texts]

    monkeypatch.setattr(nlp, "screen", meanwhile)
    assert screening.screen_pending() == 1
    assert db.session.get(Screening, row.id) is None
    assert screening.screen_pending() == 1
    assert _stored(row).identifiers


@pytest.mark.parametrize("step", ["_claim_new", "_screen", "_found", "_store"])
def test_a_worker_killed_at_any_step_loses_nothing(
    app: Flask, pipeline: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    rows = [factories.contribution(f"Jane {number}", screened=False) for number in range(3)]
    with monkeypatch.context() as cut:
        cut.setattr(screening, step, _power_cut)
        with pytest.raises(POWER_CUT):
            screening.screen_pending()
    db.session.rollback()
    _run_out()
    assert sum(iter(screening.screen_pending, 0)) == 3
    assert all(_stored(row).status is ScreeningStatus.DONE for row in rows)


def _power_cut(*_: Any) -> None:
    raise POWER_CUT


def test_a_text_that_kills_three_workers_is_set_aside_and_the_others_are_not(
    app: Flask, pipeline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [factories.contribution(words, screened=False) for words in ("Jane", "deadly", "Jane again")]

    def screen(texts: Iterable[str]) -> list[Found]:
        texts = list(texts)
        if "deadly" in texts:
            raise POWER_CUT
        return [_look(text) for text in texts]

    monkeypatch.setattr(nlp, "screen", screen)
    deaths = 0
    for _ in range(12):
        try:
            screening.screen_pending()
        except POWER_CUT:
            deaths += 1
            db.session.rollback()
        _run_out()
    assert deaths == 3
    assert [_stored(row).status.value for row in rows] == ["done", "failed", "done"]
    assert _stored(rows[1]).problem == "Interrupted"


def test_a_mark_on_what_was_decided_meanwhile_is_cleared(app: Flask, pipeline: list[str]) -> None:
    row = factories.published()
    db.session.add(Lease(work=screening.WORK, contribution_id=row.id, until=now() - timedelta(minutes=1)))
    db.session.commit()
    assert screening.screen_pending() == 0
    assert db.session.scalar(select(func.count()).select_from(Lease)) == 0


def test_a_worker_that_overran_does_not_write_over_the_one_that_took_over(
    app: Flask, pipeline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.contribution(screened=False)

    def slow(texts: Iterable[str]) -> list[Found]:
        db.session.execute(update(Lease).values(until=now() + timedelta(minutes=9)))
        db.session.commit()
        return [_look(text) for text in texts]

    monkeypatch.setattr(nlp, "screen", slow)
    screening.screen_pending()
    assert db.session.get(Screening, row.id) is None
    assert db.session.scalar(select(func.count()).select_from(Lease)) == 1


def test_four_workers_never_do_the_same(app: Flask, pipeline: list[str]) -> None:
    ids = {factories.contribution(f"Jane {number}", screened=False).id for number in range(40)}
    db.session.rollback()
    start, problems = threading.Barrier(4), []

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                for _ in range(12):
                    screening.screen_pending(limit=5)
            except Exception as error:
                problems.append(error)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert set(db.session.scalars(select(Screening.contribution_id))) == ids
    assert len([text for text in pipeline if text]) == 40


def test_an_import_is_screened_at_once(app: Flask, pipeline: list[str]) -> None:
    rows = [factories.contribution(words, screened=False) for words in ("Jane", "fine", POISON)]
    found = screening.screen_now(rows)
    assert [each.contribution_id for each in found] == [row.id for row in rows]
    assert [screening.flagged(each) for each in found] == [True, False, True]
    db.session.commit()
    assert screening.screen_pending() == 0
    assert screening.screen_now([]) == []


def test_in_doubt_help_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert screening.alarming("I want to kill myself")
    assert not screening.alarming("The car park is too small.")
    monkeypatch.setattr(nlp, "alarming", lambda text: 1 / 0)
    assert screening.alarming("anything")


def test_the_real_pipeline_finds_a_name_and_a_cry_for_help(app: Flask) -> None:
    words = "My name is Jane Smith. I want to kill myself."
    row = factories.contribution(words, screened=False)
    screening.screen_pending()
    found = _stored(row)
    assert [words[each["start"] : each["end"]] for each in found.identifiers] == ["Jane Smith"]
    assert found.seriousness == 3
    assert "self-harm" in {each["kind"] for each in found.concerns}
