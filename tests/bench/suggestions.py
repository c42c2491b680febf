# ruff: noqa: T201 - a table on the screen is what it is for
"""How often a quote that we suggest for a paragraph fits, by the judgement of a reader.

Run on an installation with the demonstration in it:

    python -m tests.bench.suggestions [--show] [FILE]   the figures; FILE has other judged paragraphs than suggestions.yaml
    python -m tests.bench.suggestions --fit             weigh the four signs of a fitting quote anew

What comes up and was not judged counts as not fitting. With --fit each chapter's paragraphs are also answered with
weights learnt from the other chapters only, which tells what the weights are worth on paragraphs not seen.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from engage import create_app
from engage.models import Chapter, current_plan
from engage.quotes.drafts import stretches, suggesting, worth
from engage.quotes.drafts.stretches import Stretch, as_quotes
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.theming.pipeline import Pipeline, Vector, load

JUDGED = Path(__file__).with_name("suggestions.yaml")


@dataclass(frozen=True)
class Case:
    """A judged paragraph with all stretches that could be shown for it, and which of them fit."""

    chapter: str
    text: str
    wanted: worth.Wanted
    found: list[Stretch]
    words: dict[Stretch, str]
    fits: list[str]
    filed: str

    def fit(self, one: Stretch) -> bool:
        """Whether a reader would put it behind the paragraph."""
        return any(words in " ".join(self.words[one].split()) for words in self.fits)


def cases(judged: list[dict[str, Any]]) -> Iterator[Case]:
    """Every judged paragraph with what could be suggested for it."""
    plan = current_plan()
    pipeline = load(plan)
    chapters = {chapter.slug: chapter for chapter in plan.chapters}
    for part in judged:
        yield from _of_chapter(chapters[part["chapter"]], part["paragraphs"], pipeline)


def _of_chapter(chapter: Chapter, paragraphs: list[dict[str, Any]], pipeline: Pipeline) -> Iterator[Case]:
    texts = [one["text"] for one in paragraphs]
    vectors = pipeline.vectors(texts)
    own = space_of(chapter, Filters(), pipeline.encoder)
    space = stretches.with_others(chapter, own, vectors, pipeline.encoder)
    asked = worth.wanted(texts, vectors)
    found = stretches.candidates(space, asked, pipeline.encoder, own=set(own.passages))
    for one, want, near, filed in zip(paragraphs, asked, found, pipeline.file(texts), strict=True):
        words = {stretch: quote.text for stretch, quote in as_quotes(chapter, near).items()}
        slug = filed.chapters[0].slug if filed.chapters else ""
        yield Case(chapter.slug, one["text"], want, [s for s in near if s in words], words, one.get("fits", []), slug)


Shown = Callable[[Case], list[Stretch]]


def measure(every: list[Case], shown: Shown, *, show: bool = False) -> dict[str, float]:
    """Shares of paragraphs with a fitting quote first and among all that are shown; of fitting ones; of right chapters."""
    counts: Counter[str] = Counter()
    for case in every:
        quotes = shown(case)
        fits = [case.fit(one) for one in quotes]
        counts["chapter"] += case.filed == case.chapter
        for first in (1, 3, suggesting.SUGGESTIONS):
            counts[f"hit@{first}"] += any(fits[:first])
        counts["shown"] += len(quotes)
        counts["fitting"] += sum(fits)
        counts["nothing shown"] += not quotes
        counts["rightly nothing"] += not quotes and not any(case.fit(one) for one in case.found)
        if show:
            print(f"\n[{case.chapter}] {case.text}")
            for one, fit in zip(quotes, fits, strict=True):
                print(f"  {'+' if fit else '-'} {case.words[one][:150]!r}")
    whole = len(every)
    shares = {name: counts[name] / whole for name in ("hit@1", "hit@3", f"hit@{suggesting.SUGGESTIONS}", "chapter")}
    return shares | {
        "hit, where anything is shown": counts[f"hit@{suggesting.SUGGESTIONS}"] / max(1, whole - counts["nothing shown"]),
        "fitting of those shown": counts["fitting"] / max(1, counts["shown"]),
        "shown": counts["shown"], "paragraphs": whole, "nothing shown": counts["nothing shown"],
        "of these, nothing fits": counts["rightly nothing"],
    }  # fmt: skip


def _rows(every: list[Case], usual: Vector) -> tuple[Vector, list[bool]]:
    signs = np.concatenate([worth.signs(case.wanted, [one.said for one in case.found], usual) for case in every])
    return signs, [case.fit(one) for case in every for one in case.found]


def learnt(every: list[Case], usual: Vector) -> tuple[Vector, float]:
    """Weights of the signs, and what is even."""
    signs, fits = _rows(every, usual)
    spread = signs.std(axis=0)
    model = LogisticRegression(C=0.3, max_iter=500).fit(signs / spread, fits)
    return (model.coef_[0] / spread).astype(np.float32), float(model.intercept_[0])


def refit(every: list[Case], usual: Vector) -> None:
    """Weights from all, and how good those from the other chapters are."""
    weights, even = learnt(every, usual)
    print("weights", np.round(weights, 2), "even", round(even, 2))
    by_chapter = {name: learnt([c for c in every if c.chapter != name], usual) for name in {c.chapter for c in every}}

    def shown(case: Case) -> list[Stretch]:
        worth._WEIGHTS, worth._EVEN = by_chapter[case.chapter]
        return stretches.chosen(case.wanted, case.found, usual, suggesting.SUGGESTIONS)

    report(measure(every, shown))


def report(figures: dict[str, float]) -> None:
    """One figure on a line."""
    for name, value in figures.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


if __name__ == "__main__":
    files = [Path(given) for given in sys.argv[1:] if not given.startswith("--")]
    with create_app().app_context():
        usual = suggesting.usual_sentences(current_plan(), load(current_plan()))
        every = list(cases(yaml.safe_load((files or [JUDGED])[0].read_text("utf-8"))))
        if "--fit" in sys.argv:
            refit(every, usual)
        else:
            report(measure(every, lambda case: stretches.chosen(case.wanted, case.found, usual, suggesting.SUGGESTIONS), show="--show" in sys.argv))  # fmt: skip
