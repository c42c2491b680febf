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
from engage.evidence.packs import Opened, as_json, figures_of, fingerprint, opened
from engage.extensions import db
from engage.models import Pack, Plan
from engage.quotes.appearance import blank_document

JSON = "pack.json"
MOST_BYTES = 20_000_000
GONE = "These words have been taken back since. They are no longer in the pack."
_TABLES = {
    "figures.csv": ("id", "what", "number"),
    "quotes.csv": ("id", "chapter", "words", "attribution", "sha256"),
    "register.csv": ("id", "kind", "title", "on", "place", "source", "licence", "base"),
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a copy is. ``verdict`` says it in words; ``pack`` is the pack that it is a copy of, if any."""

    good: bool
    verdict: str
    sha256: str
    pack: Pack | None = None


def as_zip(view: Opened) -> bytes:
    """The pack's files, the same bytes for the same words but for Word's own."""
    files = {JSON: as_json(view.content), **_csvs(view.content), "evidence.docx": _word(view)}
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
    quotes = [{**quote, "chapter": chapter["title"]} for chapter in content["chapters"] for quote in chapter["quotes"]]
    figures = [dict(zip(_TABLES["figures.csv"], row, strict=True)) for row in figures_of(content)]
    rows = {"figures.csv": figures, "quotes.csv": quotes, "register.csv": content["register"]}
    return {name: _csv(_TABLES[name], found) for name, found in rows.items()}


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


def _word(view: Opened) -> bytes:
    document, content = blank_document(), view.content
    document.add_paragraph(f"Evidence pack, version {view.pack.number}", style="Title")
    document.add_paragraph(f"As at {content['as_at']}. {content['milestone'] or ''}", style="Subtitle")
    document.add_paragraph(f"SHA-256 when frozen: {view.pack.sha256}")
    if view.gone:
        document.add_paragraph(
            f"{view.gone} of {view.quotes} quotes have been taken back since. The figures stay as they were."
        )
    for chapter in content["chapters"]:
        _word_chapter(document, chapter)
    document.add_heading("Register of evidence", 1)
    document.add_paragraph("These stand beside the voices and are never added to them.")
    for row in content["register"]:
        document.add_paragraph(f"{row['id']}: {row['title']}. {row['on'] or ''}. {row['source']}. {row['licence']}.")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _word_chapter(document: Any, chapter: dict[str, Any]) -> None:
    document.add_heading(chapter["title"], 1)
    figures = ", ".join(f"{name} {number:,}" for name, number in chapter["figures"].items())
    document.add_paragraph(f"{chapter['id']}: {figures}.")
    for theme in chapter["themes"]:
        document.add_paragraph(f"{theme['id']}: {theme['name']}, people: {theme['people']:,}", style="List Bullet")
    for quote in chapter["quotes"]:
        words = GONE if quote["words"] is None else f"“{quote['words']}” {quote['attribution']}"
        document.add_paragraph(f"{words} ({quote['id']})")


def verify(plan: Plan, content: bytes) -> Verified:
    """Whether a ZIP (or the pack.json out of one) is a pack of ours, as frozen.

    Raises:
        InputError: it is too large, or is neither.
    """
    files = _read(content)
    sha = hashlib.sha256(files[JSON]).hexdigest()
    pack = db.session.scalar(select(Pack).where(Pack.plan_id == plan.id, Pack.sha256 == sha))
    if pack is not None:
        return _check_tables(files, sha, pack)
    for pack in db.session.scalars(select(Pack).where(Pack.plan_id == plan.id)):
        view = opened(plan, pack)
        if view.gone and fingerprint(view.content) == sha:
            told = f"This is version {pack.number}, from which {view.gone} of {view.quotes} quotes have been taken back since."
            return _check_tables(files, sha, pack, told)
    return Verified(False, "This is not a pack of ours, or it has been changed since it was made.", sha)


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
            wanted = [info for info in archive.infolist() if info.filename in {JSON, *_TABLES}]
            if len(wanted) > 1 + len(_TABLES) or sum(info.file_size for info in wanted) > MOST_BYTES:
                raise InputError("This file is too large to be a pack.")
            files = {info.filename: archive.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as problem:
        raise InputError("This file cannot be read. Choose the pack's ZIP file.") from problem
    if JSON not in files:
        raise InputError(f"There is no {JSON} in this file.")
    return files
