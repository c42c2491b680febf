"""Trains the name recogniser: ``python -m nlp.names.train DATA`` writes ``nlp/models/names_words.npz``.

It learns from our own sentences (carriers.txt, not_people.yaml, corpus/), from open comments of the Friends and Family Test
with names put in (MIT, NHS England), and from the Broad Twitter Corpus (CC BY 4.0). Names come from the lists.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.names.features import FEATURES, Word, features, index, is_candidate, read_words, style_of, unlisted
from nlp.names.lists import FOLDER
from nlp.names.surrogates import Names
from nlp.tokens import TOKEN

MODEL = FOLDER.parent / "models" / "names_words.npz"
SEED = 7
OURS = ("chapters", "concerns")  # of the written corpora, those of whole comments
SLOT = re.compile(r"\{[FLNTAX]\}")
MARKER = re.compile(r"\[(?:nick)?name redacted\]|x{4,6}(?: +x{4,6})?", re.IGNORECASE)


@dataclass
class Example:
    """A text and the stretches of it that are names; ``unsure`` when names of its own may be among the rest."""

    text: str
    names: list[tuple[int, int]] = field(default_factory=list)
    unsure: bool = False


def fill(template: str, names: Names, rng: random.Random, pattern: re.Pattern[str] = SLOT) -> Example:
    """Puts a name, or for ``{X}`` something else, into each slot of a template."""
    text, spans, done = "", [], 0
    origin = names.origin(rng)
    for match in pattern.finditer(template):
        text += template[done : match.start()]
        slot = match[0][1] if pattern is SLOT else "A"
        before, piece = names.draw(slot, origin, rng)
        text += before
        if slot != "X":
            spans.append((len(text), len(text) + len(piece)))
        text, done = text + piece, match.end()
    return Example(text + template[done:], spans)


def vary(example: Example, rng: random.Random) -> Example:
    """At times all in small letters or in capitals, as people write; ordinary words misspelt at times too."""
    chance = rng.random()
    if chance < 0.14:
        return Example(example.text.lower(), example.names, example.unsure)
    if chance < 0.2:
        return Example(example.text.upper(), example.names, example.unsure)
    return example


def instances(example: Example, rng: random.Random) -> Iterator[tuple[list[int], bool, bool]]:
    """Each candidate word: the places of its features, whether it is a name, whether that is sure."""
    starts, tokens = [], []
    for match in TOKEN.finditer(example.text):
        starts.append(match.start())
        tokens.append(match[0])
    words, kept = read_words(tokens)
    inside = [any(s <= starts[k] < e for s, e in example.names) for k in kept]
    if example.names and rng.random() < 0.35:
        words = [unlisted(word) if name else word for word, name in zip(words, inside, strict=True)]
    style = style_of(words)
    for i, name in enumerate(inside):
        if name or is_candidate(words, i, style):
            sure = name or not (example.unsure and _may_be_name(words[i], i, style))
            yield [index(f) for f in features(words, i, style)], name, sure


def _may_be_name(word: Word, i: int, style: str) -> bool:
    """In a comment nobody has marked: a word that may well be a name of its own."""
    if word.rank is None and (word.given or (word.form[0] in "TUm" and style == "u")):
        return True
    return word.given and word.form[0] == "T" and i > 0


def matrix(rows: list[list[int]]) -> csr_matrix:
    """One row per instance, 1 where it has the feature."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((c for row in rows for c in row), dtype=np.int32)
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), FEATURES))


def fit(examples: Iterable[Example], rng: random.Random) -> tuple[np.ndarray, float]:
    """Learns the weights in two rounds: what the first is sure of among unmarked words, the second learns from."""
    rows, labels, sure = zip(*(each for example in examples for each in instances(example, rng)), strict=True)
    x, y, known = matrix(list(rows)), np.array(labels), np.array(sure)
    model = LogisticRegression(C=0.5, solver="liblinear")
    model.fit(x[known], y[known])
    guess = model.predict_proba(x)[:, 1]
    confident = (guess > 0.9) | (guess < 0.05)
    y = np.where(known, y, guess > 0.5)
    model.fit(x[known | confident], y[known | confident])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def comments(data: Path) -> list[str]:
    """Every different open comment."""
    found: dict[str, str] = {}
    for name in ("fft_qdc_train", "fft_phase1_train"):
        for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines():
            text = json.loads(line)["text"]
            found.setdefault(" ".join(text.lower().split()), text)
    return list(found.values())


# Where a name could have stood in an unmarked comment, and what to put there.
OPENINGS = (
    (re.compile(r"\b[Tt]he (?:nurse|doctor|physio|lady|man|driver|therapist|midwife|consultant|receptionist|girl)\b"), ("{F}", "{F}", "{A}", "nurse {F}", "the physio {F}", "{T}")),
    (re.compile(r"(?:(?<=\. )|(?<=\n)|^)(?:She|He|They|Staff|The staff|Nurses|Everyone|The team)\b(?= (?:was|is|has|were|are|have|listened|helped|gave|came|always|explained|did|could|made|took|put)\b)"), ("{F}", "{F}", "{F} and {F}", "{A}", "{T}")),
    (re.compile(r"\b(my|our) (mum|mother|dad|father|husband|wife|son|daughter|partner|child|baby|brother|sister)\b"), (r"\1 \2 {F}", r"\1 \2 {F}", r"{F}", r"\1 \2 {N}")),
    (re.compile(r"(?<=thank you)(?= for)|(?<=Thank you)(?= for)|(?<=Thank you)(?=[.!]?$)|(?<=Thanks)(?=[.!]?$)"), (" {F}", " {A}", " to {F}", " to {F} and {F}")),
    (re.compile(r"(?<= )(?:her|him|them)(?=[.,!])|(?<=with )(?:her|him|them)\b|(?<=saw )(?:her|him|them|a nurse|a doctor)\b|(?<=from )(?:the team|staff|the nurse|them)\b"), ("{F}", "{A}", "{F} and {F}")),
    (re.compile(r"(?<=\w)[.!]?\s*$"), (". Thanks {F}", ", especially {F}.", ". {F} was great", " {F}", ". {F} is lovely.", "\n{N}", " - {F}")),
)  # fmt: skip


def open_slot(text: str, rng: random.Random) -> str | None:
    """A comment with a slot for a name where one could stand, or None."""
    openings = [(p, r) for p, r in OPENINGS if p.search(text)]
    if not openings or SLOT.search(text):
        return None
    pattern, choices = openings[rng.randrange(len(openings))]
    return pattern.sub(rng.choice(choices), text, count=1)


def gather(data: Path, rng: random.Random, *, slots: Iterable[str]) -> Iterator[Example]:
    """Everything to learn from."""
    names = Names()
    carriers = [line for line in (FOLDER / "carriers.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    for carrier in carriers * 45:
        yield vary(fill(carrier, names, rng), rng)
    for text in slots:
        for _ in range(25):
            yield vary(fill(text, names, rng, MARKER), rng)
    plain = comments(data)
    for text in plain:
        if MARKER.search(text):
            continue
        yield vary(Example(text, unsure=True), rng)
        slotted = open_slot(text, rng)
        if slotted:
            filled = fill(slotted, names, rng)
            filled.unsure = True
            yield vary(filled, rng)
        if rng.random() < 0.25:
            yield Example(names.misspell_some(text, rng), unsure=True)
    for name in OURS:
        for line in (FOLDER.parent / "corpus" / f"{name}.jsonl").read_text("utf-8").splitlines():
            yield vary(Example(json.loads(line)["text"], unsure=True), rng)
    yield from tweets(data)


def tweets(data: Path) -> Iterator[Example]:
    """The marked tweets, without those that name people by handle."""
    for part in "efgh":
        for block in (data / f"btc_{part}.conll").read_text("utf-8").split("\n\n"):
            pairs = [line.split("\t") for line in block.splitlines() if "\t" in line]
            if not pairs or any(w[:1] in "@#" and tag.endswith("PER") for w, tag in pairs):
                continue
            text, spans = "", []
            for word, tag in pairs:
                if tag.endswith("PER"):
                    spans.append((len(text), len(text) + len(word)))
                text += word + " "
            yield Example(text, spans)


def slot_texts(data: Path) -> list[str]:
    """Comments from which staff had taken the names."""
    lines = (data / "redaction_slots_dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if row["source"] != "careopinion"]


def main() -> None:
    """Trains on everything and writes the weights, the least of them left out."""
    data = Path(sys.argv[1])
    rng = random.Random(SEED)  # noqa: S311 - nothing secret is drawn
    weights, bias = fit(gather(data, rng, slots=slot_texts(data)), rng)
    scale = float(np.abs(weights).max()) / 127
    np.savez_compressed(
        MODEL, weights=np.round(weights / scale).astype(np.int8), scale=np.float32(scale), bias=np.float32(bias)
    )


if __name__ == "__main__":
    main()
