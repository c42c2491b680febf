"""The register: entered, brought in from sheets as published, undone, shown beside the voices and never added to them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.demonstration.registering import fill_register
from engage.errors import InputError
from engage.evidence import sheet_import, sheet_work
from engage.evidence.queries import overview
from engage.evidence.register import Line, read_lines
from engage.evidence.register_page import shown_base, shown_lines
from engage.evidence.sheet_columns import columns
from engage.evidence.sheet_import import read_sheet
from engage.evidence.sheet_places import guess_places
from engage.extensions import db
from engage.models import (
    Chapter,
    Endorsement,
    EntryKind,
    Event,
    Locality,
    Outreach,
    Plan,
    RegisterEntry,
    RegisterImport,
)
from engage.theming.service import file_under
from tests import factories

ENTRY = {
    "title": "Waiting survey",
    "source": "A council",
    "licence": "Open Government Licence 3.0",
    "question": "How long did you wait?",
    "base": "130",
    "weighting": "by age",
    "starts": "2026-01-01",
    "ends": "2026-02-01",
    "findings": "Most people wait.",
    "table": "A day; 100; 77; North Norfolk\nA week; 28\nA month; 2",
    "chapters": ["mental-health"],
}
FFT = (
    "Friends and Family Test,,\nJanuary,,\n\n"
    "Trust name,Very good,Good,Poor\n"
    'A trust,"1,204",80,*\n'
    "Cromer,7,6,\n"
    "B trust,many,1,2\n"
)


def run_of(content: bytes, name: str = "fft.csv", kind: EntryKind = EntryKind.SURVEY) -> RegisterImport:
    return RegisterImport(kind=kind, filename=name, content=content)


def test_a_published_sheet_is_understood_in_memory() -> None:
    run = run_of(FFT.encode())
    found = {column.name: column.guess for column in columns(run)}
    assert found == {"Trust name": "place", "Very good": "answer", "Good": "answer", "Poor": "answer"}
    reading = read_sheet(run, found)
    assert (reading.rows, reading.refused) == (3, 1)
    assert reading.problems == [(7, "'many' should be a whole number, such as 120.")]
    assert Line("Very good", "A trust", 1204) in reading.lines
    assert Line("Poor", "A trust", None) in reading.lines


def test_rows_that_say_the_same_are_counted_and_their_words_left_out() -> None:
    rows = '{"trust": "A", "text": "Secret words", "criticality": "-1"}\n' * 6 + '{"trust": "A", "criticality": ""}\n'
    run = run_of(rows.encode(), "comments.jsonl")
    found = {column.name: column.guess for column in columns(run)}
    assert found == {"trust": "place", "text": "", "criticality": "tally"}
    reading = read_sheet(run, found)
    assert reading.lines == [Line("criticality: -1", "A", 6)]
    assert reading.problems[0][0] == 7


def test_an_excel_sheet_with_notes_above_its_headings() -> None:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in (["Complaints in the year"], [], ["Subject", "Place", "Complaints"], ["Waiting", "Norwich", 12]):
        book.active.append(row)
    book.save(kept)
    run = run_of(kept.getvalue(), "complaints.xlsx", EntryKind.COMPLAINTS)
    roles = {column.name: column.guess for column in columns(run)}
    assert read_sheet(run, roles).lines == [Line("Waiting", "Norwich", 12)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.jsonl", b"\xff\xfe\x00"),
        ("a.csv", b""),
        ("a.exe", b"MZ"),
        ("a.jsonl", b"[1, 2]"),
    ],
)
def test_a_broken_file_says_so(name: str, content: bytes) -> None:
    with pytest.raises(InputError):
        columns(run_of(content, name))


@pytest.mark.parametrize("typed", ["; 12", "Yes; minus one", "Yes; 1; 101", "Yes; 99999999999999"])
def test_a_typed_line_that_cannot_be_names_its_line(typed: str) -> None:
    with pytest.raises(InputError, match="Line 2"):
        read_lines(f"Good; 1\n{typed}")


def test_an_officer_keeps_the_register_and_voices_stay_what_they_are(client: FlaskClient, plan: Plan) -> None:
    row = factories.published()
    file_under(row, factories.named(Chapter, "mental-health"), by=factories.person("ola"))
    db.session.commit()
    factories.sign_in(client, factories.person("ola"))
    assert client.post("/staff/register/new/survey", data=ENTRY | {"table": "; 3"}).status_code == 422
    assert client.post("/staff/register/new/survey", data=ENTRY).status_code == 303
    event = {"title": "Stall", "on": "2026-03-04", "place": "Market", "attended": "40", "chapters": "mental-health"}
    assert client.post("/staff/events/new", data=event | {"attended": "-4"}).status_code == 422
    assert client.post("/staff/events/new", data=event).status_code == 303
    saved = db.session.scalars(select(RegisterEntry)).one()
    assert [line.locality_id is not None for line in saved.lines] == [True, False, False]
    assert overview(plan).totals.people == 1
    listed = client.get("/staff/register?chapter=mental-health").get_data(as_text=True)
    assert "Waiting survey" in listed and "Stall" in listed and "1 person in 1 contribution" in listed
    assert "Waiting survey" not in client.get("/staff/register?chapter=cancer").get_data(as_text=True)
    assert "Waiting survey" in client.get("/staff/register?q=WAIT&kind=survey").get_data(as_text=True)
    page = client.get("/staff/evidence/mental-health").get_data(as_text=True)
    assert "Waiting survey" in page and "never added" in page and "Stall" in page
    changed = client.get(f"/staff/register/{saved.id}/change").get_data(as_text=True)
    assert "A day; 100; 77; North Norfolk" in changed
    assert client.post(f"/staff/register/{saved.id}/change", data=ENTRY | {"title": "New"}).status_code == 303
    stall = db.session.scalars(select(Event)).one()
    assert client.post(f"/staff/events/{stall.id}", data=event | {"title": "Stand"}).status_code == 303
    assert client.post(f"/staff/register/{saved.id}/remove").status_code == 303
    assert client.get(f"/staff/register/{saved.id}").status_code == 404


def test_a_small_number_is_hidden_with_its_neighbour(client: FlaskClient, plan: Plan) -> None:
    factories.sign_in(client, factories.person("ola"))
    client.post("/staff/register/new/complaints", data=ENTRY)
    row = db.session.scalars(select(RegisterEntry)).one()
    assert [line.count for line in shown_lines(row, 5)] == ["100", "hidden", "hidden"]
    assert shown_base(row, 5) == "130"
    assert shown_base(row, 200) == "hidden, because it is small"
    page = client.get(f"/staff/register/{row.id}").get_data(as_text=True)
    assert ">28<" not in page and ">2<" not in page


def test_a_sheet_is_looked_at_checked_brought_in_and_taken_out_again(client: FlaskClient, plan: Plan) -> None:
    factories.sign_in(client, factories.person("ola"))
    upload = {"kind": "survey", "file": (io.BytesIO(FFT.encode()), "../../fft.csv")}
    where = client.post("/staff/register/sheets", data=upload).headers["Location"]
    assert "1,204" in client.get(where).get_data(as_text=True)
    roles = {"role0": "place", "role1": "answer", "role2": "answer", "role3": "answer"}
    assert client.post(where, data={"role0": "place"}).status_code == 422
    checked = client.post(where, data=roles | {"check": "y"}).get_data(as_text=True)
    assert "Line 7" in checked and "Nothing has been kept yet" in checked
    assert db.session.scalars(select(RegisterEntry)).all() == []
    told = {name: value for name, value in ENTRY.items() if name not in {"table", "base"}}
    assert client.post(where, data=roles | {"bring": "y"}).status_code == 422
    assert client.post(where, data=roles | told | {"bring": "y"}).status_code == 303
    entry, run = db.session.scalars(select(RegisterEntry)).one(), db.session.scalars(select(RegisterImport)).one()
    assert (run.filename, run.content, run.rows_read, run.rows_refused) == ("fft.csv", None, 3, 1)
    assert (entry.base, len(entry.lines)) == (1204 + 80 + 7 + 6, 6)
    assert client.post(where, data=roles | told | {"bring": "y"}).status_code == 303
    assert len(db.session.scalars(select(RegisterEntry)).all()) == 1
    assert client.post(f"/staff/register/sheets/{run.id}/out").status_code == 303
    assert client.get(f"/staff/register/{entry.id}").status_code == 404
    assert "taken out again" in client.get("/staff/register/sheets").get_data(as_text=True)


def test_a_long_sheet_is_read_by_the_worker_and_its_places_are_said(
    client: FlaskClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_work, "LONG", 10)
    monkeypatch.setattr(sheet_import, "EVERY", 2)
    factories.sign_in(client, factories.person("ola"))
    rows = ["Trust Name,Good", "NORWICH COMMUNITY TRUST,40", "James Paget,30", "Leeds Trust,9", "Leeds Trust,many"]
    upload = {"kind": "survey", "file": (io.BytesIO("\n".join(rows).encode()), "fft.csv")}
    where = client.post("/staff/register/sheets", data=upload).headers["Location"]
    typed = {"role0": "place", "role1": "answer", "title": "Half typed"}
    assert client.post(where, data=typed | {"check": "y"}).status_code == 303
    waits = client.get(where).get_data(as_text=True)
    assert "It begins in a moment" in waits and "<progress" in waits
    assert client.post(where, data=typed | {"check": "y"}).status_code == 409
    told: list[int] = []
    monkeypatch.setattr(sheet_work, "_tell", lambda id_, rows: told.append(rows))
    assert (sheet_work.read_asked(), sheet_work.read_asked(), told) == (1, 0, [2, 4])
    page = client.get(where).get_data(as_text=True)
    assert "4 rows read. 3 lines" in page and "Line 5" in page and 'value="Half typed"' in page
    assert 'value="norwich" selected' in page
    places = {"place": ["NORWICH COMMUNITY TRUST", "James Paget", "Leeds Trust"], "only_ours": "y"}
    places["is"] = ["norwich", "great-yarmouth-and-waveney", ""]
    words = {name: value for name, value in ENTRY.items() if name not in {"table", "base"}}
    assert client.post(where, data=typed | words | places | {"bring": "y"}).status_code == 303
    assert sheet_work.read_asked() == 1
    entry = db.session.scalars(select(RegisterEntry)).one()
    assert client.get(where).headers["Location"].endswith(f"/staff/register/{entry.id}")
    there = {row.slug: row.id for row in db.session.scalars(select(Locality))}
    assert {line.place: line.locality_id for line in entry.lines} == {
        "NORWICH COMMUNITY TRUST": there["norwich"], "James Paget": there["great-yarmouth-and-waveney"]
    }  # fmt: skip
    assert (entry.base, guess_places(plan, ["JAMES PAGET"])) == (70, {"JAMES PAGET": "great-yarmouth-and-waveney"})


def test_the_group_decides_and_somebody_goes_after_the_gap(client: FlaskClient, plan: Plan) -> None:
    factories.sign_in(client, factories.person("stella"))
    page = "/staff/evidence/mental-health"
    more = {"verdict": "more-wanted", "note": "", "met_on": "2026-01-05"}
    assert client.post(f"{page}/decide", data=more).status_code == 422
    assert client.post(f"{page}/decide", data=more | {"met_on": "2999-01-01", "note": "x"}).status_code == 422
    assert client.post(f"{page}/decide", data=more | {"note": "Young carers"}).status_code == 303
    assert client.post(f"{page}/decide", data=more | {"verdict": "endorsed"}).status_code == 303
    assert len(db.session.scalars(select(Endorsement)).all()) == 2
    gap = {"gap": "Young carers in the west", "owner": "Ola", "due": "2026-01-09"}
    assert client.post(f"{page}/outreach", data=gap | {"owner": ""}).status_code == 422
    assert client.post(f"{page}/outreach", data=gap).status_code == 303
    text = client.get(page).get_data(as_text=True)
    assert "Late" in text and "Young carers" in text and "Stella" in text and "Endorsed" in text
    row = db.session.scalars(select(Outreach)).one()
    assert client.post(f"/staff/outreach/{row.id}/done").status_code == 303
    assert "done on" in client.get(page).get_data(as_text=True)
    factories.sign_in(client, factories.person("ola"))
    assert client.post(f"{page}/decide", data=more).status_code == 403


def test_the_overview_says_what_changed_since_i_looked(client: FlaskClient, plan: Plan) -> None:
    factories.sign_in(client, factories.person("stella"))
    assert "Say that you have seen this page" in client.get("/staff/evidence").get_data(as_text=True)
    assert client.post("/staff/evidence/seen").status_code == 303
    assert "Nothing has changed since" in client.get("/staff/evidence").get_data(as_text=True)
    file_under(factories.published(), factories.named(Chapter, "cancer"), by=factories.person("ola"))
    db.session.commit()
    text = " ".join(client.get("/staff/evidence").get_data(as_text=True).split())
    assert "People heard: <strong>+1</strong> (now 1)" in text and "Cancer: <strong>+1</strong> (now 1)" in text
    factories.sign_in(client, factories.person("ada"))
    assert "Say that you have seen this page" in client.get("/staff/evidence").get_data(as_text=True)


def test_the_demonstration_has_a_register_once(client: FlaskClient, plan: Plan) -> None:
    factories.person("ola")
    assert (fill_register(plan, "ola@example.org"), fill_register(plan, "ola@example.org")) == (3, 0)
    db.session.commit()
    factories.sign_in(client, factories.person("stella"))
    listed = client.get("/staff/register").get_data(as_text=True)
    assert "What carers say they need" in listed and "Complaints in the last year" in listed
    assert "Eastern Daily Press" in client.get("/staff/coverage").get_data(as_text=True)
