"""Which members, and which of their sentences, stand for a theme: verbatim, by offset."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.results import Theme, Themes
from nlp.themes.settings import Quoting, load_settings
from nlp.themes.space import Vectors, unit
from nlp.themes.words import REDACTED, WORD, stem

MOST_READ = 6  # sentences of one text that are looked at for one that describes
CLEARLY = 0.5  # leaning from which a text speaks for or against
SENTENCE = re.compile(r"[^.!?\n\r…]+[.!?…]*")
Likeness = Callable[[Sequence[str]], list[float]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the text with this index."""

    index: int
    start: int
    end: int


def most_central(vectors: Vectors) -> npt.NDArray[np.intp]:
    """Row numbers of vectors (n, d) by likeness to their middle, most like first; ties in the order given."""
    likeness = vectors @ unit(vectors.mean(axis=0, keepdims=True))[0]
    return np.argsort(-likeness, kind="stable")


def representative(
    vectors: Vectors, count: int, *, worth: Sequence[float] | None = None, diversity: float = 0.35
) -> list[int]:
    """Row numbers of up to ``count`` rows that are central and unlike each other (maximal marginal relevance).

    ``worth`` replaces likeness to the middle as what makes a row good to have.
    """
    rows = unit(vectors)
    value = rows @ unit(rows.mean(axis=0, keepdims=True))[0] if worth is None else np.asarray(worth, np.float32)
    chosen: list[int] = []
    nearest = np.zeros(len(rows), np.float32)
    while len(chosen) < min(count, len(rows)):
        marginal = (1 - diversity) * value - diversity * nearest
        marginal[chosen] = -np.inf
        chosen.append(int(marginal.argmax()))
        nearest = np.maximum(nearest, rows @ rows[chosen[-1]])
    return chosen


def dissenting(vectors: Vectors, count: int, leanings: Sequence[float] | None = None) -> list[int]:
    """Row numbers of members that say something else, unlike each other.

    With ``leanings`` (-1 against to 1 for, see polarity.py): those that lean the other way than most, where there are
    any. Else the half furthest from the middle.
    """
    rows = unit(vectors)
    if leanings is not None and len(leanings):
        lean = np.asarray(leanings, np.float32)
        against = -np.sign(lean.sum()) * lean
        other_side = np.flatnonzero(against >= CLEARLY)
        if len(other_side):
            chosen = representative(rows[other_side], count, worth=list(against[other_side]))
            return [int(other_side[i]) for i in chosen]
    by_centre = most_central(rows)
    far = by_centre[len(by_centre) // 2 :]
    middle = unit(vectors.mean(axis=0, keepdims=True))[0]
    return [int(far[i]) for i in representative(rows[far], count, worth=list(-(rows[far] @ middle)))]


def quotable(text: str, settings: Quoting) -> list[tuple[int, int]]:
    """Stretches of whole sentences of a readable length that hold no redaction."""
    found = []
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        start = match.start() + len(sentence) - len(sentence.lstrip())
        end = match.start() + len(sentence.rstrip())
        words = sum(1 for _ in WORD.finditer(text, start, end))
        if settings.fewest_words <= words <= settings.most_words and not _redacted(text, start, end):
            found.append((start, end))
    return found


def _redacted(text: str, start: int, end: int) -> bool:
    return any(match.start() < end and match.end() > start for match in REDACTED.finditer(text))


def best_quote(
    texts: Sequence[str],
    central: Sequence[int],
    theme: Theme,
    settings: Quoting,
    *,
    used: Collection[str] = (),
    likeness: Likeness | None = None,
) -> Quote | None:
    """The sentence of the most central members that says most of what the theme is about, not one of those ``used``.

    ``likeness`` tells how near sentences are to the theme's middle, in meaning.
    """
    found = [
        (Quote(index, start, end), rank)
        for rank, index in enumerate(central)
        for start, end in quotable(texts[index], settings)[:MOST_READ]
        if texts[index][start:end] not in used
    ]
    sentences = [texts[quote.index][quote.start : quote.end] for quote, _ in found]
    near = likeness(sentences) if likeness and len(found) > 1 else [0.0] * len(found)
    worth = [
        settings.like * like + _telling(sentence, theme, settings) - settings.per_rank * rank
        for sentence, like, (_, rank) in zip(sentences, near, found, strict=True)
    ]
    return found[worth.index(max(worth))][0] if found else None


def _telling(sentence: str, theme: Theme, settings: Quoting) -> float:
    """What a sentence says of the theme's name and keywords, less what it rambles."""
    words = WORD.findall(sentence)
    stems = {stem(word) for word in words}
    named = {stem(word) for word in WORD.findall(theme.name)}
    wanted = {stem(word) for word in theme.keywords}
    rambling = max(0, len(words) - settings.easily_read)
    return 2 * len(named & stems) + len(wanted & stems) - settings.per_word * rambling


def quote_themes(
    texts: Sequence[str], vectors: Vectors, found: Themes, count: int, settings: Quoting | None = None
) -> dict[str, list[Quote]]:
    """Up to ``count`` quotes of each theme, one from a text, most telling first: central and unlike each other."""
    settings = settings or load_settings().quoting
    quotes: dict[str, list[Quote]] = {}
    themes = {theme.id: theme for theme in found.themes}
    for key, members in members_of(found).items():
        fit = [index for index in members if quotable(texts[index], settings)]
        rows = representative(vectors[np.array(fit, np.intp)], count, diversity=settings.diversity) if fit else []
        chosen = (best_quote(texts, [fit[row]], themes[key], settings) for row in rows)
        quotes[key] = [quote for quote in chosen if quote]
    return quotes


def members_of(found: Themes) -> dict[str, list[int]]:
    """Indices of the texts in each theme; a wider theme has those of the themes in it."""
    members: dict[str, list[int]] = {theme.id: [] for theme in found.themes}
    parents = {theme.id: theme.parent for theme in found.themes}
    for index, placement in enumerate(found.placed):
        key = placement[0] if placement else None
        while key is not None and key in members:
            members[key].append(index)
            key = parents[key]
    return members
