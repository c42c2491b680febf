# ruff: noqa: T201 - a table on the screen is what it is for
"""How often a quote that we suggest for a paragraph fits, by the judgement of a reader.

Run on an installation with the demonstration in it:

    python -m tests.bench.suggestions [--show] [FILE ...]   the figures, for each file of judged paragraphs
    python -m tests.bench.suggestions --fit [FILE ...]      weigh the signs of a fitting quote anew

What comes up and was not judged counts as not fitting.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from engage import create_app
from engage.models import Chapter, current_plan
from engage.quotes.drafts import speakers, stretches, suggesting, worth
from engage.quotes.drafts.stretches import Stretch, as_quotes
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.theming.pipeline import Pipeline, Vector, load

JUDGED = [Path(__file__).with_name(name) for name in ("suggestions.yaml", "suggestions_unseen.yaml")]
"""What is weighed on: the first judged by whoever wrote the ranking, the second by somebody who had seen none of it."""
BLIND = Path(__file__).with_name("suggestions_blind.yaml")


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


def measure(every: list[Case], usual: Vector, pipeline: Pipeline, *, show: bool = False) -> dict[str, float]:
    """Shares of paragraphs with a fitting quote first and among all that are shown; of fitting ones; of right chapters."""
    counts: Counter[str] = Counter()
    for case in every:
        (ranked,) = speakers.rank([case.wanted], [case.found], usual, pipeline)
        quotes = speakers.pick(ranked, suggesting.SUGGESTIONS)
        fits = [case.fit(one) for one in quotes]
        counts["chapter"] += case.filed == case.chapter
        for first in {1, suggesting.SUGGESTIONS}:
            counts[f"hit@{first}"] += any(fits[:first])
        counts["shown"] += len(quotes)
        counts["fitting"] += sum(fits)
        counts["nothing shown"] += not quotes
        if show:
            print(f"\n[{case.chapter}] {case.text}")
            for one, fit in zip(quotes, fits, strict=True):
                print(f"  {'+' if fit else '-'} {case.words[one][:150]!r}")
    shares = {name: counts[name] / len(every) for name in ("hit@1", f"hit@{suggesting.SUGGESTIONS}", "chapter")}
    return shares | {
        "fitting of those shown": counts["fitting"] / max(1, counts["shown"]),
        "shown": counts["shown"], "paragraphs": len(every), "nothing shown": counts["nothing shown"],
    }  # fmt: skip


def learnt(every: list[Case], usual: Vector, pipeline: Pipeline) -> tuple[Vector, float, Vector]:
    """Weights of the signs of a text, what is even, and weights of the signs of the words to quote from it."""
    texts: list[Vector] = []
    words: list[Vector] = []
    speaks: list[bool] = []
    fits: list[bool] = []
    for case in every:
        by_text = speakers.by_text(case.found)
        whole = speakers.read_whole(set(by_text), pipeline)
        for id_, some in by_text.items():
            fit = [case.fit(one) for one in some]
            texts.append(speakers.signs(case.wanted, some, usual, whole[id_]))
            speaks.append(any(fit))
            if any(fit) and not all(fit):
                found = speakers.signs_of_words(case.wanted, some, usual)
                words += list(found - found.mean(axis=0))
                fits += fit
    weights, even = _weighed(np.array(texts), speaks)
    return weights, even, _weighed(np.array(words), fits)[0]


def _weighed(signs: Vector, fits: list[bool]) -> tuple[Vector, float]:
    spread = signs.std(axis=0)
    model = LogisticRegression(C=0.3, max_iter=2000).fit(signs / spread, fits)
    return (model.coef_[0] / spread).astype(np.float32), float(model.intercept_[0])


def report(figures: dict[str, float]) -> None:
    """One figure on a line."""
    for name, value in figures.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


def main() -> None:
    """Measure each file, or learn from all of them."""
    files = [Path(given) for given in sys.argv[1:] if not given.startswith("--")] or [
        *JUDGED,
        *([] if "--fit" in sys.argv else [BLIND]),
    ]
    with create_app().app_context():
        pipeline = load(current_plan())
        usual = suggesting.usual_sentences(current_plan(), pipeline)
        judged = {file.name: list(cases(yaml.safe_load(file.read_text("utf-8")))) for file in files}
        if "--fit" in sys.argv:
            weights, even, words = learnt([case for every in judged.values() for case in every], usual, pipeline)
            print("of a text", np.round(weights, 2), "even", round(even, 2), "of the words", np.round(words, 2))
            return
        for name, every in judged.items():
            print(f"\n{name}")
            report(measure(every, usual, pipeline, show="--show" in sys.argv))


if __name__ == "__main__":
    main()
