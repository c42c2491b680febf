"""The shapes that a name may have, told by the kind of each word: "GP appointment", "help and support".

No grammar is parsed. A word is a noun unless it is listed as something else or has the ending of something else; what
a name is made of decides whether it reads as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from nlp.names.lists import given_names, ordinary_words
from nlp.themes.words import NO_ANSWER, STOPWORDS, UNTELLING

HERE = Path(__file__).parent
LINKS = frozenset({"of", "for", "with", "to", "about", "without", "between"})
PLACED = frozenset(
    {"at", "in", "from", "on", "near", "off", "through", "into", "around"}
)  # links that more often begin another thought
DETERMINERS = frozenset({"the", "a", "an", "my", "our", "your", "their"})
CONNECTING = frozenset(
    "ah and as because but by for from if of oh or so thank thanks thankyou that to when which with".split()
)
OPENING = frozenset({"better", "fewer", "first", "less", "more", "no"})
JUDGING = frozenset({"full", "good", "bad", "best", "better", "nice", "worse"})  # empty words by themselves
NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand".split()
)
THINGS_IN_ING = frozenset(
    "banking beings booking bowling breastfeeding breathing building cleaning clothing cooking counselling crossing dressing "
    "evening farming feeding fishing flooding funding gambling gardening handling hearing heating housing hunting "
    "lighting listening meeting meetings morning nursing parking planning recycling screening shopping signage signposting "
    "spending staffing swimming teaching training trapping weaning wellbeing well-being wording zoning".split()
)
DONE_TOO = frozenset(
    "ban call control cost drive fund help need order plan ring support taste use visit walk work".split()
)  # things, and as often something that is done
SAID_AS_SEVERAL = frozenset(
    "ads arts communications sports services drugs drivers economics goods human-resources means news physics politics savings "
    "sales systems women's".split()
)
THINGS_IN_ED = frozenset("bed seed feed shed need speed med weed hundred ward card covid-infected".split())
THINGS_IN_ABLE = frozenset(
    "constable disable enable handful mouthful spoonful syllable timetable variable vegetable".split()
)
THINGS_IN_LY = frozenset("family assembly supply reply anomaly bully butterfly".split())

# n a thing, a what it is like, e done to it, g doing, v does, p q a link, d "the", c "and", o "more", x none of these
THING = "[aeg]{0,2}n{1,3}"
SHAPES = re.compile(
    f"(?P<thing>o?{THING})|(?P<linked>o?{THING}pd?{THING})|(?P<placed>o?{THING}qd?{THING})|(?P<both>o?{THING}c{THING})"
    f"|(?P<alike>aca)|(?P<about>apd?{THING})|(?P<doing>[gv][pq]{{1,2}}d?{THING}|[gve]d{THING}|v{THING})"
)
EMPTY = "pqdcox"
LINKED = frozenset({"linked", "placed", "both"})
JUDGEMENTS = frozenset({"alike", "about"})
"""Shapes in which what something is like tells enough: "polite and helpful", but not "biggest difference"."""


@cache
def _gerunds() -> dict[str, str]:
    """What those who "got" or "get" something are doing: getting it."""
    lines = (HERE / "doing.txt").read_text(encoding="utf-8").splitlines()
    return {form: doing for doing, *forms in map(str.split, lines) for form in (doing, *forms)}


def doing(word: str) -> str:
    """A lower-case verb as it opens a name: "waiting" for "waited"; any other word as it is."""
    return _gerunds().get(word, word)


def as_a_name(phrase: tuple[str, ...], kinds_: str) -> tuple[str, ...]:
    """The phrase as a name has it: "getting an appointment" for "got an appointment"."""
    if kinds_[0] not in "ve" or shape(kinds_) != "doing":
        return phrase
    first = doing(phrase[0])
    if first == phrase[0]:
        first = first.removesuffix("ied") + "ying" if first.endswith("ied") else first.removesuffix("ed") + "ing"
    return first, *phrase[1:]


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset((HERE / f"{name}.txt").read_text(encoding="utf-8").split())


def kinds(run: Sequence[str]) -> str:
    """One letter for each word of a run. A capital inside a sentence makes any word a thing: Bowling Green."""
    return "".join(
        "n" if position and word[0].isupper() and word.lower() not in STOPWORDS else kind(word.lower())
        for position, word in enumerate(run)
    )


@lru_cache(maxsize=65536)
def kind(word: str) -> str:
    """The kind of a lower-case word, as one letter."""
    listed = ((JUDGING, "a"), (OPENING, "o"), (DETERMINERS, "d"), (LINKS, "p"), (PLACED, "q"))
    for words, letter in listed:
        if word in words:
            return letter
    if word in _gerunds() and word not in THINGS_IN_ING:
        return "g" if _gerunds()[word] == word else "v"
    if word in {"and", "or"}:
        return "c"
    empty = (
        len(word) == 1
        or word[0] == "0"
        or word in STOPWORDS
        or word in NO_ANSWER
        or word in NUMBERS
        or word in _listed("verbs")
    )
    return "x" if empty else _kind_of_content(word)


def _kind_of_content(word: str) -> str:
    if word in _listed("adjectives") or word.endswith("'s") or _compares(word) or _is_like(word):
        return "a"
    if word in THINGS_IN_ING or word in THINGS_IN_ED or word in THINGS_IN_LY:
        return "n"
    if word.endswith("ing") and len(word) > 5:
        return "g"
    if word.endswith("ed") and len(word) > 4:
        return "e"
    return "x" if word.endswith("ly") and len(word) > 4 else "n"


def _is_like(word: str) -> bool:
    """Whether its ending says what something is like: "accountable", "glamorous"."""
    return len(word) > 6 and word.endswith(("able", "ible", "ous", "ful")) and word not in THINGS_IN_ABLE


def _compares(word: str) -> bool:
    """Whether it is "kinder" or "biggest"."""
    root = word.removesuffix("r").removesuffix("st")
    roots = {root, root[:-1], root[:-2], f"{root[:-2]}y"} if root != word and root.endswith("e") else set()
    return any(each in _listed("adjectives") for each in roots)


@lru_cache(maxsize=65536)
def shape(kinds_: str) -> str:
    """The name of the shape that words of these kinds have, "" when a name would not have it."""
    found = SHAPES.fullmatch(kinds_)
    return (found.lastgroup or "") if found else ""


def is_telling(phrase: Sequence[str], kinds_: str) -> bool:
    """Whether a phrase of a known shape has telling words where they matter: not "front of the school", "small bag"."""
    shape_ = shape(kinds_)
    things = [word for word, is_ in zip(phrase, kinds_, strict=True) if is_ in "ng" or shape_ in JUDGEMENTS]
    if all(word in UNTELLING or word in JUDGING for word in things):
        return False
    if phrase[0] in UNTELLING and kinds_[0] == "a":
        return False
    if shape_ in {"thing", "alike"}:
        return True
    if phrase[-1] in UNTELLING or shape_ not in LINKED:
        return phrase[-1] not in UNTELLING
    return phrase[min(kinds_.index(link) for link in "pqc" if link in kinds_) - 1] not in UNTELLING


def is_clumsy(phrase: Sequence[str], kinds_: str) -> bool:
    """Whether it may be no thing but a piece of a sentence: "older neighbours change", "help nurses", "doctor to call"."""
    shape_ = shape(kinds_)
    if shape_ == "linked":
        return phrase[-1] in DONE_TOO and "to" in phrase
    several = any(
        word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in SAID_AS_SEVERAL
        for word in phrase[:-1]
    )
    return shape_ == "thing" and len(phrase) > 1 and (several or phrase[0] in DONE_TOO)


def is_saying(words: Sequence[str]) -> bool:
    """Whether a few words stand by themselves and say something: "everything was good", not "because of it"."""
    spoken = [kind(word) for word in words]
    says = any(is_ == "a" or (word not in STOPWORDS | NO_ANSWER) for word, is_ in zip(words, spoken, strict=True))
    whole = not {words[0], words[-1]} & CONNECTING and spoken[-1] != "d"
    return says and whole and ("n" not in spoken or not {"x", "v", "q"}.isdisjoint(spoken))


@lru_cache(maxsize=65536)
def is_a_persons(word: str) -> bool:
    """Whether a lower-case word is somebody's given name and hardly anything else."""
    return word in given_names() and word not in ordinary_words()
