"""Names for themes, in words that their members used: a phrase of theirs, else two of their telling words together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, count

from nlp.names.places import place_words
from nlp.themes.phrases import is_a_persons, is_telling, kind, kinds, shape
from nlp.themes.settings import Naming
from nlp.themes.words import STOPWORDS, UNTELLING, content, is_no_answer, runs, stem

Phrase = tuple[str, ...]
Speakers = dict[Phrase, set[str]]
SILENT = 0.4  # share of those in a theme who say that there is nothing to say
MOSTLY = 0.6  # share of those who say a phrase
MOST_WHO_SAY = 2  # people in a theme who must have said the whole phrase
MOST_PAIRED = 8  # telling words that are tried two by two
APART = 0.1  # people who speak of both, for two words that nobody uses together: a last resort
NOTHING = "Nothing to add"
UNNAMED = "Other comments"


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a theme: who wrote it, its words as written and the phrases in it."""

    person: str
    text: str


@dataclass(slots=True)
class Usage:
    """Who used each word, over all themes, and how each word was most often written; and who used each stem."""

    people: Speakers = field(default_factory=lambda: defaultdict(set))
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(slots=True)
class Said:
    """One thing said in several wordings: the kinds of its words, and who said it in which words."""

    kinds: str
    wordings: Speakers = field(default_factory=lambda: defaultdict(set))
    people: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Within:
    """One theme: its phrases by their stems in order, who used each stem, who is in it, who said nothing at all."""

    said: dict[Phrase, Said] = field(default_factory=dict)
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    people: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)


def name_themes(
    themes: Sequence[Sequence[Member]], settings: Naming, kept: Mapping[int, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """A name and keywords for each theme, no name near-identical to another.

    Large themes choose first; ``kept`` names, by index, stand. No other name holds a word too few people used.
    """
    everywhere = Usage()
    within = [_usage(members, settings.longest, everywhere) for members in themes]
    writers = len({member.person for members in themes for member in members})
    namer = Namer(everywhere, writers, _enough(writers, settings), settings)
    names = dict(kept)
    taken = [content(tuple(name.lower().split())) for name in kept.values()]
    for index in sorted(set(range(len(themes))) - set(kept), key=lambda i: (-len(themes[i]), i)):
        names[index] = namer.name(within[index], taken, set(names.values()))
        taken.append(content(tuple(names[index].lower().split())))
    return [(names[index], namer.keywords(here)) for index, here in enumerate(within)]


def _enough(writers: int, settings: Naming) -> int:
    """People who must have used a word: fewer in a small set, never one alone where there are more."""
    return min(settings.people, max(settings.fewest, math.ceil(writers * settings.people_share)), max(1, writers))


def _usage(members: Sequence[Member], longest: int, everywhere: Usage) -> Within:
    """Who in one theme used each phrase; adds to the usage everywhere."""
    here = Within()
    for member in members:
        said = list(runs(member.text))
        here.people.add(member.person)
        if is_no_answer(said):
            here.silent.add(member.person)
        for run in said:
            _note(run, member.person, longest, here, everywhere)
    return here


def _note(run: list[str], person: str, longest: int, here: Within, everywhere: Usage) -> None:
    lowered = [word.lower() for word in run]
    kinds_ = kinds(run)
    for position, (word, low) in enumerate(zip(run, lowered, strict=True)):
        everywhere.spellings[low][word if position else low] += bool(position)
        everywhere.people[low,].add(person)
        if low not in STOPWORDS:
            here.stems[stem(low)].add(person)
            everywhere.stems[stem(low)].add(person)
        for end in range(position + 1, min(position + longest, len(run)) + 1):
            mine = kinds_[position:end]
            if shape(mine) and is_telling(lowered[position:end], mine):
                _note_phrase(tuple(lowered[position:end]), mine, person, here)


def _note_phrase(phrase: Phrase, kinds_: str, person: str, here: Within) -> None:
    """ "GP appointments" and "the GP appointment" are one thing said."""
    meaning = tuple(stem(word) for word, is_ in zip(phrase, kinds_, strict=True) if is_ not in "pqdc")
    said = here.said.setdefault(meaning, Said(kinds_))
    said.wordings[phrase].add(person)
    said.people.add(person)


@dataclass(frozen=True, slots=True)
class Namer:
    """What names are chosen by: the usage over all themes, how many people wrote, how many must have used a word."""

    everywhere: Usage
    writers: int
    enough: int
    settings: Naming

    def name(self, here: Within, taken: Sequence[frozenset[str]], names: set[str]) -> str:
        """The best name that is like none of those taken."""
        if len(here.silent) > SILENT * len(here.people) and NOTHING not in names:
            return NOTHING
        telling = self._telling(here)
        ranked = sorted(
            [*self._phrases(here, telling), *self._pairs(here, telling)], key=lambda found: (-found[0], found[1])
        )
        for _, phrase in ranked:
            meaning = content(phrase) or frozenset(phrase)
            if all(_overlap(meaning, other) < self.settings.alike for other in taken):
                return self._written(phrase)
        return _plain_name(self.keywords(here), names)

    def keywords(self, here: Within) -> tuple[str, ...]:
        """Single words, the most telling first; a stem once, as it is mostly written."""
        weights = {
            word: len(people) * math.log(1 + self.writers / len(self.everywhere.people[word,]))
            for word, people in self._single_words(here).items()
        }
        chosen: dict[str, str] = {}
        for word in sorted(weights, key=lambda word: (-weights[word], word)):
            chosen.setdefault(stem(word), self._spelt(word))
        return tuple(list(chosen.values())[: self.settings.keywords])

    def _single_words(self, here: Within) -> dict[str, set[str]]:
        alone = (said.wordings for meaning, said in here.said.items() if len(meaning) == 1)
        return {
            wording[0]: people
            for wordings in alone
            for wording, people in wordings.items()
            if len(wording) == 1 and self._is_common(wording[0])
        }

    def _is_common(self, word: str) -> bool:
        """Whether enough people used it, and it is nobody's name."""
        return len(self.everywhere.people[word,]) >= self.enough and not self._names_somebody(word)

    def _names_somebody(self, word: str) -> bool:
        """Whether it is a given name, and not mostly written small inside sentences."""
        spellings = self.everywhere.spellings[word]
        return is_a_persons(word) and 2 * spellings[word] <= spellings.total()

    def _telling(self, here: Within) -> dict[str, float]:
        """How much each stem tells of this theme: said by many here, and by more here than elsewhere."""
        size = len(here.people)
        where = {stem(word) for word in place_words()}
        return {
            key: len(people) / size
            * max(self._lift(people, self.everywhere.stems[key], size), 0)
            * (self.settings.place if key in where else 1)
            for key, people in here.stems.items()
        }  # fmt: skip

    def _lift(self, people: set[str], all_who_said: set[str], size: int) -> float:
        """Logarithm of how many times more often it is said here than everywhere."""
        here, everywhere = (len(people) + 0.5) / (size + 1), (len(all_who_said) + 0.5) / (self.writers + 1)
        return math.log(here / everywhere) + self.settings.lift_of_all

    def _phrases(self, here: Within, telling: Mapping[str, float]) -> Iterable[tuple[float, Phrase]]:
        """Phrases fit for a name, in their usual wording, with their worth."""
        fewest = min(self.enough, MOST_WHO_SAY, max(1, len(here.people) // 3))
        fit: dict[Phrase, Phrase] = {}
        for meaning, said in here.said.items():
            wordings = [phrase for phrase in said.wordings if all(map(self._is_common, phrase))]
            if wordings and len(said.people) >= fewest:
                fit[meaning] = min(wordings, key=lambda phrase: (-len(said.wordings[phrase]), len(phrase), phrase))
        clipped = _clipped(fit, here.said)
        for meaning, phrase in fit.items():
            if meaning not in clipped and not place_words().issuperset(phrase):
                yield self._worth(meaning, here.said[meaning], telling), phrase

    def _worth(self, meaning: Phrase, said: Said, telling: Mapping[str, float]) -> float:
        """What the words tell, times how many said the phrase, times how well such a phrase reads."""
        counts = [self.settings.kinds[is_] for is_ in said.kinds if is_ not in "pqdc"]
        words = sum(telling.get(stem_, 0) * counted for stem_, counted in zip(meaning, counts, strict=True))
        reads = self.settings.reads[shape(said.kinds) if len(said.kinds) > 1 else "word"]
        return words * math.sqrt(len(said.people)) * reads / math.sqrt(max(2, len(meaning)))

    def _pairs(self, here: Within, telling: Mapping[str, float]) -> Iterable[tuple[float, Phrase]]:
        """Two telling things that the same people speak of: "buses and appointments"."""
        single = self._single_words(here)
        things = [word for word in single if kind(word) == "n" and word not in UNTELLING | place_words()]
        best = sorted(things, key=lambda word: (-telling.get(stem(word), 0), -len(single[word]), word))
        different = {stem(word): word for word in reversed(best[: 2 * MOST_PAIRED])}
        for one, other in combinations(list(reversed(different.values()))[:MOST_PAIRED], 2):
            together = len(here.stems[stem(one)] & here.stems[stem(other)])
            words = telling[stem(one)] + telling[stem(other)]
            yield words * math.sqrt(together + APART) * self.settings.reads["pair"] / math.sqrt(2), (one, "and", other)

    def _spelt(self, word: str) -> str:
        """The word as people mostly write it inside a sentence."""
        spellings = self.everywhere.spellings.get(word)
        return min(spellings.items(), key=lambda item: (-item[1], item[0]))[0] if spellings else word

    def _written(self, phrase: Phrase) -> str:
        name = " ".join(self._spelt(word) for word in phrase)
        return name[0].upper() + name[1:]


def _plain_name(keywords: Sequence[str], taken: set[str]) -> str:
    """A name for a theme whose every phrase is taken or said by too few."""
    choices = [*(f"More about {word}" for word in keywords), UNNAMED]
    return next(
        (choice for choice in choices if choice not in taken),
        next(f"{UNNAMED} {number}" for number in count(2) if f"{UNNAMED} {number}" not in taken),
    )


def _clipped(phrases: Iterable[Phrase], here: Mapping[Phrase, Said]) -> set[Phrase]:
    """Phrases that people mostly say as part of a longer one: "class service" of "first class service"."""
    return {
        longer[start : start + length]
        for longer in phrases
        for length in range(2, len(longer))
        for start in range(len(longer) - length + 1)
        if longer[start : start + length] in here
        and len(here[longer].people) >= MOSTLY * len(here[longer[start : start + length]].people)
    }


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared stems as a share of all stems."""
    return len(one & other) / max(1, len(one | other))
