"""Train the model of this plan's chapters and goals; keep the old one until the new one is at least as good."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.encoder.encoder import Encoder
from nlp.lexicons.lexicon import read_lexicon
from nlp.mapping.corpus import Row, key_of, read_corpus, row_of
from nlp.mapping.linear import LinearModel, ModelError, load_linear, probe_of
from nlp.mapping.tokens import tokens_of
from nlp.mapping.words import Floats
from nlp.results import Frame
from nlp.training.fit import Aim, Examples, train
from nlp.training.measures import overlap, samples_f1
from nlp.training.opinion import opinion_of
from nlp.training.settings import PlanWeights, read_training_settings

FILED = Path(__file__).parents[1] / "corpus" / "filed.jsonl"
REAL = "chapters_train.jsonl"
GOLD = "chapters_gold_dev.jsonl"
LAWFUL = ("fft_qdc_train.jsonl", "fft_phase1_train.jsonl", "civic_ideas.jsonl")  # MIT and CC BY 4.0 only


@dataclass(frozen=True)
class Outcome:
    """What training came to: agreement with people on the gold set, before and after, and which model is kept."""

    new: float
    old: float | None
    kept_new: bool
    rows: int


@dataclass(frozen=True)
class Source:
    """Rows of one origin: what each counts, and whether anybody may see them."""

    rows: Iterable[Row]
    weight: float
    public: bool = True


def gather(data: Path | None, confirmations: Path | None, weights: PlanWeights) -> Iterator[Source]:
    """All rows to learn from. A later row on the same text replaces an earlier one."""
    yield Source(read_corpus(), weights.written)
    if data is not None:
        yield Source(read_corpus(data / REAL), weights.real)
        yield Source(_filed(data), weights.read)
    if confirmations is not None:
        yield Source(read_corpus(confirmations), weights.confirmed, public=False)


def _filed(data: Path) -> Iterator[Row]:
    """Real comments filed for this project: labels are kept here by the text's key, texts stay where they are."""
    if not FILED.is_file():
        return
    with FILED.open(encoding="utf-8") as lines:
        filed = {entry["key"]: entry for entry in map(json.loads, lines)}
    for name in LAWFUL:
        with (data / name).open(encoding="utf-8") as lines:
            for text in (json.loads(line)["text"] for line in lines):
                if entry := filed.pop(key_of(text), None):
                    yield row_of({**entry, "text": text})


def latest(sources: Iterable[Source]) -> list[tuple[Row, Source]]:
    """The rows of all sources; of rows on the same text the last one."""
    return list({key_of(row.text): (row, source) for source in sources for row in source.rows}.values())


def examples_of(sources: Iterable[Source], frame: Frame, encoder: Encoder) -> Examples:
    """Rows as examples."""
    kept = latest(sources)
    labels = [label.slug for label in (*frame.labels, *frame.goals)]
    texts = [row.text for row, _ in kept]
    return Examples(
        texts,
        encoder.embed(texts),
        targets=np.array([[slug in (*row.chapters, *row.goals) for slug in labels] for row, _ in kept], bool),
        weights=np.array([source.weight for _, source in kept], np.float32),
        public=np.array([source.public for _, source in kept], bool),
        families=[row.family for row, _ in kept],
    )


def train_plan(
    frame: Frame,
    encoder: Encoder,
    out: Path,
    *,
    data: Path | None,
    confirmations: Path | None = None,
    gold: Path | None = None,
) -> Outcome:
    """Train on everything there is and put the model in ``out`` unless the one there agrees better with the gold set."""
    settings = read_training_settings()
    examples = examples_of(gather(data, confirmations, settings.plan), frame, encoder)
    groups = {"chapters": [c.slug for c in frame.labels], "goals": [g.slug for g in frame.goals]}
    model, scores = train(
        examples,
        groups,
        lexicon=read_lexicon(),
        probe=probe_of(encoder),
        settings=settings,
        aim=Aim(samples_f1),
        opinion=lambda labels: opinion_of(examples.texts, encoder, labels),
    )
    model.card |= {
        "encoder": encoder.name,
        "rows": len(examples.texts),
        "sources": "written for this project; NHS Friends and Family Test comments (MIT, NHS England pxtextmining); "
        "ideas from public conversations (CC BY 4.0, compdemocracy)",
        "cross_validated": _figures(model, scores, examples),
    }
    gold = gold or (data / GOLD if data else None)
    new = agreement(model, gold, encoder) if gold else float("nan")
    old = _old_agreement(out, gold, encoder) if gold else None
    better = old is None or new >= old
    if better:
        with tempfile.TemporaryDirectory(dir=out.parent) as work:
            model.save(Path(work) / "model")
            out.mkdir(exist_ok=True)
            for file in (Path(work) / "model").iterdir():
                file.replace(out / file.name)
    return Outcome(new, old, better, len(examples.texts))


def _figures(model: LinearModel, scores: Floats, examples: Examples) -> dict[str, float]:
    """Cross-validated agreement of the chapters with how the rows were filed."""
    count = len(model.card["rules"]["chapters"]["labels"])
    chosen, targets = model.keep(scores, "chapters")[:, :count], examples.targets[:, :count]
    filed = targets.any(axis=1)
    first = targets[np.arange(len(scores)), scores[:, :count].argmax(axis=1)]
    return {
        "samples_f1": round(samples_f1(chosen, targets, examples.weights), 3),
        "top1": round(float(first[filed].mean()), 3),
    }


def _old_agreement(folder: Path, gold: Path, encoder: Encoder) -> float | None:
    try:
        return agreement(load_linear(folder, read_lexicon()), gold, encoder)
    except ModelError:
        return None


def agreement(model: LinearModel, gold: Path, encoder: Encoder) -> float:
    """Mean F1 of a model's chapters with each annotator's, over the texts of a gold file."""
    with gold.open(encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    texts = [entry["text"] for entry in entries]
    kept = model.keep(model.scores(tokens_of(texts), *encoder.embed_both(texts)), "chapters")
    ours = [[model.labels[i] for i in np.flatnonzero(row)] for row in kept]
    people = [[entry[a]["chapters"] for a in ("annotator_a", "annotator_b")] for entry in entries]
    return float(np.mean([np.mean([overlap(o, p) for p in theirs]) for o, theirs in zip(ours, people, strict=True)]))
