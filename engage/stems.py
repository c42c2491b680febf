"""Words as they are looked for: without accents and capitals, and without the endings of English.

Both databases keep and compare the same stems, so that they find the same things.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
"""Characters of a word that count; a longer one is no word."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_KNOWN = {
    "buses": "bus", "busses": "bus", "gases": "gas", "gps": "gp", "aches": "ache", "children": "child", "people": "person", "women": "woman",
    "men": "man", "feet": "foot", "teeth": "tooth", "lives": "life", "wives": "wife", "using": "use", "used": "use",
    "dying": "die", "died": "die", "dies": "die", "lying": "lie", "news": "news", "series": "series",
}  # fmt: skip
_VOWELS = frozenset("aeiouy")


def stems(text: str) -> list[str]:
    """The stems of a text's words, each once, in alphabetical order: a bag of words, not the text."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return sorted({stem(word[:LONGEST]) for word in _WORD.findall(plain)})


def stem(word: str) -> str:
    """One folded word without its ending: waits, waiting and waited are wait; buses are bus."""
    word = re.sub(r"['’]s$", "", word)
    word = re.sub(r"['’]", "", word)
    if word in _KNOWN:
        return _KNOWN[word]
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    return _ending(_past(_plural(word)))


def _plural(word: str) -> str:
    if word.endswith(("ss", "us")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("is"):
        return word[:-2] if len(word) > 5 else word
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses", "zzes")) else word.removesuffix("s")


def _past(word: str) -> str:
    """Without -ing and -ed, and as it was before they came: hoping was hope, stopped was stop."""
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("eed"):
        return word[:-1] if len(word) > 5 else word
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and any(c in _VOWELS for c in rest):
            return rest + "e" if _short(rest) else rest
    return word


def _short(word: str) -> bool:
    """Three letters that need their e: hop(e), mov(e), but not wait, show or fix."""
    if len(word) != 3:
        return False
    first, middle, last = (c in _VOWELS for c in word)
    return not first and middle and not last and word[-1] not in "wxy"


def _ending(word: str) -> str:
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    if len(word) > 3 and word.endswith("y") and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    return word
