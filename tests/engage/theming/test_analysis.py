"""The analysis worker: work is a query, people's answers stay, nothing is lost when it dies."""

from __future__ import annotations

import threading
from datetime import timedelta

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from engage.extensions import db
from engage.models import (
    Analysis,
    Assignment,
    AssignmentStatus,
    Chapter,
    Consent,
    Contribution,
    Lease,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    State,
    now,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.theming import pipeline, service
from tests import factories
from tests.engage.theming.fake import BREAKS, FakePipeline, vector

TWO = "The nurse was kind to me all day.\nThe worry kept me awake at night."


def count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def chapters(row: Contribution) -> dict[str, AssignmentStatus]:
    rows = db.session.execute(
        select(Chapter.slug, Assignment.status).join(Assignment).where(Assignment.contribution_id == row.id)
    )
    return {row.slug: row.status for row in rows}


def answer_passages(status: AssignmentStatus) -> None:
    db.session.execute(
        update(PassageAssignment)
        .where(PassageAssignment.chapter_id.is_not(None))
        .values(status=status, decided_at=now(), decided_by_id=factories.person("ola").id)
    )
    db.session.commit()


def test_a_published_text_is_split_filed_and_given_vectors(plan: Plan, fake: FakePipeline) -> None:
    row = factories.published(TWO)
    assert service.analyse_pending() == 1
    assert set(chapters(row)) == {"primary-and-community-care", "mental-health"}
    passages = db.session.scalars(select(Passage).order_by(Passage.start)).all()
    assert [p.text for p in passages] == TWO.split("\n")
    kept = pipeline.from_bytes([passages[0].vector.vector])[0]
    assert np.allclose(kept, vector(passages[0].text), atol=1e-3)
    because = db.session.scalars(select(PassageAssignment.because).where(PassageAssignment.chapter_id.is_not(None)))
    assert sorted(because) == [["nurse"], ["worry"]]
    assert service.analyse_pending() == 0
    assert count(Lease) == 0
    assert service.waiting(plan) == 0


def test_only_what_is_published_and_may_be_used_is_analysed(fake: FakePipeline) -> None:
    factories.contribution(TWO)
    unused = factories.published(TWO)
    db.session.execute(
        update(Consent).where(Consent.contribution_id == unused.id).values(use=False, show=False, quote=False)
    )
    db.session.commit()
    assert service.analyse_pending() == 0


def test_a_newer_version_or_another_text_is_analysed_again(fake: FakePipeline) -> None:
    row = factories.published(TWO)
    no = service.file_under(row, factories.named(Chapter, "mental-health"), by=factories.person("mo"), fits=False)
    db.session.commit()
    service.analyse_pending()
    assert (no.status, no.because) == (AssignmentStatus.DISMISSED, ["worry"])  # answered first, then explained
    fake.version = "fake-2"
    assert service.analyse_pending() == 1
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(4, 9, "staff")])
    db.session.commit()
    assert service.analyse_pending() == 1
    first = db.session.scalars(select(Passage).order_by(Passage.start)).first()
    assert first is not None
    assert first.text == "The [member of staff] was kind to me all day."
    assert count(Passage) == 2
    assert set(chapters(row)) == {"mental-health"}


@pytest.mark.parametrize("status", [AssignmentStatus.CONFIRMED, AssignmentStatus.DISMISSED])
def test_answers_survive_a_new_run(fake: FakePipeline, status: AssignmentStatus) -> None:
    row = factories.published(TWO)
    service.analyse_pending()
    answer_passages(status)
    mental = factories.named(Chapter, "mental-health")
    service.answer(db.session.scalars(select(Assignment).where(Assignment.chapter_id == mental.id)).one(),
                   status, by=factories.person("ola"))  # fmt: skip
    db.session.commit()
    before = {(p.start, p.end): p.id for p in db.session.scalars(select(Passage))}
    service.analyse_again()
    assert service.analyse_pending() == 1
    assert chapters(row) == {"mental-health": status, "primary-and-community-care": AssignmentStatus.SUGGESTED}
    assert {(p.start, p.end): p.id for p in db.session.scalars(select(Passage))} == before
    answered = db.session.scalars(select(PassageAssignment.status).where(PassageAssignment.chapter_id.is_not(None)))
    assert set(answered) == {status}


def test_an_answered_passage_stays_when_only_the_cutting_changes(
    fake: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.published(TWO)
    service.analyse_pending()
    answer_passages(AssignmentStatus.CONFIRMED)
    monkeypatch.setattr(fake, "_read", lambda text: FakePipeline()._read(text.replace("\n", " ")))
    service.analyse_again()
    service.analyse_pending()
    assert count(Passage) == 3
    assert all(p.text for p in db.session.scalars(select(Passage)))


def test_a_text_that_changed_while_it_was_read_is_not_stored(
    fake: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.published(TWO)
    real = fake.read

    def slow(texts: list[str]) -> object:
        found = real(texts)
        decide(db.session.get(Contribution, row.id), State.WITHDRAWN, source="contributor")
        db.session.commit()
        return found

    monkeypatch.setattr(fake, "read", slow)
    assert service.analyse_pending() == 0
    assert count(Passage) == count(Analysis) == count(Assignment) == count(Lease) == 0


def test_what_is_no_longer_published_is_forgotten(fake: FakePipeline) -> None:
    kept, gone = factories.published(TWO), factories.published("The baby was born at home in the night.")
    service.analyse_pending()
    decide(gone, State.WITHDRAWN, source="contributor")
    db.session.commit()
    assert service.forget_unpublished() == 1
    for kind in (Analysis, Passage, Assignment):
        assert set(db.session.scalars(select(kind.contribution_id))) == {kept.id}
    assert count(PassageVector) == 2
    assert service.forget_unpublished() == 0


def test_a_dead_workers_lease_runs_out(fake: FakePipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.published(TWO)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(service, "store", die)
        with pytest.raises(KeyboardInterrupt):
            service.analyse_pending()
    db.session.rollback()
    assert service.analyse_pending() == 0  # the dead worker's claim still stands
    db.session.execute(update(Lease).values(until=now() - timedelta(seconds=1)))
    db.session.commit()
    assert service.analyse_pending() == 1


@pytest.mark.parametrize("step", ["_store_vectors", "_suggest_for_passages", "_store_analyses"])
def test_killed_between_steps_nothing_half_done_stays(
    fake: FakePipeline, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    factories.published(TWO)
    with monkeypatch.context() as dying:
        dying.setattr(f"engage.theming.storing.{step}", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            service.analyse_pending()
    db.session.rollback()
    assert count(Passage) == count(Analysis) == count(Assignment) == 0
    db.session.execute(update(Lease).values(until=now() - timedelta(seconds=1)))
    db.session.commit()
    assert service.analyse_pending() == 1
    assert count(Passage) == 2


def test_a_text_that_breaks_the_pipeline_harms_only_itself_and_is_set_aside(plan: Plan, fake: FakePipeline) -> None:
    for number in range(4):
        factories.published(f"The nurse was kind on day {number} of my stay.")
    factories.published(f"This {BREAKS}.")
    assert service.analyse_pending() == 4
    for _ in range(3):
        db.session.execute(update(Lease).values(until=now() - timedelta(seconds=1)))
        db.session.commit()
        assert service.analyse_pending() == 0
    assert db.session.scalar(select(Lease.attempts)) == 3
    assert service.set_aside(plan) == 1
    assert service.retry_set_aside(plan) == 1
    db.session.commit()
    assert service.set_aside(plan) == 0
    assert service.waiting(plan) == 1


def test_without_an_encoder_nothing_happens_and_the_reason_is_told(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    factories.published(TWO)
    monkeypatch.setattr(pipeline, "_folder", lambda: tmp_path)
    assert "make encoder" in (service.encoder_problem() or "")
    assert service.analyse_pending() == 0
    assert service.think() == 0
    assert count(Lease) == 0
    assert service.waiting(plan) == 1


def test_two_workers_share_the_work(app: Flask, fake: FakePipeline) -> None:
    for number in range(24):
        factories.published(f"The nurse was kind on day {number} of my stay.")
    done: list[int] = []

    def work() -> None:
        with app.app_context():
            while some := service.analyse_pending(limit=4):
                done.append(some)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 24
    assert count(Analysis) == count(Passage) == 24
    assert count(Lease) == 0
