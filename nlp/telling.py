"""The words by which a text can be known again in another's words: their stems, the rare ones counting for more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from nlp.lexicons.lexicon import read_lexicon
from nlp.mapping.linear import load_linear
from nlp.mapping.mapper import SHIPPED
from nlp.mapping.words import words_of

REMEMBERED = 8192  # texts
EMPTY = frozenset(
    "a about after all also an and any are as ask at be because been before but by can could did do does for from get go got"
    " had has have he her his how i if in into is it its just like many me more most my need no not of on one only or our out"
    " people said say she should so some than that the their them then there they this to told too up us very want was we were"
    " what when where which who will with would you your".split()
)
"""What every text has, and how plans report: people told us that they want."""
ENDINGS = ("ies", "ing", "edly", "ed", "es", "s", "ly", "er")


@lru_cache(maxsize=REMEMBERED)
def telling_words(text: str) -> Mapping[str, float]:
    """The stems of a text's words that carry meaning, each with how rare it is in what people write: 0 is everywhere."""
    rarity, unheard = _rarity()
    words = (word for word in words_of(text) if word not in EMPTY and len(word) > 1)
    return {known: rarity.get(known, unheard) for known in map(short, words)}


def short(word: str) -> str:
    """A stem, shorter than is good to read: care, cares, cared, carer and caring are one."""
    word = word.replace("'s", "").replace("'", "")
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), "")
    stem = word.removesuffix(ending) + ("y" if ending == "ies" else "")
    return stem.removesuffix("e") if len(stem) > 3 else stem


@cache
def _rarity() -> tuple[Mapping[str, float], float]:
    """How rare each stem is in the comments that the shipped model learnt from, by its commonest form; and all others."""
    terms = load_linear(SHIPPED, read_lexicon()).features.words.terms
    rarity: dict[str, float] = {}
    for term, place in terms.index.items():
        if " " not in term:
            rare = float(terms.rarity[place]) - 1
            rarity[short(term)] = min(rare, rarity.get(short(term), rare))
    return rarity, float(terms.rarity.max()) - 1
