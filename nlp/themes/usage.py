"""Who used which words and phrases: in each theme, and over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.themes.phrases import is_a_persons, is_telling, kinds, shape
from nlp.themes.words import STOPWORDS, is_no_answer, runs, stem

Phrase = tuple[str, ...]
Speakers = dict[Phrase, set[str]]
EMPTY = "pqdc"  # kinds of words that "GP appointments" and "the GP appointment" differ by
MOSTLY = 0.6  # share of its spellings inside sentences that makes a word a name
SHORT_FORMS = frozenset("a&e adhd covid ent gp gps id it mri nhs pip sen tv wifi".split())


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a theme, and who wrote it."""

    person: str
    text: str


@dataclass(slots=True)
class Usage:
    """Over all themes: who used each word and each stem, and how each word was written inside sentences."""

    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def spelt(self, word: str) -> str:
        """The word as people mostly write it inside a sentence."""
        spellings = self.spellings.get(word)
        return min(spellings.items(), key=lambda item: (-item[1], item[0]))[0] if spellings else word

    def is_name(self, word: str) -> bool:
        """Whether it is mostly written as a name is: "Natcher", but not "NHS", which everybody says."""
        spellings = self.spellings.get(word)
        if not spellings or spellings.total() < 2 or word in SHORT_FORMS:
            return False
        capital = sum(number for form, number in spellings.items() if form[0].isupper())
        return capital > MOSTLY * spellings.total()

    def names_somebody(self, word: str) -> bool:
        """Whether it is a given name, and not mostly written small inside sentences."""
        spellings = self.spellings[word]
        return is_a_persons(word) and 2 * spellings[word] <= spellings.total()


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


def usage(members: Sequence[Member], longest: int, everywhere: Usage) -> Within:
    """Who in one theme used each phrase of up to ``longest`` words; adds to the usage everywhere."""
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
        everywhere.people[low].add(person)
        if low not in STOPWORDS:
            here.stems[stem(low)].add(person)
            everywhere.stems[stem(low)].add(person)
        for end in range(position + 1, min(position + longest, len(run)) + 1):
            mine = kinds_[position:end]
            if shape(mine) and is_telling(lowered[position:end], mine):
                _note_phrase(tuple(lowered[position:end]), mine, person, here)


def _note_phrase(phrase: Phrase, kinds_: str, person: str, here: Within) -> None:
    meaning = tuple(stem(word) for word, is_ in zip(phrase, kinds_, strict=True) if is_ not in EMPTY)
    said = here.said.setdefault(meaning, Said(kinds_))
    said.wordings[phrase].add(person)
    said.people.add(person)
