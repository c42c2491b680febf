"""Taking published material, and what people decided about it, out to files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from engage.commands.frame import in_app, main, out
from engage.evidence.pack_files import as_zip
from engage.evidence.packs import freeze, opened
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.quotes.docx import OWN_NAME
from engage.quotes.export import FORMATS, export_quotes
from engage.theming.confirmations import confirmed_filings


@main.group()
def export() -> None:
    """Take published material out."""


@export.command("quotes")
@click.option("--chapter", required=True, help="Slug of the chapter.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@in_app
def export_chapter_quotes(chapter: str, form: str, output: Path) -> None:
    """Write every quotable passage of a chapter to a file."""
    chapters = {row.slug: row for row in current_plan().chapters}
    if chapter not in chapters:
        raise click.BadParameter(f"choose one of: {', '.join(chapters)}", param_hint="--chapter")
    output.write_bytes(export_quotes(chapters[chapter], form, current_app.config["ENGAGE"].var / OWN_NAME))
    out.print(f"Written: {output}")


@export.command("confirmations")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@in_app
def export_confirmations(output: Path) -> None:
    """Write where people confirmed that published texts belong, for engage text train-plan to learn from."""
    lines = [json.dumps(asdict(filing), ensure_ascii=False) for filing in confirmed_filings(current_plan())]
    output.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    out.print(f"Written: {output}, {len(lines)} texts whose chapters people have settled.")


@export.command("pack")
@click.option("--chapter", help="Slug of a chapter; without it the whole plan.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@in_app
def export_pack(chapter: str | None, output: Path) -> None:
    """Freeze the evidence as it stands and write it out as a ZIP with Word, CSV and JSON."""
    begin_writing()
    plan = current_plan()
    chapters = {row.slug: row for row in plan.chapters}
    if chapter is not None and chapter not in chapters:
        raise click.BadParameter(f"choose one of: {', '.join(chapters)}", param_hint="--chapter")
    pack = freeze(None, plan, chapters[chapter] if chapter else None)
    output.write_bytes(as_zip(opened(plan, pack)))
    db.session.commit()
    out.print(f"Written: {output}, version {pack.number}, SHA-256 {pack.sha256}")
