"""Who may move what where: every role, every state, every new state, asserted by effect. Undo. Two people at once."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from itertools import cycle, product

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engage.errors import EngageError, InputError, InvalidTransitionError, NotFoundError, StaleError
from engage.extensions import begin_writing, db
from engage.models import TRANSITIONS, Contribution, Decision, State, current_plan, now
from engage.moderation import queries
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.moderation.undoing import may_undo, undo
from engage.policies import Permission, allows
from tests import factories

REASON = "risk-to-self"


def _in_state(state: State) -> Contribution:
    row = factories.contribution(title="About Jane")
    if state is State.WITHDRAWN:
        decide(row, state, source="contributor")
    elif state is not State.RECEIVED:
        decide(row, state, by=factories.person("sam"), reason=REASON)
    db.session.commit()
    return row


def _decisions(row: Contribution) -> int:
    query = select(func.count()).select_from(Decision).where(Decision.contribution_id == row.id)
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("name", sorted(factories.PEOPLE))
def test_every_role_state_and_new_state(app: Flask, name: str) -> None:
    actor, rows = factories.person(name), {state: _in_state(state) for state in State}
    for old, new in product(State, State):
        row, before = rows[old], _decisions(rows[old])
        needed = Permission.RAISE_CONCERN if new is State.REFERRED else Permission.MODERATE
        if old is State.REFERRED and new is not State.WITHDRAWN:
            needed = Permission.SAFEGUARD
        expected = allows(actor, needed) and new in TRANSITIONS[old]
        savepoint = db.session.begin_nested()
        try:
            decide(row, new, by=actor, reason=REASON)
            happened = True
        except EngageError:
            happened = False
        assert happened is expected, (name, old, new)
        assert _decisions(row) == before + happened
        assert row.state is (new if happened else old)
        assert (row.published_text is not None) is (row.state is State.PUBLISHED)
        savepoint.rollback()
        db.session.expire_all()


def test_a_title_loses_what_screening_found_when_nobody_chose(app: Flask) -> None:
    row = factories.contribution("Jane was kind.", title="Thank you Jane")
    screening = queries.screening_of(row)
    assert screening
    screening.title_identifiers = [{"start": 10, "end": 14, "kind": "person"}]
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(0, 4, "person")])
    assert (row.published_text, row.published_title) == ("[name] was kind.", "Thank you [name]")
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[], title_redactions=[])
    assert (row.published_text, row.published_title) == ("Jane was kind.", "Thank you Jane")


@pytest.mark.parametrize("new", [State.PUBLISHED, State.DECLINED, State.HELD])
def test_a_decision_can_be_undone_for_some_minutes(app: Flask, new: State) -> None:
    row, mo = factories.contribution(), factories.person("mo")
    made = decide(row, new, by=mo, reason="off-topic", redactions=[Redaction(0, 2, "other")])
    db.session.commit()
    with time_machine.travel(now() + timedelta(minutes=11), tick=False), pytest.raises(InputError):
        undo(row, by=mo, decision_id=made.id)
    back = undo(row, by=mo, decision_id=made.id)
    assert (row.state, row.published_text, back.reason) == (State.RECEIVED, None, "undo")
    assert not may_undo(back, mo)
    with pytest.raises(StaleError):
        undo(row, by=mo, decision_id=made.id)


def test_only_the_one_who_decided_can_undo_and_a_referral_stays(app: Flask) -> None:
    row, mo, sam = factories.contribution(), factories.person("mo"), factories.person("sam")
    made = decide(row, State.HELD, by=mo, reason="second-opinion")
    with pytest.raises(InputError):
        undo(row, by=sam, decision_id=made.id)
    referred = decide(row, State.REFERRED, by=mo, reason=REASON)
    assert not may_undo(referred, mo)
    released = decide(row, State.RECEIVED, by=sam)
    back = undo(row, by=sam, decision_id=released.id)
    assert (row.state, back.reason) == (State.REFERRED, REASON)


ACTIONS = (State.PUBLISHED, State.DECLINED, State.HELD, State.REFERRED, State.WITHDRAWN)
PAIRS = cycle(product(ACTIONS, ACTIONS))
"""Every pair of actions; the writer taking it back is one of them."""
ROUNDS = int(os.environ.get("ROUNDS", "50"))
"""Each pair twice; ``make nightly`` goes a thousand rounds."""


def test_two_moderators_at_once_one_is_told(app: Flask) -> None:
    rows = [(factories.contribution(), next(PAIRS)) for _ in range(ROUNDS)]
    work = [(row.reference, row.version, pair) for row, pair in rows]
    names = ("mo", "sam")
    for name in names:
        factories.person(name)
    db.session.rollback()
    start = threading.Barrier(2, timeout=60)
    results: dict[str, list[str]] = {name: [] for name in names}

    def moderate(index: int) -> None:
        with app.app_context():
            for reference, version, pair in work:
                start.wait()
                results[names[index]].append(_once(names[index], reference, version, pair[index]))
                db.session.remove()

    threads = [threading.Thread(target=moderate, args=(index,)) for index in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pairs = [pair for _, _, pair in work]
    for pair, outcome in zip(pairs, zip(*results.values(), strict=True), strict=True):
        # the writer may always take it back, also after a moderator has decided; nobody else comes second
        late = State.WITHDRAWN in pair and outcome == ("done", "done") and pair != (State.WITHDRAWN, State.WITHDRAWN)
        assert late or sorted(outcome) == ["done", "told"], (pair, outcome)
    ends = [row.state for row, _ in rows if db.session.refresh(row) is None]
    for pair, end in zip(pairs, ends, strict=True):
        assert end is State.WITHDRAWN if State.WITHDRAWN in pair else end in pair
    made = db.session.scalar(select(func.count()).select_from(Decision))
    assert made == sum(outcome.count("done") for outcome in results.values())


def _once(name: str, reference: str, version: int, new: State) -> str:
    begin_writing()
    actor, lead = factories.person(name), factories.person("sam")
    begin_writing()
    try:
        row = queries.find(current_plan(), reference, lead, locked=True)
        if new is State.WITHDRAWN:
            decide(row, new, source="contributor")
        else:
            row = queries.find(current_plan(), reference, actor, locked=True)
            decide(row, new, by=actor, reason=REASON, seen_version=version)
        db.session.commit()
    except (StaleError, NotFoundError, InvalidTransitionError):
        db.session.rollback()
        return "told"
    return "done"
