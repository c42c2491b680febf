"""Rules of the whole house: doors between rooms, no hidden imports, no place or moderator named in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import yaml

from engage.plan.service import SHIPPED

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = [path for folder in ("engage", "nlp") for path in (ROOT / folder).rglob("*.py")]


def test_rooms_keep_their_doors() -> None:
    """The import contracts of pyproject.toml."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "create_app"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_code_names_no_place_no_moderator_and_no_chapter() -> None:
    plan = yaml.safe_load(SHIPPED.read_text("utf-8"))
    names = {chapter["slug"] for chapter in plan["chapters"] if "-" in chapter["slug"]}
    names |= {"norfolk", "waveney", "healthwatch"} | {
        place["slug"] for place in plan["localities"] if "-" in place["slug"]
    }
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*(ROOT / "engage").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
        for name in names
        if re.search(rf"\b{re.escape(name)}\b", path.read_text("utf-8"), re.IGNORECASE)
        and not (path.name == "service.py" and path.parent.name == "plan")  # names the shipped plan's file
    ]
    assert found == []


def test_rooms_hold_only_files_with_telling_names() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [str(path) for path in CODE if path.stem in vague] == []


def test_public_verbs_say_what_they_mean() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []
