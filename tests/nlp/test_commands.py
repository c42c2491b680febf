"""The command line: same order out as in, nothing half-written, and what is wrong with its line number."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from nlp.commands import main

PLAN = "engage/plan/norfolk-waveney.yaml"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def runs(lines: str, *argv: str) -> tuple[int, list[dict[str, Any]], str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        code = main(argv)
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return runs


GOOD = '{"id": "a", "text": "Ring me on 07700 900123"}\n\n{"id": 2, "text": "All fine."}\n'


@pytest.mark.parametrize(
    ("bad", "says"),
    [("nonsense", "line 4"), ("[1]", "not a JSON object"), ('{"id": 1}', '"text"'), ('{"text": "x"}', '"id"'),
     ('{"id": 1, "text": 5}', '"text"'), ("[" * 5000, "line 4")],
)  # fmt: skip
@pytest.mark.parametrize("command", ["screen", "passages", "duplicates"])
def test_a_bad_line_stops_it_before_anything_is_written(run: Any, command: str, bad: str, says: str) -> None:
    code, out, err = run(GOOD + bad + "\n", command)
    assert (code, out) == (2, [])
    assert says in err


def test_bad_lines_can_be_skipped_and_are_counted(run: Any) -> None:
    code, out, err = run("nonsense\n" + GOOD, "passages", "--skip-bad")
    assert code == 0
    assert [entry["id"] for entry in out] == ["a", 2]
    assert "1 malformed" in err


def test_screen_gives_offsets_into_the_text(run: Any) -> None:
    _, (first, second), _ = run(GOOD, "screen")
    (phone,) = (i for i in first["identifiers"] if i["kind"] == "phone")
    assert "Ring me on 07700 900123"[phone["start"] : phone["end"]] == "07700 900123"
    assert second == {"id": 2, "screened": True, "identifiers": [], "concerns": [], "warnings": []}


def test_processes_side_by_side_give_the_same_in_the_same_order(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.jsonl.BATCH", 1)
    lines = "".join(json.dumps({"id": each, "text": f"All fine {each} times. Thank you."}) + "\n" for each in range(9))
    assert run(lines, "passages", "--processes", "2") == run(lines, "passages")


@pytest.mark.parametrize("given", ["0", "-1", "many"])
def test_processes_are_a_number(run: Any, capsys: pytest.CaptureFixture[str], given: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(GOOD, "screen", f"--processes={given}")
    assert ended.value.code == 2
    assert "not a number of processes" in capsys.readouterr().err


def test_no_lines_give_no_lines(run: Any) -> None:
    assert run("", "screen")[:2] == (0, [])


@pytest.mark.encoder
def test_map_to_a_plan_and_to_a_frame(run: Any, tmp_path: Path) -> None:
    code, (entry,), _ = run('{"id": 1, "text": "No dentist will take me"}\n', "map", "--plan", PLAN)
    assert code == 0
    assert set(entry) == {"id", "chapters", "goals"}
    assert entry["chapters"][0]["slug"] == "primary-and-community-care"
    frame = tmp_path / "frame.json"
    frame.write_text('[{"slug": "teeth", "title": "Teeth"}, {"slug": "cars", "title": "Cars"}]', encoding="utf-8")
    _, (entry,), _ = run('{"id": 1, "text": "My teeth hurt"}\n', "map", "--frame", str(frame))
    assert entry["labels"][0]["slug"] == "teeth"


@pytest.mark.encoder
def test_half_a_surrogate_pair_is_read(run: Any) -> None:
    code, out, _ = run('{"id": 1, "text": "GP \\ud83d appointment"}\n', "map", "--plan", PLAN)
    assert (code, len(out)) == (0, 1)


@pytest.mark.encoder
def test_train_then_apply(run: Any, tmp_path: Path) -> None:
    rows = [
        {"id": i, "text": t, "labels": [label]}
        for i, (t, label) in enumerate([("red tea", "t"), ("dark coffee", "c")] * 6)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    assert run(lines, "train", "--model", str(tmp_path / "m"))[0] == 0
    _, (entry,), _ = run('{"id": 9, "text": "a cup of tea"}\n', "apply", "--model", str(tmp_path / "m"))
    assert entry["labels"] == ["t"]
    assert set(entry["scores"]) == {"t", "c"}


@pytest.mark.encoder
def test_themes_continue_from_a_file(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.theming.PART", 8)
    texts = ["The car park is full"] * 4 + ["Dinner was cold on the ward"] * 4 + ["No GP appointment for weeks"] * 4
    lines = "".join(json.dumps({"id": i, "text": f"{t}, visit {i}"}) + "\n" for i, t in enumerate(texts))
    themes = tmp_path / "themes.json"
    assert run(lines, "themes", "--out", str(tmp_path / "none" / "themes.json"))[:2] == (1, [])
    _, first, told = run(lines, "themes", "--out", str(themes))
    assert told.splitlines()[:2] == ["8 of 12 texts read", "12 of 12 texts read"]
    _, again, _ = run(lines, "themes", "--like", str(themes))
    assert [e["id"] for e in first] == list(range(12))
    assert {e["theme"] for e in again} - {None} <= {t["id"] for t in json.loads(themes.read_text(encoding="utf-8"))}


def test_a_missing_encoder_says_how_to_mend_it(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGE_ENCODER", str(tmp_path))
    code, out, err = run('{"id": 1, "text": "x"}\n', "map", "--plan", PLAN)
    assert (code, out) == (1, [])
    assert "make encoder" in err
