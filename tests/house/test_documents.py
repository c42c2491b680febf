"""The documents stay true: links lead somewhere, commands and settings exist, buttons are called what the guides say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask.cli import ScriptInfo

from engage import create_app
from engage.commands import main
from engage.config import Config
from nlp.commands import HOMES

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
TARGETS = frozenset(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

_FENCE = re.compile(r"^( *)```[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?<=\n\n)(?: {4}[^\n]*\n|\n(?= {4}))+")
_SPAN = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)")
_OUTSIDE = ("http://", "https://", "mailto:", "#")
_FILE = re.compile(r"(?:tests|docs|engage|nlp|templates|static|migrations)/[\w./-]*\w")
_SETTING = re.compile(r"ENGAGE_[A-Z_]+")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _code(text: str) -> Iterator[str]:
    """Every line in code style: in blocks (continued lines joined, comments left out) and inside a sentence."""
    blocks = [found.group(2) for found in _FENCE.finditer(text)]
    text = _FENCE.sub("", text)
    blocks += [found.group(0) for found in _INDENTED.finditer(text)]
    for block in blocks:
        yield from (re.sub(r"\s#.*", "", line).strip() for line in block.replace("\\\n", " ").splitlines())
    yield from (" ".join(span.split()) for span in _SPAN.findall(_INDENTED.sub("", text)))


def _commands(text: str, program: str) -> Iterator[list[str]]:
    """The words after ``program`` wherever code begins with it."""
    for line in _code(text):
        for command in re.split(r"\s+(?:&&|\||<|>)\s+", line):
            found = re.match(rf"(?:\$ )?(?:\.venv/bin/)?{program}(?: (.*))?$", command)
            if found and found.group(1):
                yield shlex.split(found.group(1))


def _fault(words: list[str], context: click.Context) -> str | None:
    """What is wrong with ``engage WORDS``: the first command or option that is not there."""
    command: click.Command = main
    while words and not words[0].startswith("-") and isinstance(command, click.Group):
        known = command.get_command(context, words[0])
        if known is None:
            return words[0]
        command, words = known, words[1:]
    if command.name == "text":
        return words[0] if words and words[0] not in {*HOMES, "..."} else None
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    asked = {word.partition("=")[0] for word in words if word.startswith("--")}
    return next(iter(sorted(asked - options - {"--help"})), None)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> click.Context:
    """Where commands are looked up: extensions add theirs to the application."""
    var = tmp_path_factory.mktemp("documents")
    config = Config(secret_key="only-for-tests-" * 4, var=var, database_url="sqlite://", encoder=var, assets=var)
    return click.Context(main, obj=ScriptInfo(create_app=lambda: create_app(config)))


def test_links_and_files_are_there() -> None:
    missing = [
        f"{_name(path)}: {target}"
        for path in DOCUMENTS
        for target in _LINK.findall(path.read_text("utf-8"))
        if not target.startswith(_OUTSIDE) and not (path.parent / target.partition("#")[0]).exists()
    ]
    missing += [
        f"{_name(path)}: {span}"
        for path in DOCUMENTS
        for span in _code(path.read_text("utf-8"))
        if _FILE.fullmatch(span) and not (ROOT / span).exists()
    ]
    assert missing == []


def test_engage_commands_exist(context: click.Context) -> None:
    found = [(path, words) for path in DOCUMENTS for words in _commands(path.read_text("utf-8"), "engage")]
    assert len(found) > 10
    faults = [f"{_name(path)}: engage {' '.join(words)}: {_fault(words, context)}" for path, words in found]
    assert [fault for fault in faults if not fault.endswith(": None")] == []


def test_make_targets_exist() -> None:
    found = [(path, words) for path in DOCUMENTS for words in _commands(path.read_text("utf-8"), "make")]
    assert len(found) > 10
    faults = [
        f"{_name(path)}: make {word}"
        for path, words in found
        for word in words
        if "=" not in word and word not in TARGETS
    ]
    assert faults == []


def test_settings_are_documented_and_known() -> None:
    read_in = (ROOT / "engage" / "config.py", ROOT / "nlp" / "encoder" / "encoder.py")
    known = {setting for path in read_in for setting in _SETTING.findall(path.read_text("utf-8"))}
    documented = set(_SETTING.findall((ROOT / "docs" / "deploy.md").read_text("utf-8")))
    assert documented == known


def test_the_guides_call_things_what_the_pages_call_them() -> None:
    """In a guide, bold words are words on the screen: a button, a link, a heading."""
    shown = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static" / "js").glob("*.js"),
        *(ROOT / "engage").rglob("*.py"),
    ]
    screen = "\n".join(path.read_text("utf-8") for path in shown)
    said = [(path, words) for path in GUIDES for words in re.findall(r"\*\*([^*]+)\*\*", path.read_text("utf-8"))]
    assert len(said) > 50
    assert [f"{_name(path)}: {words}" for path, words in said if " ".join(words.split()) not in screen] == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("plan load FILE", None),
        ("db upgrade", None),
        ("text map --frame F", None),
        ("serve --port 8001", None),
        ("plan lode FILE", "lode"),
        ("nothing", "nothing"),
        ("serve --prot 8001", "--prot"),
        ("text mapp", "mapp"),
    ],
)
def test_a_wrong_command_is_noticed(context: click.Context, words: str, fault: str | None) -> None:
    assert _fault(words.split(), context) == fault
