"""Code frames from files: a plan (YAML), a frame of our own form, or one in groups, names and definitions (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import UnusableError
from nlp.lists import read_yaml
from nlp.results import Frame, Label


class FrameError(UnusableError):
    """A plan or frame file cannot be used; the message says why."""


def read_plan(path: Path | str) -> Frame:
    """Chapters and goals of a PLAN.yaml. Raises FrameError."""
    try:
        plan = read_yaml(Path(path))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FrameError(f"{path} cannot be read: {error}") from error
    if not isinstance(plan, dict) or not isinstance(plan.get("chapters"), list):
        raise FrameError(f"{path} has no list of chapters")
    return Frame(_labels(plan["chapters"], path), _labels(plan.get("goals") or [], path))


def read_frame(path: Path | str) -> Frame:
    """Labels of a FRAME.json, or of the form group, name, definition, examples. Raises FrameError."""
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FrameError(f"{path} cannot be read: {error}") from error
    if isinstance(entries, dict):
        entries = entries.get("labels", [])
    if not isinstance(entries, list):
        raise FrameError(f"{path} is not a list of labels")
    return Frame(_labels(entries, path))


def slug_of(title: str) -> str:
    """A title as lower-case words joined by hyphens."""
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")


def _labels(entries: Iterable[Any], path: Path | str) -> tuple[Label, ...]:
    labels = tuple(_label(entry, path) for entry in entries)
    slugs = [label.slug for label in labels]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        raise FrameError(f"{path} has more than one label with the slug {', '.join(sorted(twice))}")
    return labels


def _label(entry: Any, path: Path | str) -> Label:
    if not isinstance(entry, Mapping) or not (entry.get("title") or entry.get("name") or entry.get("slug")):
        raise FrameError(f"{path}: each label needs a slug and a title (or a name): {str(entry)[:80]}")
    title = str(entry.get("title") or entry.get("name") or entry["slug"])
    return Label(
        slug=str(entry.get("slug") or slug_of(title)),
        title=title,
        about=str(entry.get("about") or entry.get("definition") or ""),
        includes=_strings(entry.get("includes")),
        examples=_strings(entry.get("examples")),
    )


def _strings(values: Any) -> tuple[str, ...]:
    if isinstance(values, str):
        return (values,)
    return tuple(str(value) for value in values or () if str(value).strip())
