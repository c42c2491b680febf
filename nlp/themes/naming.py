"""Names for themes, in words that their members used: a phrase of theirs, never a list of words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from nlp.themes.settings import Naming
from nlp.themes.words import INSIDE, OPENING, STOPWORDS, UNTELLING, content, runs, stem

Phrase = tuple[str, ...]
LENGTH_WORTH = {1: 0.07, 2: 1.0, 3: 1.1, 4: 1.0}
HANGING = ("ed", "ly", "ing")  # endings that leave a reader waiting for the rest
HANGING_WORTH = 0.4
MOSTLY = 0.6  # share of those who say a phrase
MOST_WHO_SAY = 2  # people in a theme who must have said the whole phrase
UNNAMED = "Other comments"


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a theme: who wrote it, its words as written and the phrases in it."""

    person: str
    text: str


@dataclass(slots=True)
class Usage:
    """Who used each phrase and word, over all themes, and how each word was most often written."""

    people: dict[Phrase, set[str]] = field(default_factory=lambda: defaultdict(set))
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def name_themes(
    themes: Sequence[Sequence[Member]], settings: Naming, kept: Mapping[int, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """A name and keywords for each theme, no name near-identical to another.

    Large themes choose first; ``kept`` names, by index, stand. No other name holds a word too few people used.
    """
    everywhere = Usage()
    within = [_usage(members, settings.longest, everywhere) for members in themes]
    writers = {member.person for members in themes for member in members}
    enough = _enough(len(writers), settings)
    keywords = [_keywords(here, everywhere, enough, settings.keywords) for here in within]
    names = dict(kept)
    stems = [content(tuple(name.split())) for name in kept.values()]
    for index in sorted(set(range(len(themes))) - set(kept), key=lambda i: (-len(themes[i]), i)):
        for phrase in _ranked(within[index], everywhere, enough, len(writers)):
            meaning = content(phrase) or frozenset(phrase)
            if all(_overlap(meaning, other) < settings.alike for other in stems):
                stems.append(meaning)
                names[index] = _written(phrase, everywhere)
                break
        else:
            names[index] = _plain_name(keywords[index], set(names.values()))
    return [(names[index], words) for index, words in enumerate(keywords)]


def _plain_name(keywords: Sequence[str], taken: set[str]) -> str:
    """A name for a theme whose every phrase is taken or said by too few."""
    choices = [*(f"More about {word}" for word in keywords), UNNAMED]
    return next(
        (choice for choice in choices if choice not in taken),
        next(f"{UNNAMED} {number}" for number in count(2) if f"{UNNAMED} {number}" not in taken),
    )


def _enough(writers: int, settings: Naming) -> int:
    """People who must have used a word: fewer in a small set, never one alone where there are more."""
    return min(settings.people, max(2, math.ceil(writers * settings.people_share)), max(1, writers))


def _usage(members: Sequence[Member], longest: int, everywhere: Usage) -> dict[Phrase, set[str]]:
    """Who in one theme used each phrase; adds to the usage everywhere."""
    here: dict[Phrase, set[str]] = defaultdict(set)
    for member in members:
        for run in runs(member.text):
            lowered = [word.lower() for word in run]
            for position, (word, low) in enumerate(zip(run, lowered, strict=True)):
                everywhere.spellings[low][word if position else low] += bool(position)
                for length in range(1, longest + 1):
                    phrase = tuple(lowered[position : position + length])
                    if len(phrase) == length and _sayable(phrase):
                        here[phrase].add(member.person)
                everywhere.people[low,].add(member.person)
    for phrase, people in here.items():
        everywhere.people[phrase] |= people
    return here


def _sayable(phrase: Phrase) -> bool:
    """Whether it begins and ends with words of meaning and holds together between."""
    opens_well = phrase[0] not in STOPWORDS or (len(phrase) > 1 and phrase[0] in OPENING)
    ends_well = phrase[-1] not in STOPWORDS
    return (
        opens_well
        and ends_well
        and not UNTELLING.issuperset(phrase)
        and len(phrase[-1]) > 1
        and all(word in INSIDE or word not in STOPWORDS for word in phrase[1:-1])
        and len({stem(word) for word in phrase}) == len(phrase)
    )


def _ranked(here: dict[Phrase, set[str]], everywhere: Usage, enough: int, writers: int) -> list[Phrase]:
    """Phrases fit for a name, best first: said by many here, by few elsewhere, in this theme's telling words."""
    size = len(set().union(*here.values())) if here else 0

    def lift(phrase: Phrase) -> float:
        return math.log1p(len(here.get(phrase, ())) / size * writers / len(everywhere.people[phrase]))

    telling = {phrase[0]: len(people) / size * lift(phrase) for phrase, people in here.items() if len(phrase) == 1}

    def worth(phrase: Phrase) -> float:
        words = sum(telling.get(word, 0) for word in phrase)
        whole = HANGING_WORTH if phrase[-1].endswith(HANGING) else 1.0
        return words * math.sqrt(len(here[phrase])) * lift(phrase) * LENGTH_WORTH[len(phrase)] * whole

    fit = [
        phrase
        for phrase, people in here.items()
        if len(people) >= min(enough, MOST_WHO_SAY, max(1, size // 3))
        and all(len(everywhere.people[word,]) >= enough for word in phrase)
    ]
    clipped = _clipped(fit, here)
    return sorted(fit, key=lambda phrase: (phrase in clipped, -worth(phrase), phrase))


def _clipped(phrases: Sequence[Phrase], here: Mapping[Phrase, set[str]]) -> set[Phrase]:
    """Phrases that people mostly say as part of a longer one: "class service" of "first class service"."""
    return {
        longer[start : start + length]
        for longer in phrases
        for length in range(1, len(longer))
        for start in range(len(longer) - length + 1)
        if len(here[longer]) >= MOSTLY * len(here.get(longer[start : start + length], ()))
    }


def _keywords(here: dict[Phrase, set[str]], everywhere: Usage, enough: int, most: int) -> tuple[str, ...]:
    """Single words by class TF-IDF over people."""

    def weight(word: Phrase) -> float:
        return len(here[word]) * math.log(1 + len(here) / len(everywhere.people[word]))

    fit = [word for word in here if len(word) == 1 and len(everywhere.people[word]) >= enough]
    best = sorted(fit, key=lambda word: (-weight(word), word))[:most]
    return tuple(_spelt(word[0], everywhere) for word in best)


def _spelt(word: str, everywhere: Usage) -> str:
    """The word as people mostly write it inside a sentence."""
    return min(everywhere.spellings[word].items(), key=lambda item: (-item[1], item[0]))[0]


def _written(phrase: Phrase, everywhere: Usage) -> str:
    name = " ".join(_spelt(word, everywhere) for word in phrase)
    return name[0].upper() + name[1:]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared stems as a share of all stems."""
    return len(one & other) / max(1, len(one | other))
