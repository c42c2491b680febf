"""The command line, on both databases: what each command says, writes and exits with."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from engage.assets import build_assets
from engage.commands import main
from engage.config import Config
from engage.demonstration.loading import SOURCE
from engage.errors import InputError
from engage.extensions import db
from engage.models import Contribution, Decision, State, User
from tests import factories

ROOT = Path(__file__).resolve().parent.parent.parent


def run(app: Flask, *words: str) -> Result:
    """One command; the session starts anew, as in a process of its own."""
    db.session.remove()
    return app.test_cli_runner().invoke(main, list(words))


def test_contributions_are_imported_with_a_report(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([["Comment"], ["More buses."], [""], ["Ring Mrs Adaeze Okonkwo on 07700 900123."]])
    words = ("import", "contributions", str(path), "--channel", "survey", "--map", "text=Comment")
    done = run(app, *words, "--moderated-at-source", "by staff", "--dry-run")
    assert "2 would be added" in done.output
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0
    done = run(app, *words, "--moderated-at-source", "by staff")
    assert done.exit_code == 1, "one row was refused"
    assert "1 published, 1 sent to the queue, 1 refused" in done.output
    assert "identifier: phone" in done.output
    assert "0 added, 2 here already" in run(app, *words).output


def test_a_wrong_file_channel_or_map_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    done = run(app, "import", "contributions", str(tmp_path / "none.csv"), "--channel", "survey")
    assert (done.exit_code, "There is no file" in done.output) == (1, True)
    done = run(app, "import", "contributions", "x.csv", "--channel", "survey", "--map", "text")
    assert (done.exit_code, "FIELD=COLUMN" in done.output) == (2, True)


@pytest.mark.parametrize("form", ["docx", "csv", "json", "md"])
def test_a_chapter_s_quotes_are_written(app: Flask, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"quotes.{form}"
    done = run(app, "export", "quotes", "--chapter", "maternity", "--format", form, "-o", str(out))
    assert done.exit_code == 0, done.output
    assert out.exists()
    if form == "json":
        assert json.loads(out.read_text()) == []
    assert run(app, "export", "quotes", "--chapter", "nowhere", "--format", form, "-o", str(out)).exit_code == 2


def test_staff_are_invited_from_the_command_line(app: Flask) -> None:
    done = run(app, "staff", "invite", "Ann Other", "ann@example.org", "--role", "administrator")
    assert "/welcome/" in done.output
    assert db.session.scalars(select(User)).one().role_names == {"administrator"}
    assert run(app, "staff", "invite", "Ann", "ann@example.org", "--role", "administrator").exit_code == 1


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(app: Flask) -> None:
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "make migrate" in done.output, "the tables of the tests are made without migrations"
    assert "nobody can sign in" in done.output
    kept = db.engine.dialect.name == "sqlite"  # the tests' PostgreSQL is told not to wait for the disk
    assert ("safe to lose power" if kept else "could be lost in a power cut") in " ".join(done.output.split())


def test_the_doctor_knows_a_missing_encoder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config: Config = app.config["ENGAGE"]
    monkeypatch.setitem(app.config, "ENGAGE", replace(config, encoder=tmp_path / "none"))
    assert "make encoder" in run(app, "doctor").output
    assert run(app, "analyse").exit_code == 1


def test_the_site_takes_and_moderates_without_the_encoder(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "ENGAGE", replace(app.config["ENGAGE"], encoder=tmp_path / "none"))
    factories.published("More buses to the hospital.")
    browser = app.test_client()
    assert "More buses" in browser.get("/voices").text
    factories.sign_in(browser, factories.person("stella"))
    assert "encoder" in browser.get("/staff/evidence").text


@pytest.mark.encoder
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # what `make run` uses; its parts are tested on both
def test_the_demonstration_loads_once_and_never_in_production(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "ENGAGE", replace(app.config["ENGAGE"], encoder=tmp_path / "none"))
    done = run(app, "demonstration", "load")
    assert done.exit_code == 0, done.output
    assert "moderator@example.org" in done.output
    states = dict(db.session.execute(select(Contribution.state, func.count()).group_by(Contribution.state)).all())
    assert sum(states.values()) >= 300
    assert {State.PUBLISHED, State.RECEIVED, State.HELD, State.REFERRED, State.DECLINED} <= set(states)
    undecided = (
        select(func.count())
        .select_from(Contribution)
        .where(Contribution.source == SOURCE, Contribution.state == State.PUBLISHED)
    )
    assert db.session.scalar(undecided) <= (db.session.scalar(select(func.count()).select_from(Decision)) or 0)
    assert "is loaded" in run(app, "demonstration", "load").output
    monkeypatch.setitem(app.config, "ENGAGE", replace(app.config["ENGAGE"], production=True))
    assert run(app, "demonstration", "load").exit_code == 1


def test_assets_leave_out_the_outside_font(tmp_path: Path) -> None:
    build_assets(ROOT / "node_modules/nhsuk-frontend", tmp_path / "out")
    css = (tmp_path / "out/nhsuk-frontend.min.css").read_text("utf-8")
    assert "http" not in css.replace("http://www.w3.org", "")
    assert (tmp_path / "out/assets/images/favicon.svg").exists()
    with pytest.raises(InputError, match="npm ci"):
        build_assets(tmp_path / "nothing", tmp_path / "out")
