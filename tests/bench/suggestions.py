# ruff: noqa: T201 - a table on the screen is what it is for
"""How often a quote that we suggest for a paragraph fits, by the judgement of a reader (suggestions.yaml).

Run on an installation with the demonstration in it: python -m tests.bench.suggestions [--show]. What comes up and was
not judged yet counts as not fitting, and is listed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from engage import create_app
from engage.models import Chapter, Plan, current_plan
from engage.quotes.drafts.reading import Paragraph
from engage.quotes.drafts.suggesting import SUGGESTIONS, suggest
from engage.theming.pipeline import load

JUDGED = Path(__file__).with_name("suggestions.yaml")


def suggested(plan: Plan, chapter: Chapter, texts: list[str]) -> list[list[str]]:
    """The words that we suggest for each text, best first."""
    paragraphs = [Paragraph(at, text, "", 0, "body", 0, 0, 0, ()) for at, text in enumerate(texts, start=1)]
    found = suggest(chapter, paragraphs, load(plan)).paragraphs
    by_number = {one.paragraph.number: [quote.text for quote in one.quotes] for one in found}
    return [by_number.get(at, []) for at in range(1, len(texts) + 1)]


def begins(text: str, starts: list[str]) -> bool:
    """Whether a quote begins with one of the judged beginnings."""
    return any(text.startswith(start) for start in starts)


def measure(judged: list[dict[str, Any]], *, show: bool = False) -> dict[str, float]:
    """Shares of paragraphs with a fitting quote first, among the first three and five; of fitting ones; of right chapters."""
    plan = current_plan()
    chapters = {chapter.slug: chapter for chapter in plan.chapters}
    counts: Counter[str] = Counter()
    for part in judged:
        texts = [one["text"] for one in part["paragraphs"]]
        filed = load(plan).file(texts)
        for one, quotes, mapped in zip(
            part["paragraphs"], suggested(plan, chapters[part["chapter"]], texts), filed, strict=True
        ):
            fits = [begins(quote, one.get("fits", [])) for quote in quotes]
            counts["paragraphs"] += 1
            counts["chapter"] += bool(mapped.chapters) and mapped.chapters[0].slug == part["chapter"]
            for first in (1, 3, SUGGESTIONS):
                counts[f"hit@{first}"] += any(fits[:first])
            counts["shown"] += len(quotes)
            counts["fitting"] += sum(fits)
            if show:
                print(f"\n[{part['chapter']}] {one['text']}")
            for quote, fit in zip(quotes, fits, strict=True):
                new = not fit and not begins(quote, one.get("not", []))
                counts["not judged"] += new
                if show:
                    print(f"  {'+' if fit else '?' if new else '-'} {quote[:150]!r}")
    whole = counts["paragraphs"]
    shares = {name: counts[name] / whole for name in ("hit@1", "hit@3", f"hit@{SUGGESTIONS}", "chapter")}
    return shares | {
        "fitting of those shown": counts["fitting"] / max(1, counts["shown"]), "paragraphs": whole,
        "shown and not judged": counts["not judged"],
    }  # fmt: skip


if __name__ == "__main__":
    with create_app().app_context():
        for name, value in measure(yaml.safe_load(JUDGED.read_text("utf-8")), show="--show" in sys.argv).items():
            print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")
