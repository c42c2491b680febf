"""A pack stays what it was: it can be verified, compared, and forgets the words that somebody takes back."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from flask.testing import FlaskClient

from engage.config import Config
from engage.evidence.chapter_page import chapter_page
from engage.evidence.pack_files import as_zip, verify
from engage.evidence.packs import compare, find_pack, freeze, opened
from engage.evidence.queries import overview
from engage.evidence.showing import as_shown
from engage.extensions import db
from engage.models import AboutAnswer, Event, Locality, Plan, State
from engage.moderation.service import decide
from engage.theming.service import file_under
from tests import factories
from tests.engage.evidence.many import make

WORDS = "There is no bus to the clinic after three o'clock, so I miss my group every week."


def repacked(content: bytes, name: str, change: bytes) -> bytes:
    """The ZIP with one file added to."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info) + (change if info.filename == name else b""))
    return kept.getvalue()


def cross_foot(content: dict[str, Any]) -> None:
    """Lines add up to the chapter where none is hidden, and to no more where some are; chapters to what counts."""
    lines = 0
    for chapter in content["chapters"]:
        whole = chapter["figures"]
        assert whole["ideas"] + whole["stories"] == whole["contributions"]
        lines += whole["contributions"]
        for key, shares in chapter["contributions"].items():
            known = [number for number in shares.values() if number is not None]
            assert sum(known) <= whole["contributions"], key
            assert None in shares.values() or sum(known) == whole["contributions"], key
            people = chapter["breakdowns"][key]
            assert [number is None for number in people.values()] == [number is None for number in shares.values()]
            assert all((people[name] or 0) <= min(whole["people"], shares[name] or 0) for name in shares)
    for coverage in (content["coverage"], *(chapter["coverage"] for chapter in content["chapters"])):
        for group in coverage["groups"]:
            known = [group["did_not_say"], *(row["people"] for row in group["rows"] if "+" not in row["id"])]
            assert None in known or sum(known) == group["heard"], group["title"]
            assert sum(number or 0 for number in known) <= group["heard"]
    assert lines >= content["totals"]["voices"] - content["totals"]["unfiled"]


def test_a_pack_agrees_with_the_pages_and_can_be_verified_and_compared(client: FlaskClient, plan: Plan) -> None:
    make(plan, 120, seed=9, by=factories.person("mo").id)
    factories.sign_in(client, factories.person("stella"))
    assert client.post("/staff/packs").status_code == 303
    first = opened(plan, find_pack(plan, 1))
    people = {row.chapter.title: (row.people, row.contributions) for row in overview(plan).rows}
    assert {
        one["title"]: (one["figures"]["people"], one["figures"]["contributions"]) for one in first.content["chapters"]
    } == people
    assert first.content["totals"]["people"] == overview(plan).totals.people
    taken = client.get("/staff/packs/1/file").data
    assert verify(plan, taken).good
    names = zipfile.ZipFile(io.BytesIO(taken)).namelist()
    tables = {
        f"{name}.csv"
        for name in ("figures", "quotes", "register", "results", "themes", "decisions", "outcomes", "gaps")
    }
    assert tables | {"pack.json", "evidence.docx", "MANIFEST.txt"} == set(names)
    cross_foot(first.content)
    document = Document(io.BytesIO(zipfile.ZipFile(io.BytesIO(taken)).read("evidence.docx")))
    pictures = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    shown = first.content["chapters"][0]["breakdowns"]["places"]
    assert len(pictures) == 1 + 4 * len(first.content["chapters"])
    assert all(f"{name}: {'hidden' if number is None else number}" in pictures[1] for name, number in shown.items())
    assert not verify(plan, repacked(taken, "pack.json", b" ")).good
    assert not verify(plan, repacked(taken, "figures.csv", b"x,1")).good
    assert client.post("/staff/packs/verify", data={"file": (io.BytesIO(b"PKnonsense"), "a.zip")}).status_code == 422
    db.session.add(Event(plan_id=plan.id, key="stall", title="Stall", on=date(2026, 3, 4), place="Market"))
    db.session.commit()
    freeze(None, plan)
    db.session.commit()
    found = {row.identifier: (row.before, row.after) for row in compare(first.content, find_pack(plan, 2).content)}
    assert found["TOTAL-events"] == (0, 1)
    page = client.get("/staff/packs/2?with=1").get_data(as_text=True)
    assert "What differs from version 1" in page and "word for word as it was frozen" in page
    good = client.post("/staff/packs/verify", data={"file": (io.BytesIO(taken), "pack.zip")}).get_data(as_text=True)
    assert "<strong>✓ Genuine. This is version 1" in good


def cells(plan: Plan, number: int) -> dict[tuple[str, str, str], int]:
    """Every number of a group that a pack shows."""
    told = find_pack(plan, number).content["cells"]
    return {
        (scope, key, line): people
        for scope, tables in told.items()
        for key, lines in tables.items()
        for line, people in lines.items()
        if people is not None and key != "people"
    }


def test_two_packs_around_one_arrival_say_nothing_about_one_person(plan: Plan) -> None:
    make(plan, 240, seed=11, by=factories.person("mo").id)
    freeze(None, plan)
    chapter = plan.chapters[0]
    before = as_shown(plan, chapter_page(plan, chapter.slug))
    for number in range(7):
        row = factories.published(f"{WORDS} {number}", locality="norwich", respondent="carer")
        db.session.add(AboutAnswer(contributor_id=row.contributor_id, question="age", option="under-16"))
        file_under(row, chapter, by=factories.person("ola"))
        if number in {0, 6}:
            db.session.commit()
            freeze(None, plan)
    one, two, ten = (cells(plan, number) for number in (1, 2, 3))
    assert ("", "places", str(factories.named(Locality, "norwich").id)) in one and ("", "about:age", "under-16") in one
    assert {name: (number, two[name]) for name, number in one.items() if two.get(name, number) != number} == {}
    steps = [ten[name] - number for name, number in two.items() if name in ten]
    assert all(step == 0 or abs(step) >= 5 for step in steps) and any(steps)
    page = as_shown(plan, chapter_page(plan, chapter.slug))
    assert page.people == before.people + 7
    content = opened(plan, find_pack(plan, 2)).content
    assert content["held"] and content["chapters"][0]["figures"]["people"] == before.people + 1


def test_words_that_are_taken_back_leave_the_pack_and_counts_stay(plan: Plan) -> None:
    row = factories.published(WORDS)
    pack = freeze(None, plan, plan.chapters[0])
    words = row.published_text
    quote = {"id": "QUOTE-1", "contribution": row.reference, "start": 0, "end": 20}
    content = json.loads(json.dumps(pack.content))
    content["chapters"][0]["quotes"] = [quote | {"sha256": hashlib.sha256(words[:20].encode()).hexdigest()}]
    pack.content = content
    db.session.flush()
    before = opened(plan, pack)
    assert before.content["chapters"][0]["quotes"][0]["words"] == words[:20]
    assert words[:20] not in json.dumps(pack.content)
    early = as_zip(before)
    pack.sha256 = hashlib.sha256(zipfile.ZipFile(io.BytesIO(early)).read("pack.json")).hexdigest()
    figures = pack.content["chapters"][0]["figures"]
    decide(row, State.WITHDRAWN, source="contributor")
    db.session.commit()
    after = opened(plan, pack)
    assert (after.quotes, after.gone, after.as_frozen) == (1, 1, False)
    taken = as_zip(after)
    files = zipfile.ZipFile(io.BytesIO(taken))
    assert all(words[:20].encode() not in files.read(name) for name in files.namelist())
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(files.read("evidence.docx"))).paragraphs)
    assert "taken back since" in text and words[:20] not in text
    assert opened(plan, pack).content["chapters"][0]["figures"] == figures
    assert "1 of 1 quotes have been taken back" in verify(plan, taken).verdict
    assert "this copy still holds them" in verify(plan, early).verdict


def test_a_board_gets_a_report_with_the_figures_of_the_overview(
    client: FlaskClient, plan: Plan, config: Config
) -> None:
    make(plan, 60, seed=2, by=factories.person("mo").id)
    factories.sign_in(client, factories.person("stella"))
    document = Document(io.BytesIO(client.get("/staff/packs/board-report.docx").data))
    view = overview(plan)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"People heard: {view.totals.people}, in" in text and "{{" not in text and "{%" not in text
    told = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows[1:]}
    assert told == {row.chapter.title: str(row.people) for row in view.rows}
    own = config.var / "board-report.docx"
    mine = Document()
    mine.add_paragraph("Ours: {{ people }}")
    mine.save(str(own))
    ours = Document(io.BytesIO(client.get("/staff/packs/board-report.docx").data))
    mine.add_paragraph("{% broken")
    mine.save(str(own))
    assert client.get("/staff/packs/board-report.docx").status_code == 400
    own.write_bytes(b"PK broken")
    assert client.get("/staff/packs/board-report.docx").status_code == 400
    own.unlink()
    assert ours.paragraphs[0].text == f"Ours: {view.totals.people}"
