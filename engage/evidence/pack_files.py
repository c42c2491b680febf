"""A pack as files: JSON, CSV and Word in one ZIP with a list of fingerprints; and whether a copy is what was frozen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.errors import InputError
from engage.evidence.pack_word import word_of
from engage.evidence.packs import Opened, as_json, figures_of, fingerprint, opened
from engage.extensions import db
from engage.models import Pack, Plan

JSON = "pack.json"
MOST_BYTES = 20_000_000
_TABLES = {
    "figures.csv": ("id", "what", "number"),
    "quotes.csv": ("id", "chapter", "words", "attribution", "sha256"),
    "register.csv": ("id", "kind", "title", "on", "place", "source", "licence", "base"),
}
"""The tables of a pack as they were first made."""
_LATER = _TABLES | {
    "quotes.csv": ("id", "chapter", "theme", "side", "words", "attribution", "sha256"),
    "register.csv": ("id", "kind", "title", "on", "place", "source", "licence", "entered_by", "size", "base", "question", "weighting", "findings"),
    "results.csv": ("id", "entry", "label", "place", "count", "percent"),
    "themes.csv": ("id", "chapter", "name", "people", "passages", "lately", "before", "growth"),
    "decisions.csv": ("id", "chapter", "verdict", "note", "met_on", "minuted_by", "minuted_at", "people"),
    "outcomes.csv": ("id", "chapter", "status", "said", "did", "responsible", "on", "next_on"),
    "gaps.csv": ("id", "chapter", "gap", "owner", "due", "done_on"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """What a copy is. ``verdict`` says it in words; ``pack`` is the pack that it is a copy of, if any."""

    good: bool
    verdict: str
    sha256: str
    pack: Pack | None = None


def as_zip(view: Opened) -> bytes:
    """The pack's files, the same bytes for the same words but for Word's own."""
    files = {JSON: as_json(view.content), **_csvs(view.content), "evidence.docx": word_of(view)}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | {"MANIFEST.txt": _manifest(view, files)}).items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return kept.getvalue()


def _manifest(view: Opened, files: dict[str, bytes]) -> bytes:
    lines = [
        f"Evidence pack, version {view.pack.number}, frozen {view.pack.at.isoformat()}",
        f"SHA-256 of {JSON} when it was frozen: {view.pack.sha256}",
        f"Words taken back since: {view.gone} of {view.quotes} quotes",
        "",
        *(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()),
    ]
    return ("\n".join(lines) + "\n").encode()


def _csvs(content: dict[str, Any]) -> dict[str, bytes]:
    tables = _TABLES if content.get("format") == "evidence-pack/1" else _LATER
    rows: dict[str, list[dict[str, Any]]] = {
        "figures.csv": [dict(zip(_TABLES["figures.csv"], row, strict=True)) for row in figures_of(content)],
        "register.csv": content["register"],
        "results.csv": [line | {"entry": row["id"]} for row in content["register"] for line in row.get("lines", ())],
    }
    for key in ("quotes", "themes", "decisions", "outcomes", "gaps"):
        rows[f"{key}.csv"] = [
            row | {"chapter": chapter["title"]} for chapter in content["chapters"] for row in chapter.get(key, ())
        ]
    return {name: _csv(columns, rows[name]) for name, columns in tables.items()}


def _csv(names: tuple[str, ...], rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_plain(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def verify(plan: Plan, content: bytes) -> Verified:
    """Whether a ZIP (or the pack.json out of one) is a pack of ours, as frozen.

    Raises:
        InputError: it is too large, or is neither.
    """
    files = _read(content)
    sha = hashlib.sha256(files[JSON]).hexdigest()
    pack = db.session.scalar(select(Pack).where(Pack.plan_id == plan.id, Pack.sha256 == sha))
    if pack is not None:
        return _check_tables(files, sha, pack, _kept_too_long(opened(plan, pack)))
    for pack in db.session.scalars(select(Pack).where(Pack.plan_id == plan.id)):
        view = opened(plan, pack)
        if view.gone and fingerprint(view.content) == sha:
            told = f"This is version {pack.number}, from which {view.gone} of {view.quotes} quotes have been taken back since."
            return _check_tables(files, sha, pack, told)
    return Verified(False, "This is not a pack of ours, or it has been changed since it was made.", sha)


def _kept_too_long(view: Opened) -> str:
    """What to say of a copy that still holds words which were taken back since; nothing when there are none."""
    if not view.gone:
        return ""
    return (
        f"This is version {view.pack.number}, exactly as it was frozen. Since then the words of {view.gone} of {view.quotes}"
        " quotes have been taken back, and this copy still holds them. Do not pass it on. Take the pack away again."
    )


def _check_tables(files: dict[str, bytes], sha: str, pack: Pack, told: str = "") -> Verified:
    expected = _csvs(json.loads(files[JSON]))
    altered = [name for name, rows in expected.items() if name in files and files[name] != rows]
    if altered:
        return Verified(
            False, f"The figures are those of version {pack.number}, but {', '.join(altered)} was changed.", sha, pack
        )
    return Verified(True, told or f"This is version {pack.number}, exactly as it was frozen.", sha, pack)


def _read(content: bytes) -> dict[str, bytes]:
    if not content.startswith(b"PK"):
        return {JSON: content[:MOST_BYTES]}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = [info for info in archive.infolist() if info.filename in {JSON, *_LATER}]
            if len(wanted) > 1 + len(_LATER) or sum(info.file_size for info in wanted) > MOST_BYTES:
                raise InputError("This file is too large to be a pack.")
            files = {info.filename: archive.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as problem:
        raise InputError("This file cannot be read. Choose the pack's ZIP file.") from problem
    if JSON not in files:
        raise InputError(f"There is no {JSON} in this file.")
    return files
