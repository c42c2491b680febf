"""Taking published material, and what people decided about it, out to files."""

from __future__ import annotations

from pathlib import Path

import click

from engage.commands.frame import in_app, main, out
from engage.models import current_plan
from engage.quotes.export import FORMATS, export_quotes


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
    output.write_bytes(export_quotes(chapters[chapter], form))
    out.print(f"Written: {output}")
