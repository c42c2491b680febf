"""Who used which words and phrases: in each theme, and over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nlp.themes.phrases import as_a_name, doing, is_a_persons, is_telling, kinds, shape
from nlp.themes.words import STOPWORDS, is_no_answer, runs, stem

Phrase = tuple[str, ...]
Speakers = dict[Phrase, set[str]]
EMPTY = "pqdc"  # kinds of words that "GP appointments" and "the GP appointment" differ by
MOSTLY = 0.6  # share of its spellings inside sentences that makes a word a name
SHORT_FORMS = frozenset(
    "a&e adhd arabic bengali bsl chinese covid english ent french gp gps id it lithuanian mri nhs pip polish portuguese romanian sen "
    "tv urdu wifi".split()
)


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
    """One theme: its phrases by their stems in order, who said each short thing and no more ("everything was good"), who
    used each stem, who is in it, who said nothing at all."""

    said: dict[Phrase, Said] = field(default_factory=dict)
    sayings: Speakers = field(default_factory=lambda: defaultdict(set))
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    people: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one text says: its words, in small letters and as written inside a sentence, their stems, its phrases.

    A phrase comes with its stems and the kinds of its words.
    """

    silent: bool
    words: list[tuple[str, str | None]]
    stems: list[str]
    phrases: list[tuple[Phrase, Phrase, str]]
    sayings: list[Phrase]


def hear(text: str, longest: int) -> Heard:
    """What a text says, in phrases of up to ``longest`` words."""
    said = list(runs(text))
    heard = Heard(is_no_answer(said), [], [], [], [])
    for run in said:
        lowered, kinds_ = [word.lower() for word in run], kinds(run)
        stems = [stem(doing(low)) for low in lowered]
        if 1 < len(run) <= longest:
            heard.sayings.append(tuple(lowered))
        heard.words.extend(zip(lowered, [None, *run[1:]], strict=True))
        heard.stems.extend([stem_ for stem_, low in zip(stems, lowered, strict=True) if low not in STOPWORDS])
        for start in range(len(run)):
            for end in range(start + 1, min(start + longest, len(run)) + 1):
                mine = kinds_[start:end]
                if shape(mine) and is_telling(lowered[start:end], mine):
                    pairs = zip(stems[start:end], mine, strict=True)
                    meaning = tuple([stem_ for stem_, is_ in pairs if is_ not in EMPTY])
                    phrase = as_a_name(tuple(lowered[start:end]), mine)
                    heard.words.append((phrase[0], None))  # who said "got" spoke of getting
                    heard.phrases.append((meaning, phrase, mine))
    return heard


def usage(members: Sequence[Member], everywhere: Usage, hear_: Callable[[str], Heard]) -> Within:
    """Who in one theme used each phrase; adds to the usage everywhere. ``hear_`` says what a text says."""
    here = Within()
    for member in members:
        heard, person = hear_(member.text), member.person
        here.people.add(person)
        if heard.silent:
            here.silent.add(person)
        for word, inside in heard.words:
            everywhere.spellings[word][inside or word] += inside is not None
            everywhere.people[word].add(person)
        for stem_ in heard.stems:
            here.stems[stem_].add(person)
            everywhere.stems[stem_].add(person)
        for saying in heard.sayings:
            here.sayings[saying].add(person)
        for meaning, phrase, kinds_ in heard.phrases:
            said = here.said.get(meaning) or here.said.setdefault(meaning, Said(kinds_))
            said.wordings[phrase].add(person)
            said.people.add(person)
    return here
