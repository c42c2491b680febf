"""People shape themes: every change is written down, can be taken back, and wins over a later look."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from engage.errors import InputError, NotPermittedError, StaleError
from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Chapter,
    Goal,
    Passage,
    PassageAssignment,
    Plan,
    Theme,
    ThemeChange,
    ThemeProposal,
    User,
)
from engage.theming import accepting, grouping, history, placing, queries, rethink, service, shaping
from tests import factories
from tests.engage.theming.fake import FakePipeline
from tests.engage.theming.test_themes import members, names, say
from tests.engage.theming.test_views import signed_in


@pytest.fixture
def ola(plan: Plan, fake: FakePipeline, filled: Callable[..., None]) -> User:
    """Ola, in front of three themes: Buses, Nurses, Parking."""
    filled("three_themes", _three_themes)
    return factories.person("ola")


def _three_themes() -> None:
    say(8)
    service.drain()
    factories.person("ola")


def theme(name: str) -> Theme:
    return db.session.scalars(select(Theme).where(Theme.name == name)).one()


def rows_of(one: Theme, most: int = 100) -> list[PassageAssignment]:
    query = select(PassageAssignment).where(PassageAssignment.theme_id == one.id).order_by(PassageAssignment.id)
    return list(db.session.scalars(query.limit(most)))


def state() -> tuple[object, ...]:
    """Everything that a change can alter."""
    db.session.expire_all()
    places = select(PassageAssignment.passage_id, PassageAssignment.theme_id, PassageAssignment.status)
    found = sorted(tuple(row) for row in db.session.execute(places.where(PassageAssignment.theme_id.is_not(None))))
    living = {
        (one.id, one.name, one.chapter_id, one.goal_id, one.centroid)
        for one in db.session.scalars(select(Theme).where(Theme.retired_at.is_(None)))
    }
    return found, living


VERBS = {
    "rename": lambda plan, by: shaping.rename(theme("Buses"), "Getting there", by=by),
    "merge": lambda plan, by: shaping.merge(theme("Buses"), theme("Parking"), by=by),
    "split": lambda plan, by: placing.split(theme("Buses"), rows_of(theme("Buses"), 3), "Late buses", by=by),
    "move": lambda plan, by: placing.move(theme("Buses"), rows_of(theme("Buses"), 2), theme("Parking"), by=by),
    "remove": lambda plan, by: placing.answer(
        theme("Buses"), rows_of(theme("Buses"), 2), AssignmentStatus.DISMISSED, by=by
    ),
    "confirm": lambda plan, by: placing.answer(
        theme("Buses"), rows_of(theme("Buses"), 2), AssignmentStatus.CONFIRMED, by=by
    ),
    "add": lambda plan, by: placing.add(theme("Buses"), [rows_of(theme("Parking"), 1)[0].passage], by=by),
    "pin": lambda plan, by: shaping.pin(
        theme("Buses"), factories.named(Chapter, "digital"), factories.named(Goal, "healthy-life"), by=by
    ),
    "retire": lambda plan, by: shaping.retire(theme("Buses"), by=by),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_is_written_down_and_can_be_undone(plan: Plan, ola: User, verb: str) -> None:
    before, one = state(), theme("Buses")
    with pytest.raises(NotPermittedError):
        VERBS[verb](plan, factories.person("stella"))
    db.session.rollback()
    version = one.version
    VERBS[verb](plan, factories.person("ola"))
    db.session.commit()
    assert state() != before
    assert one.version > version
    told = history.history(one)[0]
    assert told.who == "Ola"
    kept = db.session.scalars(select(ThemeChange).order_by(ThemeChange.id.desc())).first()
    assert not any(text in str([kept.before, kept.after]) for texts in members().values() for text in texts)
    history.undo(one, by=factories.person("ola"))
    db.session.commit()
    assert state() == before
    assert history.history(one)[0].what == "undid the change before"
    assert history.history(one)[1].undone


def test_merged_stays_merged_and_runs_follow(plan: Plan, ola: User) -> None:
    shaping.merge(theme("Buses"), theme("Parking"), by=ola)
    db.session.commit()
    new = say(1, ("buses",), start=70)[0]
    service.analyse_pending()
    service.think()
    assert new.published_text in members()[theme("Parking").key]
    assert sorted(names().values()) == ["Nurses", "Parking"]
    assert not [row for row in rethink.waiting(plan) if row.kind in {"split", "new"}]


def test_a_moved_passage_stays_where_a_person_put_it(ola: User) -> None:
    moved = rows_of(theme("Buses"), 2)
    passages = {row.passage_id for row in moved}
    placing.move(theme("Buses"), moved, theme("Parking"), by=ola)
    db.session.commit()
    service.think()
    service.analyse_again()
    service.analyse_pending()
    places = db.session.execute(
        select(Theme.name, PassageAssignment.status)
        .join(PassageAssignment, PassageAssignment.theme_id == Theme.id)
        .where(PassageAssignment.passage_id.in_(passages))
        .distinct()
    )
    assert {tuple(row) for row in places} == {("Buses", "dismissed"), ("Parking", "confirmed")}


def test_a_retired_theme_is_not_found_again_and_comes_back_whole(plan: Plan, ola: User) -> None:
    before = members()
    shaping.retire(theme("Buses"), by=ola)
    db.session.commit()
    service.think()
    assert not rethink.waiting(plan)
    assert "Buses" not in names().values()
    shaping.bring_back(theme("Buses"), by=ola)
    db.session.commit()
    assert members() == before


def test_undo_goes_backwards_only(ola: User) -> None:
    placing.move(theme("Buses"), rows_of(theme("Buses"), 2), theme("Parking"), by=ola)
    shaping.rename(theme("Parking"), "Cars", by=ola)
    with pytest.raises(StaleError, match="Cars"):
        history.undo(theme("Buses"), by=ola)
    history.undo(theme("Cars"), by=ola)
    history.undo(theme("Buses"), by=ola)
    with pytest.raises(InputError):
        history.undo(theme("Buses"), by=ola)


def test_of_two_people_the_second_is_told_what_the_first_did(app: Flask, ola: User) -> None:
    one = theme("Buses")
    seen = one.version
    first, second = signed_in(app, "ola"), signed_in(app, "ada")
    path = f"/staff/themes/{one.id}"
    assert first.post(path, data={"name": "Getting there", "seen": seen}).status_code == 302
    answer = second.post(path, data={"name": "Transport for all", "seen": seen})
    assert answer.status_code == 409
    assert "Ola named it “Getting there”" in answer.text
    assert "Transport for all" in answer.text  # nothing typed is lost
    ticked = str(rows_of(one, 1)[0].id)
    data = {"do": "move", "title": "Late buses", "ticked": ticked, "seen": seen}
    again = second.post(f"{path}/passages", data=data).text
    assert f'value="{ticked}" checked' in again
    assert 'value="Late buses"' in again
    stale = {
        f"{path}/merge": {"into": str(theme("Parking").id)},
        f"{path}/pin": {"chapter": "digital", "goal": ""},
        f"{path}/do": [{"do": "retire"}, {"do": "undo"}, {"do": "bring-back"}],
        f"{path}/passages": [{"do": do, "ticked": ticked} for do in ("confirm", "remove", "split", "move", "add")],
        f"/staff/assignments/{ticked}/answer": {"of": "passage", "answer": "dismissed", "theme": one.id},
    }
    before = state()
    for path_, given in stale.items():
        for data in given if isinstance(given, list) else [given]:
            told = second.post(path_, data=data | {"seen": seen})
            assert told.status_code == 409, (path_, data)
            assert "Ola named it “Getting there”" in told.text
    assert state() == before
    both = _at_once(app, path, one.version)
    assert sorted(both) == [302, 409]


def _at_once(app: Flask, path: str, seen: int) -> list[int]:
    """What two people are answered who rename a theme at the same moment."""
    clients = [signed_in(app, name) for name in ("ola", "ada")]
    db.session.remove()
    ready, answers = threading.Barrier(2), []

    def rename(client: FlaskClient, name: str) -> None:
        ready.wait()
        answers.append(client.post(path, data={"name": name, "seen": seen}).status_code)

    threads = [
        threading.Thread(target=rename, args=(client, name))
        for client, name in zip(clients, ("One", "Two"), strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def test_the_pages_do_what_the_verbs_do(app: Flask, ola: User) -> None:
    ada = signed_in(app, "ada")
    buses, parking = theme("Buses").id, theme("Parking").id
    ticked = [str(row.id) for row in rows_of(theme("Buses"), 3)]
    steps = [
        (buses, "passages", {"do": "split", "title": "Late buses", "ticked": ticked[:1]}),
        (buses, "passages", {"do": "move", "to": str(parking), "ticked": ticked[1:2]}),
        (buses, "passages", {"do": "confirm", "ticked": ticked[2:]}),
        (buses, "pin", {"chapter": "digital", "goal": ""}),
        (buses, "merge", {"into": str(parking)}),
        (parking, "do", {"do": "undo"}),
        (buses, "do", {"do": "retire"}),
        (buses, "do", {"do": "bring-back"}),
    ]
    for number, where, data in steps:
        answer = ada.post(f"/staff/themes/{number}/{where}", data=data)
        assert answer.status_code == 302, (where, data, answer.text[:2000])
        assert signed_in(app, "stella").post(f"/staff/themes/{number}/{where}", data=data).status_code == 403
    text = signed_in(app, "stella").get(f"/staff/themes/{buses}").text
    assert "took 1 passage out of “Buses” for a new theme, “Late buses”" in text
    assert "pinned it to" in text
    assert "Late buses" in ada.get("/staff/themes?sort=name").text
    assert "Late buses" not in ada.get("/staff/themes?chapter=digital").text


@pytest.mark.parametrize(
    "data",
    [{}, {"do": "x"}, {"do": "confirm"}, {"do": "move", "to": "9" * 30, "ticked": "1"}, {"do": "split", "ticked": "1"},
     {"do": "confirm", "ticked": "\x00"}, {"do": "confirm", "ticked": "²"}, {"do": "add", "ticked": "-1"},
     {"do": "move", "to": "", "ticked": "1"}, {"do": "confirm", "ticked": "99999999999", "seen": "²"},
     {"name": "", "do": "split"}, {"into": "\x00"}, {"into": "0"}, {"chapter": "\x00", "seen": "zebra"}],
)  # fmt: skip
def test_forms_that_make_no_sense(app: Flask, ola: User, data: dict[str, str]) -> None:
    client, before, number = signed_in(app, "ola"), state(), theme("Buses").id
    for where in ("passages", "merge", "pin", "do", ""):
        answer = client.post(f"/staff/themes/{number}/{where}".rstrip("/"), data=data)
        assert answer.status_code < 500
    client.post("/staff/themes/changes", data=data)
    assert client.post("/staff/themes/changes/1", data=data | {"answer": "accept"}).status_code == 404
    assert state()[0] == before[0]


def test_more_like_this_searches_by_meaning(app: Flask, ola: User) -> None:
    stray = factories.published("Buses never come on Sunday, sighed grandfather.")
    factories.published("Buses hiddenwords never come.", show=False, quote=False)
    service.analyse_pending()
    client, number = signed_in(app, "ola"), theme("Parking").id
    text = client.get(f"/staff/themes/{number}?q=buses").text
    assert "stop at six" in text
    assert "hiddenwords" not in text
    passage = db.session.scalars(select(Passage).where(Passage.contribution_id == stray.id)).one()
    assert "stop at six" in client.get(f"/staff/themes/{number}?like={passage.id}").text
    answer = client.post(f"/staff/themes/{number}/passages", data={"do": "add", "ticked": str(passage.id)})
    assert answer.status_code == 302
    assert stray.published_text in members()[theme("Parking").key]
    for odd in ("?q=\x00", "?like=-1", "?like=99999999999999999999", "?q=" + "z" * 5000):
        assert client.get(f"/staff/themes/{number}{odd}").status_code == 200


def test_ten_thousand_passages_need_no_more_queries(plan: Plan, app: Flask, ola: User) -> None:
    few = _queries(app)
    row = db.session.scalars(select(Passage)).first()
    spots = [
        {"contribution_id": row.contribution_id, "start": n, "end": n + 5, "text_digest": row.text_digest,
         "quotable": False} for n in range(100, 10_100)
    ]  # fmt: skip
    made = db.session.scalars(insert(Passage).returning(Passage.id), spots).all()
    buses = theme("Buses").id
    places = [{"passage_id": id_, "theme_id": buses, "score": 0.5, "because": []} for id_ in made]
    db.session.execute(insert(PassageAssignment), places)
    db.session.commit()
    assert _queries(app) <= few
    assert queries.themes(plan).totals.grouped == 10_024
    shaping.merge(theme("Buses"), theme("Parking"), by=factories.person("ola"))
    assert len(rows_of(theme("Parking"), 20_000)) == 10_016
    history.undo(theme("Parking"), by=factories.person("ola"))
    assert len(rows_of(theme("Parking"), 20_000)) == 8


def _queries(app: Flask) -> int:
    """How many statements the list and a theme's page take."""
    client, number, said = signed_in(app, "ola"), theme("Buses").id, []
    from_engine = db.engine
    note = lambda *given: said.append(given[2])  # noqa: E731 - handed to the engine and taken away again
    event.listen(from_engine, "before_cursor_execute", note)
    for path in ("/staff/themes", f"/staff/themes/{number}"):
        assert client.get(path).status_code == 200
    event.remove(from_engine, "before_cursor_execute", note)
    return len(said)


def test_a_look_proposes_and_a_person_accepts_or_rejects(plan: Plan, app: Flask, ola: User) -> None:
    new = [factories.published(f"Dentists are hard to find here, said a{'b' * n}.") for n in range(6)]
    service.analyse_pending()
    before = members()
    assert service.think() == 3
    assert members() == before
    (proposal,) = [row for row in rethink.waiting(plan) if row.kind == "new"]
    client = signed_in(app, "ola")
    assert "A new theme: “Dentists”" in client.get("/staff/themes/changes").text
    assert signed_in(app, "stella").post(f"/staff/themes/changes/{proposal.id}").status_code == 403
    answer = client.post(f"/staff/themes/changes/{proposal.id}", data={"answer": "accept"})
    assert answer.status_code == 302
    assert members()[theme("Dentists").key] == {row.published_text for row in new}
    assert client.post(f"/staff/themes/changes/{proposal.id}", data={"answer": "reject"}).status_code == 409
    history.undo(theme("Dentists"), by=ola)
    db.session.commit()
    assert members() == before
    service.think()
    assert not [row for row in rethink.waiting(plan) if row.kind == "new"]  # it was taken back: not again


def test_a_look_goes_on_from_wider_themes_too(plan: Plan, ola: User) -> None:
    wide = Theme(plan_id=plan.id, key="wide", name="Getting there", encoder="fake", centroid=b"")
    db.session.add(wide)
    db.session.flush()
    theme("Buses").parent_id = theme("Parking").parent_id = wide.id
    db.session.commit()
    model = grouping.theme_model(plan, "fake", 16)
    assert model is not None
    assert {one.id: one.parent for one in model.themes}[theme("Buses").key] == "wide"
    assert "wide" in {one.id for one in model.themes}
    assert service.think() == 4
    assert queries.themes(plan).rows[0].people == 16


def test_rejected_is_not_proposed_again(plan: Plan, app: Flask, ola: User) -> None:
    for number in range(6):
        factories.published(f"Dentists are hard to find here, said a{'b' * number}.")
    service.analyse_pending()
    service.think()
    client = signed_in(app, "ola")
    assert client.post("/staff/themes/changes", data={"answer": "reject"}).status_code == 302
    service.think()
    assert not rethink.waiting(plan)


def test_grown_split_and_merged_are_made_and_undone(plan: Plan, ola: User) -> None:
    buses, parking = theme("Buses"), theme("Parking")
    ids = [row.passage_id for row in rows_of(buses)]
    part = lambda some, name: {  # noqa: E731 - a row as a look keeps it
        "key": f"key-{name}", "name": name, "keywords": [], "parent": None, "bytes": 0,
        "passages": [[id_, 0.9] for id_ in some],
    }  # fmt: skip
    kinds = {
        "split": ([buses.id], [part(ids[:5], "Early"), part(ids[5:], "Late")]),
        "merged": ([buses.id, parking.id], [part(ids, "Both")]),
        "grown": ([buses.id], [part(ids, "Buses")]),
    }
    for kind, (themes, into) in kinds.items():
        before = state()
        proposal = ThemeProposal(plan_id=plan.id, kind=kind, themes=themes, into=into, encoder="fake")
        db.session.add(proposal)
        db.session.flush()
        accepting.accept(proposal, by=ola)
        db.session.commit()
        assert (len(names())) == {"split": 4, "merged": 2, "grown": 3}[kind]
        living = buses if buses.retired_at is None else parking
        history.undo(living, by=ola)
        db.session.commit()
        assert state() == before, kind


def dentists(number: int = 6) -> None:
    """A few people speak of something new."""
    for each in range(number):
        factories.published(f"Dentists are hard to find here, said a{'b' * each}.")
    service.analyse_pending()


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def killed_after(statements: int, work: Callable[[], object]) -> bool:
    """Do some work, and die after so many statements that write; whether it died."""
    left = iter(range(statements))

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and next(left, None) is None:
            raise Killed

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        work()
    except Killed:
        db.session.remove()
        return True
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return False


def whole(plan_id: int) -> tuple[object, ...]:
    """Everything that a look or an answer to it can alter."""
    changes = [tuple(row) for row in db.session.execute(select(ThemeChange.theme_id, ThemeChange.kind))]
    proposals = [
        (row.kind, row.state, tuple(row.themes), str(row.into))
        for row in db.session.scalars(select(ThemeProposal).order_by(ThemeProposal.id))
    ]
    return *state(), sorted(map(str, changes)), proposals, db.session.get_one(Plan, plan_id).themes_asked_at


def test_a_look_that_is_killed_at_any_statement_leaves_nothing_half_applied(plan: Plan, ola: User) -> None:
    plan_id = plan.id
    dentists()
    service.ask_to_think(plan, by=factories.person("ola"))
    db.session.commit()
    before, deaths = whole(plan_id), 0
    while killed_after(deaths, service.think):
        assert whole(plan_id) == before, deaths
        deaths += 1
        assert deaths < 50
    assert deaths >= 2
    assert [row[1] for row in whole(plan_id)[3]] == ["waiting"]
    before, deaths = whole(plan_id), 0
    ola_id = factories.person("ola").id

    def accept() -> None:
        (proposal,) = rethink.waiting(db.session.get_one(Plan, plan_id))
        held = accepting.proposal_to_decide(db.session.get_one(Plan, plan_id), proposal.id)
        accepting.accept(held, by=db.session.get_one(User, ola_id))
        db.session.commit()

    while killed_after(deaths, accept):
        assert whole(plan_id) == before, deaths
        deaths += 1
        assert deaths < 50
    assert deaths >= 4
    assert "Dentists" in names().values()


def test_the_first_look_that_is_killed_at_any_statement_leaves_no_themes(plan: Plan, fake: FakePipeline) -> None:
    plan_id, deaths = plan.id, 0
    say(8)
    service.analyse_pending()
    before = whole(plan_id)
    while killed_after(deaths, service.think):
        assert whole(plan_id) == before, deaths
        deaths += 1
        assert deaths < 50
    assert deaths >= 4
    assert set(names().values()) == {"Buses", "Nurses", "Parking"}
