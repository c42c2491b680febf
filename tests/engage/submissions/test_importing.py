"""Bringing contributions in: nothing twice, nothing flagged published, every bad row named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from engage.errors import InputError
from engage.extensions import db
from engage.models import Contribution, Decision, Kind, Plan, Purpose, State, published
from engage.submissions.importing import Import, run_import

ROWS = [
    {"Comment": "More buses to the hospital, please.", "Place": "Norwich", "When": "03/11/2026", "No": "1"},
    {"Comment": "My nurse Jackie Oduya was kind, ring her on 07700 900123.", "Place": "norwich", "When": "", "No": "2"},
    {"Comment": "The waiting room was cold.", "Place": "", "When": "2026-11-04", "No": "3"},
]
COLUMNS = {"text": "Comment", "locality": "Place", "date": "When", "source-id": "No"}


def csv_file(folder: Path, rows: list[dict[str, str]] = ROWS, encoding: str = "utf-8") -> Path:
    path = folder / "survey.csv"
    lines = [",".join(rows[0])] + [",".join(f'"{value}"' for value in row.values()) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def wanted(path: Path) -> Import:
    return Import(
        path=path, channel="survey", columns=COLUMNS, consent=Purpose.QUOTE, moderated_at_source="read by staff"
    )


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_what_was_moderated_at_source_is_published_unless_it_is_flagged(plan: Plan, tmp_path: Path) -> None:
    outcome = run_import(plan, wanted(csv_file(tmp_path)))
    assert (outcome.read, outcome.added, outcome.published, outcome.waiting) == (3, 3, 2, 1)
    assert any(why.startswith("identifier: ") for why in outcome.queued)
    shown = db.session.scalars(published(Purpose.QUOTE, plan_id=plan.id)).all()
    assert {row.published_text for row in shown} == {ROWS[0]["Comment"], ROWS[2]["Comment"]}
    decision = db.session.scalars(select(Decision)).first()
    assert decision is not None
    assert decision.source == "moderated at source: read by staff"
    assert shown[0].locality is not None


def test_a_name_in_a_title_is_flagged_too(plan: Plan, tmp_path: Path) -> None:
    rows = [{"Title": "Thank you Nurse Jackie Oduya", "Comment": "The waiting room was warm."}]
    columns = {"text": "Comment", "title": "Title"}
    job = Import(path=csv_file(tmp_path, rows), channel="survey", columns=columns, moderated_at_source="read")
    assert run_import(plan, job).published == 0


def test_a_repeat_adds_nothing(plan: Plan, tmp_path: Path) -> None:
    run_import(plan, wanted(csv_file(tmp_path)))
    again = run_import(plan, wanted(csv_file(tmp_path)))
    assert (again.added, again.already) == (0, 3)
    assert count() == 3


def test_a_repeat_without_ids_adds_nothing_but_keeps_true_doubles(plan: Plan, tmp_path: Path) -> None:
    rows = [{"Comment": "Fine."}, {"Comment": "Fine."}, {"Comment": "Too far to go."}]
    plain = Import(path=csv_file(tmp_path, rows), channel="survey", columns={"text": "Comment"})
    assert run_import(plan, plain).added == 3
    assert run_import(plan, plain).already == 3
    assert count() == 3


def test_an_id_with_another_text_is_a_mistake_to_be_seen(plan: Plan, tmp_path: Path) -> None:
    run_import(plan, wanted(csv_file(tmp_path)))
    changed = [ROWS[0] | {"Comment": "Fewer buses."}, *ROWS[1:]]
    outcome = run_import(plan, wanted(csv_file(tmp_path, changed)))
    assert [line for line, _ in outcome.problems] == [2]
    assert count() == 3


def test_a_dry_run_changes_nothing_and_says_the_same(plan: Plan, tmp_path: Path) -> None:
    outcome = run_import(plan, replace(wanted(csv_file(tmp_path)), dry_run=True))
    assert (outcome.added, outcome.published) == (3, 2)
    assert count() == 0


def test_without_a_decision_at_the_source_everything_waits(plan: Plan, tmp_path: Path) -> None:
    outcome = run_import(plan, replace(wanted(csv_file(tmp_path)), moderated_at_source=None))
    assert (outcome.added, outcome.published) == (3, 0)
    assert {row.state for row in db.session.scalars(select(Contribution))} == {State.RECEIVED}


def test_bad_rows_are_named_and_good_ones_come_in(plan: Plan, tmp_path: Path) -> None:
    rows = [*ROWS, {"Comment": "", "Place": "", "When": "", "No": "4"}, {"Comment": "x", "Place": "Atlantis", "When": "", "No": "5"},
            {"Comment": "y", "Place": "", "When": "yesterday", "No": "6"}]  # fmt: skip
    outcome = run_import(plan, wanted(csv_file(tmp_path, rows)))
    assert outcome.added == 3
    assert [line for line, _ in outcome.problems] == [5, 6, 7]
    assert "Atlantis" in outcome.problems[1][1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"channel": "pigeon"}, "no channel 'pigeon'"),
        ({"columns": {"text": "Remark"}}, "no column 'Remark'"),
        ({"columns": {"text": "Comment", "mood": "No"}}, "no field 'mood'"),
        ({"columns": {}}, "which column holds the text"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_read(
    plan: Plan, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        run_import(plan, replace(wanted(csv_file(tmp_path)), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_sheets_come_in_any_usual_encoding(plan: Plan, tmp_path: Path, encoding: str) -> None:
    rows = [{"Comment": "It cost £5 – “too much” at the café.", "No": "1"}]
    plain = Import(path=csv_file(tmp_path, rows, encoding), channel="survey", columns={"text": "Comment"})
    run_import(plan, plain)
    row = db.session.scalars(select(Contribution)).one()
    assert row.original is not None
    assert row.original.text == rows[0]["Comment"]


def test_excel_and_json_lines_come_in(plan: Plan, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["What", "Kind"])
    book.active.append(["Free parking for dialysis.", "idea"])
    book.save(tmp_path / "ideas.xlsx")
    run_import(plan, Import(path=tmp_path / "ideas.xlsx", channel="event", columns={"text": "What", "kind": "Kind"}))
    lines = tmp_path / "more.jsonl"
    lines.write_text(json.dumps({"conversation": "a", "id": 7, "text": "A walk-in clinic."}) + "\n")
    run_import(plan, Import(path=lines, channel="event", columns={"source-id": "conversation+id"}))
    rows = db.session.scalars(select(Contribution).order_by(Contribution.id)).all()
    assert rows[0].kind is Kind.IDEA
    assert rows[1].source_id == "a / 7"


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF"), ("a.xlsx", b"not a zip"), ("a.jsonl", b"{oops\n"), ("a.csv", b"")]
)
def test_files_that_cannot_be_read_say_so(plan: Plan, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        run_import(plan, Import(path=tmp_path / name, channel="survey", columns={"text": "text"}))


def test_a_killed_import_goes_on_where_it_was(plan: Plan, tmp_path: Path) -> None:
    rows = [{"Comment": f"Comment number {number}", "No": str(number)} for number in range(450)]
    job = Import(path=csv_file(tmp_path, rows), channel="survey", columns={"text": "Comment", "source-id": "No"})
    seen: list[int] = []

    def killed(batch: int) -> None:
        seen.append(batch)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(plan, job, progress=killed)
    db.session.rollback()
    assert count() == 400
    outcome = run_import(db.session.get_one(Plan, 1) if db.session.get(Plan, 1) else plan, job)
    assert (outcome.added, outcome.already) == (50, 400)
