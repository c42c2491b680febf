"""Builds the pipeline from its config, once, and streams texts through it to plain results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import load_config, load_model_from_config

from nlp import components  # noqa: F401 - registers them
from nlp.folding import Folded, fold, without_surrogates
from nlp.graphemes import widen
from nlp.results import (
    Concern,
    ConcernKind,
    GiveAway,
    Identifier,
    IdentifierKind,
    Level,
    Passage,
    Screening,
    WarningKind,
)

SCREENING_VERSION = "6"
CONFIG = Path(__file__).with_name("config.cfg")
SCREENING = ("identifiers", "names", "concerns", "give_aways")
_running = Lock()


@cache
def load_pipeline() -> Language:
    """The pipeline as the config describes it. Built on first use."""
    return load_model_from_config(load_config(CONFIG), auto_fill=True)


def screen(texts: Iterable[str]) -> Iterator[Screening]:
    """What each text, as received, holds that a person must look at. Raises when one could not be read."""
    for batch in _batches(texts):
        folded = [fold(text) for text in batch]
        with _running, load_pipeline().memory_zone():
            docs = load_pipeline().pipe([f.text for f in folded], disable=["passages"])
            found = [_screening(*each) for each in zip(batch, folded, docs, strict=True)]
        yield from found


def split_passages(texts: Iterable[str]) -> Iterator[tuple[Passage, ...]]:
    """Each text's passages, in order: together every character that is not white space, none twice."""
    for batch in _batches(texts):
        with _running, load_pipeline().memory_zone():
            docs = load_pipeline().pipe([without_surrogates(text) for text in batch], disable=SCREENING)
            found = [_passages(text, doc) for text, doc in zip(batch, docs, strict=True)]
        yield from found


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    stream, size = iter(texts), load_pipeline().batch_size
    while batch := list(islice(stream, size)):
        yield batch


def _screening(text: str, folded: Folded, doc: Doc) -> Screening:
    identifiers = tuple(
        Identifier(start, end, cast("IdentifierKind", label))
        for start, end, label in _stretches(text, folded, doc.spans["identifiers"])
    )
    concerns = []
    for start, end, label in _stretches(text, folded, doc.spans["concerns"]):
        kind, level = label.split("/")
        concerns.append(Concern(cast("ConcernKind", kind), cast("Level", level), start, end))
    warnings = tuple(
        GiveAway(start, end, cast("WarningKind", label))
        for start, end, label in _stretches(text, folded, doc.spans["warnings"])
    )
    return Screening(identifiers, tuple(concerns), warnings)


def _stretches(text: str, folded: Folded, spans: SpanGroup) -> Iterator[tuple[int, int, str]]:
    for span in spans:
        start, end = folded.original(span.start_char, span.end_char) if folded.text else (0, len(text))
        yield *widen(text, start, end), span.label_


def _passages(text: str, doc: Doc) -> tuple[Passage, ...]:
    """Sentence ends moved, where a visible character straddles one, to its end."""
    found: list[Passage] = []
    for span in doc.spans["passages"]:
        start, end = widen(text, span.start_char, span.end_char)
        start = max(start, found[-1].end if found else 0)
        if start < end:
            found.append(Passage(start, end, span.label_ == "quotable"))
    return tuple(found)
