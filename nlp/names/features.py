"""What the name recogniser sees of a word: its form, the lists it is in, and the words beside it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.names.cues import CUES, RELATIONS, STAFF, TITLES
from nlp.names.lists import given_names, ordinary_words, surnames

FEATURES = 1 << 17
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGIT_LETTERS = str.maketrans("013457", "oieast")
RANKS = (300, 1200, 4000, 12000, 25000)
RARE = 8000
NEVER = 150
PLAIN = {"will", "may"}


@dataclass(frozen=True, slots=True)
class Word:
    """A token as the recogniser sees it, wherever it stands.

    ``candidate`` is whether it may be part of a name, None where that depends on what stands beside it.
    """

    text: str
    lower: str
    rank: int | None
    given: bool
    surname: bool
    kind: str
    form: str
    spelling: tuple[str, ...]
    bucket: str
    essence: str
    seen: str
    candidate: bool | None


@lru_cache(maxsize=32768)
def look_up(text: str) -> Word:
    """Everything about a word that does not depend on where it stands."""
    lower = text.lower()
    if any(c.isdigit() for c in lower) and sum(c.isalpha() for c in lower) >= 2:
        lower = lower.translate(DIGIT_LETTERS)
    bare = lower.replace("'", "")
    rank = ordinary_words().get(lower, ordinary_words().get(bare))
    given, surname = bare in given_names(), bare in surnames()
    unknown = rank is None and lower.isalpha()
    spelling = tuple(_spelling(lower, listed=given or surname)) if unknown else (f"w={lower}",)
    return _word(text, lower, rank, spelling, given=given, surname=surname)


def _word(text: str, lower: str, rank: int | None, spelling: tuple[str, ...], *, given: bool, surname: bool) -> Word:
    kind, form, bucket = _kind(lower), _form(text), _bucket(rank)
    essence = f"{kind}{form[0]}{given:d}{surname:d}{bucket}"
    candidate = _candidate(text, lower, rank, kind, given=given)
    seen = _seen(lower, rank, kind, essence)
    return Word(text, lower, rank, given, surname, kind, form, spelling, bucket, essence, seen, candidate)


def _kind(lower: str) -> str:
    """The sort of cue a word is to the word beside it, the word itself when it is common, or what it looks like."""
    for kind, words in (("title", TITLES), ("staff", STAFF), ("relation", RELATIONS), ("cue", CUES)):
        if lower in words:
            return kind
    if not lower[:1].isalnum():
        return lower[:1] if not lower.isspace() else "newline"
    return "number" if lower.isdigit() else "other"


def _form(text: str) -> str:
    """lower, Title, UPPER, mIxed; with ``9`` where there are digits."""
    digits = "9" if any(c.isdigit() for c in text) else ""
    if text.islower():
        return "l" + digits
    if text.isupper():
        return ("U" if len(text) > 1 else "I") + digits
    return ("T" if text.istitle() or (text[:1].isupper() and "'" in text) else "m") + digits


def _spelling(lower: str, *, listed: bool) -> list[str]:
    """Beginnings, endings and letter triples of a word that is in no dictionary; what a slip may have made it from."""
    edged = f"^{lower}$"
    found = [f"3={edged[i : i + 3]}" for i in range(len(edged) - 2)][:12]
    found += [f"p={lower[:4]}", f"s={lower[-4:]}", f"n={min(len(lower), 9)}"]
    if not listed and 4 <= len(lower) <= 14:
        near = edits(lower) - {lower}
        ranks = [ordinary_words()[word] for word in near if word in ordinary_words()]
        found.append(f"slip={_bucket(min(ranks)) if ranks else '-'}{any(w in given_names() for w in near):d}")
    return found


def edits(word: str) -> set[str]:
    """Every string one slip away: a letter left out, doubled in, changed, or two swapped."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + c + b[1:] for a, b in cuts if b for c in LETTERS}
    added = {a + c + b for a, b in cuts for c in LETTERS}
    return dropped | swapped | changed | added


def _bucket(rank: int | None) -> str:
    return "-" if rank is None else str(sum(rank >= limit for limit in RANKS))


@lru_cache(maxsize=32768)
def unlisted(word: Word) -> Word:
    """The same word as if it were in no list of names: training hides the lists at times, so as not to lean on them."""
    spelling = word.spelling if word.rank is not None else tuple(_spelling(word.lower, listed=False))
    return _word(word.text, word.lower, word.rank, spelling, given=False, surname=False)


def read_words(tokens: Sequence[str]) -> tuple[list[Word], list[int]]:
    """The words of a text, without the spaces between them, and the index of the token that each is."""
    kept = [i for i, token in enumerate(tokens) if not token.isspace() or "\n" in token]
    return [look_up(tokens[i]) for i in kept], kept


def style_of(words: Sequence[Word]) -> str:
    """How a stretch is written: ALL CAPS, no capitals at all, or as usual."""
    forms = [word.form[0] for word in words if word.form[0] in "lUTm" and len(word.text) > 1]
    upper, lower = forms.count("U"), forms.count("l")
    if upper > 2 * lower and upper > 1:
        return "C"
    return "n" if forms and lower == len(forms) else "u"


def is_candidate(words: Sequence[Word], i: int, style: str) -> bool:
    """Whether word i could be part of a name at all: most ordinary words in lower case cannot."""
    word = words[i]
    if word.candidate is not None:
        return word.candidate
    if word.form[0] in "TUm" and style != "C":
        return True
    before = words[i - 1] if i else None
    return before is not None and (
        before.kind in {"title", "staff", "relation"} or (word.surname and (before.given or before.rank is None))
    )


def _candidate(text: str, lower: str, rank: int | None, kind: str, *, given: bool) -> bool | None:
    """Whether a word may be part of a name wherever it stands, None where that depends."""
    if kind in {"number", "title", "newline"} or not any(map(str.isalpha, text)) or len(text) < 2:
        return False
    if sum(map(str.isdigit, text)) > 2:
        return False
    if rank is None or given or rank >= RARE:
        return True
    return False if rank < NEVER and lower not in PLAIN else None


def features(words: Sequence[Word], i: int, style: str) -> list[str]:
    """The features of candidate i."""
    word = words[i]
    around = [words[j] if 0 <= j < len(words) else None for j in (i - 2, i - 1, i + 1, i + 2)]
    before2, before, after, after2 = [other.seen if other else "<>" for other in around]
    listed = f"{word.given:d}{word.surname:d}"
    start = before in {"<>", ".", "!", "?", "newline"}
    form = f"{word.form}{style}{start:d}"
    essence = f"{form}{listed}{word.bucket}"
    beside = [other.essence if other else "<>" for other in around[1:3]]
    left, right = [other.kind if other else "<>" for other in around[1:3]]
    return [
        *word.spelling,
        *[f"f{word.form[0]}{s}" for s in word.spelling[-2:]],
        f"e={essence}", f"l={listed}{word.bucket}", f"f={form}",
        f"b={before}", f"a={after}", f"bb={before2}", f"aa={after2}",
        f"b+l={before}|{listed}{word.form[0]}", f"a+l={after}|{listed}{word.form[0]}",
        f"ba={before}|{after}", f"bb+b={before2}|{before}", f"a+aa={after}|{after2}",
        f"L={left}|{essence}", f"R={right}|{essence}", f"K={left}|{right}|{listed}",
        f"eb={beside[0]}", f"ea={beside[1]}", f"eb+e={beside[0]}|{essence}", f"ea+e={beside[1]}|{essence}",
    ]  # fmt: skip


def _seen(lower: str, rank: int | None, kind: str, essence: str) -> str:
    """What a neighbour sees: the word itself when it is a common one or a mark, else what it looks like."""
    if kind == "newline" or not lower[:1].isalnum():
        return kind
    common = rank is not None and rank < 5000
    return lower if common or kind not in {"other", "number"} else essence


@lru_cache(maxsize=262144)
def index(feature: str) -> int:
    """The place of a feature among the weights."""
    return zlib.crc32(feature.encode("utf-8", "replace")) % FEATURES
