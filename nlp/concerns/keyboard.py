"""Whether a text is only keys struck at random."""

from __future__ import annotations

import re

from nlp.names.lists import given_names, ordinary_words, surnames

LONGEST = 60  # characters of a text that is looked at
WORD = re.compile(r"[^\W\d_]+")
STRUCK = re.compile(r"(.)\1{4,}|[bcdfghjklmnpqrstvwxz]{5,}|(..?)\2{2,}")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
RUN = 4  # neighbouring keys in a row


def struck(text: str) -> bool:
    """Whether no word of a short text is known and each looks struck: "asdfghjkl", "jjjjjjj", "sdlkfj sldkfj"."""
    words = WORD.findall(text.lower()) if len(text) <= LONGEST else []
    return bool(words) and max(map(len, words)) > RUN and all(_looks_struck(word) for word in words)


def _looks_struck(word: str) -> bool:
    if word in ordinary_words() or word in given_names() or word in surnames():
        return False
    return bool(STRUCK.search(word)) or any(
        word[i : i + RUN] in row for row in ROWS for i in range(len(word) - RUN + 1)
    )
