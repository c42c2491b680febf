"""Who may move what where: every role, every state, every new state, asserted by effect. Undo. Two people at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations_with_replacement, cycle, islice, product
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from engage.errors import EngageError, InputError, InvalidTransitionError, NotFoundError, StaleError
from engage.extensions import begin_writing, db
from engage.models import TRANSITIONS, Contribution, Decision, DecisionKind, Plan, State, User, current_plan, now
from engage.moderation import filing, queries
from engage.moderation.redaction import Redaction
from engage.moderation.sealing import check_seals, seal_decisions
from engage.moderation.service import ASK_AUTHOR, decide
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


KEY = "only-for-tests"
Act = Callable[[Contribution, User, int], object]


def _to(new: State, **how: Any) -> Act:
    return lambda row, by, seen: decide(row, new, by=by, seen_version=seen, **{"reason": REASON, **how})


def _withdraw(row: Contribution, _by: User, _seen: int) -> object:
    return decide(row, State.WITHDRAWN, source="contributor")


def _file(row: Contribution, by: User, _seen: int) -> object:
    return filing.answer(row, current_plan(), {"maternity": True}, by=by)


def _publish(row: Contribution, by: User, seen: int) -> object:
    return decide(row, State.PUBLISHED, by=by, seen_version=seen), _file(row, by, seen)


def _undo(row: Contribution, by: User, seen: int) -> object:
    return undo(row, by=by, decision_id=_last[seen, row.id])


ACTS: dict[str, tuple[Act, State]] = {
    "publish": (_publish, State.PUBLISHED),
    "route": (_to(State.PUBLISHED, kind=DecisionKind.ROUTE, use_only=True), State.PUBLISHED),
    "ask": (_to(State.HELD, kind=DecisionKind.ASK, reason=ASK_AUTHOR, question="Where?"), State.HELD),
    "second": (_to(State.HELD, reason="second-opinion"), State.HELD),
    "hold": (_to(State.HELD), State.HELD),
    "decline": (_to(State.DECLINED), State.DECLINED),
    "refer": (_to(State.REFERRED), State.REFERRED),
    "back": (_to(State.RECEIVED), State.RECEIVED),
    "undo": (_undo, State.RECEIVED),
    "file": (_file, State.PUBLISHED),
    "withdraw": (_withdraw, State.WITHDRAWN),
}
NEW = ("publish", "route", "ask", "second", "hold", "decline", "refer", "withdraw")
LATER = ("decline", "hold", "refer", "back", "undo", "file", "withdraw")
"""What can be done with a new text, and what can be done about a published one: reversals, and where it belongs."""
PAIRS = [
    *((State.RECEIVED, pair) for pair in combinations_with_replacement(NEW, 2)),
    *((State.PUBLISHED, pair) for pair in combinations_with_replacement(LATER, 2)),
]
ROUNDS = int(os.environ.get("ROUNDS", len(PAIRS)))
"""Each pair once; ``make nightly`` goes a thousand rounds."""
_last: dict[tuple[int, int], int | None] = {}


def test_two_moderators_at_once_one_is_told(app: Flask) -> None:
    names, mo = ("mo", "sam"), factories.person("mo")
    factories.person("sam")
    rows = []
    for began, pair in islice(cycle(PAIRS), ROUNDS):
        row = factories.contribution()
        if began is State.PUBLISHED:
            decide(row, began, by=mo)
        rows.append((row, pair))
    db.session.commit()
    work = [(row.reference, row.version, pair) for row, pair in rows]
    _last.update({(row.version, row.id): row.last_decision_id for row, _ in rows})
    before = db.session.scalar(select(func.count()).select_from(Decision)) or 0
    db.session.rollback()
    start = threading.Barrier(2, timeout=15)
    results: dict[str, list[str]] = {name: [] for name in names}

    def moderate(index: int) -> None:
        with app.app_context():
            for number, (reference, version, pair) in enumerate(work):
                start.wait()
                results[names[index]].append(_once(names[index], reference, version, pair[index]))
                if number % 10 == index:
                    seal_decisions(KEY)
                db.session.remove()

    threads = [threading.Thread(target=moderate, args=(index,)) for index in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = list(zip(*results.values(), strict=True))
    assert len(outcomes) == len(rows), "nobody fell over"
    for (row, pair), outcome in zip(rows, outcomes, strict=True):
        db.session.refresh(row)
        _no_update_lost(row.state, pair, outcome)
    made = [
        act
        for (_, pair), outcome in zip(rows, outcomes, strict=True)
        for act, end in zip(pair, outcome, strict=True)
        if end == "done"
    ]
    assert db.session.scalar(select(func.count()).select_from(Decision)) == before + sum(act != "file" for act in made)
    seal_decisions(KEY)
    check = check_seals(KEY)
    assert (check.good, check.waiting, check.sealed) == (True, 0, before + sum(act != "file" for act in made))


def _no_update_lost(end: State, pair: tuple[str, str], outcome: tuple[str, str]) -> None:
    """The writer may always take it back, also after a decision, and saying where it belongs is no decision; of all
    others nobody comes second."""
    free = {"withdraw", "file"} & set(pair) and pair != ("withdraw", "withdraw")
    assert "done" in outcome, (pair, outcome)
    assert free or "told" in outcome, (pair, outcome)
    assert end in {ACTS[act][1] for act, said in zip(pair, outcome, strict=True) if said == "done"}, (
        pair,
        outcome,
        end,
    )
    assert "withdraw" not in pair or end is State.WITHDRAWN


def _once(name: str, reference: str, version: int, act: str) -> str:
    begin_writing()
    actor = factories.person({"withdraw": "sam", "undo": "mo"}.get(act, name))
    begin_writing()
    try:
        row = queries.find(current_plan(), reference, actor, locked=True)
        ACTS[act][0](row, actor, version)
        db.session.commit()
    except (StaleError, NotFoundError, InvalidTransitionError):
        db.session.rollback()
        return "told"
    return "done"


def test_what_is_altered_in_the_log_is_found(app: Flask, plan: Plan) -> None:
    rows = [factories.published(f"Words {number}") for number in range(3)]
    db.session.commit()
    seal_decisions(KEY)
    last = rows[1].last_decision_id
    kept = list(queries.log(plan, factories.person("mo")))[-1]["seal"]
    assert check_seals(KEY, kept).good
    assert len(check_seals("another key").broken) == 3
    assert not check_seals(KEY, "f" * 16).good
    assert not check_seals(KEY, kept[:4]).good, "too short to prove anything"
    for table in ("decision", "seal"):
        with pytest.raises(DBAPIError, match="never"):
            db.session.execute(text(f"UPDATE {table} SET id = id"))
        db.session.rollback()
    _without_rules("decision", "seal")
    db.session.execute(text("UPDATE decision SET reason = 'abusive' WHERE id = :id"), {"id": last})
    assert check_seals(KEY, kept).broken == [last]
    db.session.rollback()
    _without_rules("decision", "seal")
    db.session.execute(text("DELETE FROM seal WHERE decision_id = :id"), {"id": rows[2].last_decision_id})
    assert check_seals(KEY).good, "nothing in the database itself tells that its end is missing"
    assert not check_seals(KEY, kept).good, "a log that was downloaded before does"
    db.session.rollback()


def _without_rules(*tables: str) -> None:
    """As whoever runs the database could; until the rollback."""
    for table in tables:
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for what in ("changed", "deleted"):
                db.session.execute(text(f"DROP TRIGGER {table}_not_{what}"))
