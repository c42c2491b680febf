"""What a theme could be named: phrases of its people, two of their telling words, short things said whole; with worth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from nlp.names.places import place_words
from nlp.themes.phrases import JUDGEMENTS, is_clumsy, is_saying, kind, shape
from nlp.themes.settings import Naming
from nlp.themes.usage import EMPTY, Phrase, Said, Usage, Within
from nlp.themes.words import STOPWORDS, UNTELLING, stem

MOSTLY = 0.6  # share of those who say a phrase
NEARLY_ALL = 0.8  # of a theme's people, who speak of a place for the place to name the theme
MOST_WHO_SAY = 2  # people in a theme who must have said the whole phrase, or both words
MOST_PAIRED = 8  # telling words that are tried two by two


@dataclass(frozen=True, slots=True)
class Candidates:
    """What names are made by: the usage over all themes, how many people wrote, how many must have used a word."""

    everywhere: Usage
    writers: int
    enough: int
    settings: Naming

    def keywords(self, here: Within) -> tuple[str, ...]:
        """Single words, the most telling first; a stem once, as it is mostly written."""
        weights = {
            word: len(people) * math.log(1 + self.writers / len(self.everywhere.people[word]))
            for word, people in self._single_words(here).items()
        }
        chosen: dict[str, str] = {}
        for word in sorted(weights, key=lambda word: (-weights[word], word)):
            chosen.setdefault(stem(word), self.everywhere.spelt(word))
        return tuple(list(chosen.values())[: self.settings.keywords])

    def _single_words(self, here: Within) -> dict[str, set[str]]:
        alone = (said.wordings for meaning, said in here.said.items() if len(meaning) == 1)
        return {
            wording[0]: people
            for wordings in alone
            for wording, people in wordings.items()
            if len(wording) == 1 and len(wording[0]) > 1 and self._is_common(wording[0])
        }

    def _is_common(self, word: str) -> bool:
        """Whether enough people used it, and it is nobody's name."""
        return len(self.everywhere.people[word]) >= self.enough and not self.everywhere.names_somebody(word)

    def _is_where_or_who(self, word: str) -> bool:
        """Whether it is the name of a place, a firm, a person: it may stand in a name, but does not make one."""
        return word in place_words() or self.everywhere.is_name(word)

    def telling(self, here: Within) -> dict[str, float]:
        """How much each stem tells of this theme: said by many here, and by more here than elsewhere."""
        size = len(here.people)
        where = {stem(word) for meaning in here.said for word in meaning if self._is_where_or_who(word)}
        where |= {stem(word) for word in place_words()}
        return {
            key: len(people) / size
            * max(self._lift(people, self.everywhere.stems[key], size), 0)
            * (self.settings.place if key in where else 1)
            for key, people in here.stems.items()
        }  # fmt: skip

    def _lift(self, people: set[str], all_who_said: set[str], size: int) -> float:
        """Logarithm of how many times more often it is said here than everywhere."""
        here, everywhere = ((len(people) + 0.5) / (size + 1), (len(all_who_said) + 0.5) / (self.writers + 1))
        return math.log(here / everywhere) + self.settings.lift_of_all

    def worth(self, here: Within) -> dict[Phrase, float]:
        """Phrases fit for a name, and pairs of telling words, each with its worth."""
        telling = self.telling(here)
        found = [*self._phrases(here, telling), *self._pairs(here, telling)]
        return {phrase: worth for worth, phrase in sorted(found)}

    def _phrases(self, here: Within, telling: Mapping[str, float]) -> Iterable[tuple[float, Phrase]]:
        """Phrases fit for a name, in their usual wording, with their worth."""
        fewest = min(self.enough, MOST_WHO_SAY, max(1, len(here.people) // 3))
        fit: dict[Phrase, Phrase] = {}
        for meaning, said in here.said.items():
            wordings = [phrase for phrase in said.wordings if all(map(self._is_common, phrase))]
            repeats = len(set(meaning)) < len(meaning)
            if wordings and not repeats and (len(said.people) >= fewest or self._is_of_it(meaning, said, here)):
                fit[meaning] = self._usual(wordings, said)
        clipped = _clipped(fit, here.said)
        for meaning, phrase in fit.items():
            telling_ = self._says_what(phrase, here.said[meaning].kinds, here) and self._is_there(phrase, here)
            if meaning not in clipped and telling_:
                said = here.said[meaning]
                share = self.settings.said_by if len(phrase) > 1 else self.settings.word_said_by
                who = len(said.people) + self.settings.of_it * len(self._of_it(meaning, here) - said.people)
                often = self._often(who, share, here)
                yield often * self._worth(said, meaning, who, telling), phrase

    @staticmethod
    def _is_of_it(meaning: Phrase, said: Said, here: Within) -> bool:
        """Whether a phrase that hardly anybody says is all of telling words that others use as well, if not together."""
        words = [word for word in next(iter(said.wordings)) if kind(word) not in EMPTY]
        telling = not any(word in UNTELLING or word in STOPWORDS for word in words)
        used = [len(here.stems.get(stem_, ())) for stem_ in meaning]
        return telling and len(meaning) > 1 and min(used) >= MOST_WHO_SAY

    def _of_it(self, meaning: Phrase, here: Within) -> set[str]:
        """Those who use all the words of a phrase, if not together: "the letter came from the hospital"."""
        speakers = [here.stems[stem_] for stem_ in meaning if stem_ in here.stems]
        return set.intersection(*speakers) if len(speakers) > 1 else set()

    def _often(self, who: float, share: float, here: Within) -> float:
        """1 for what a good share of those in a theme said; less, the fewer they are."""
        return min(1, who / (share * len(here.people)))

    def _usual(self, wordings: Sequence[Phrase], said: Said) -> Phrase:
        """The wording of most; of several things rather than of one, where a good part say it so: "waiting times"."""
        most = min(wordings, key=lambda phrase: (-len(said.wordings[phrase]), len(phrase), phrase))
        least = self.settings.say_several * len(said.wordings[most])
        plain = (most[-1] + "s", most[-1] + "es", most[-1].removesuffix("y") + "ies")
        several = [(*most[:-1], last) for last in plain]
        return next((each for each in several if each in wordings and len(said.wordings[each]) >= least), most)

    def _says_what(self, phrase: Phrase, kinds: str, here: Within) -> bool:
        """Whether it says what the theme is about; where or with whom is enough only when most speak of it."""
        judging = shape(kinds) in JUDGEMENTS
        most = NEARLY_ALL * len(here.people)
        return any(
            word not in UNTELLING and (judging or kind(word) in "ng")
            and (not self._is_where_or_who(word) or (len(word) > 2 and len(here.stems.get(stem(word), ())) >= most))
            for word in phrase
        )  # fmt: skip

    def _is_there(self, phrase: Phrase, here: Within) -> bool:
        """Whether a place or a person that it names is one that many here speak of."""
        least = self.settings.place_said_by * len(here.people)
        return all(len(here.stems.get(stem(word), ())) >= least for word in phrase if self._is_where_or_who(word))

    def _worth(self, said: Said, meaning: Phrase, who: float, telling: Mapping[str, float]) -> float:
        """What the words tell, times how many said the phrase, times how well such a phrase reads."""
        counts = [self.settings.kinds[is_] for is_ in said.kinds if is_ not in EMPTY]
        words = sum(telling.get(stem_, 0) * counted for stem_, counted in zip(meaning, counts, strict=True))
        reads = self.settings.reads[shape(said.kinds) if len(said.kinds) > 1 else "word"]
        if is_clumsy(next(iter(said.wordings)), said.kinds):
            reads *= self.settings.clumsy
        return words * math.sqrt(who) * reads / math.sqrt(max(2, len(meaning)))

    def _pairs(self, here: Within, telling: Mapping[str, float]) -> Iterable[tuple[float, Phrase]]:
        """Two telling things that many of the same people speak of: "buses and appointments"."""
        for one, other in combinations(self._things(here, telling), 2):
            both = here.stems[stem(one)] & here.stems[stem(other)]
            if both and min(len(here.stems[stem(word)]) for word in (one, other)) >= MOST_WHO_SAY:
                words = telling[stem(one)] + telling[stem(other)]
                worth = words * math.sqrt(len(both) / 2) * self.settings.reads["pair"]
                pair = (*self._whole(one, here), "and", *self._whole(other, here))
                if len(set(pair)) == len(pair):
                    yield (worth * self._often(len(both), self.settings.paired_by, here), pair)

    def _whole(self, word: str, here: Within) -> Phrase:
        """The thing that a word is mostly said as part of: "blood pressure" for "pressure"."""
        most = MOSTLY * len(here.stems[stem(word)])
        longer = [
            (len(said.people), phrase) for meaning, said in here.said.items()
            if len(meaning) == 2 and stem(word) in meaning and shape(said.kinds) == "thing" and len(said.people) >= max(most, MOST_WHO_SAY)
            for phrase in [self._usual(list(said.wordings), said)] if all(map(self._is_common, phrase))
        ]  # fmt: skip
        return max(longer)[1] if longer else (word,)

    def sayings(self, here: Within, share: float) -> list[Phrase]:
        """Short things that at least this share of the people said whole, and no more: "everything was good"."""
        fewest = max(MOST_WHO_SAY, share * len(here.people))
        said = [
            saying for saying, people in here.sayings.items()
            if len(people) >= fewest and is_saying(saying) and all(map(self._is_common, saying))
            and not any(map(self._is_where_or_who, saying))
        ]  # fmt: skip
        return sorted(said, key=lambda saying: (-len(here.sayings[saying]), saying))

    def loose(self, here: Within) -> list[Phrase]:
        """What a theme without an edge may be named by: its most used things, two together.

        Nobody need have spoken of both, but each word is one that enough people use.
        """
        telling = self.telling(here)
        several = [thing for thing in self._things(here, telling) if len(here.stems[stem(thing)]) >= MOST_WHO_SAY]
        pairs = [(*self._whole(one, here), "and", *self._whole(other, here)) for one, other in combinations(several, 2)]
        return [pair for pair in pairs if len(set(pair)) == len(pair)]

    def _things(self, here: Within, telling: Mapping[str, float]) -> list[str]:
        """Single words that are things, the most telling first, each stem once."""
        single = self._single_words(here)
        things = [
            word for word in single
            if kind(word) == "n" and word not in UNTELLING and not self._is_where_or_who(word)
        ]  # fmt: skip
        best = sorted(things, key=lambda word: (-telling.get(stem(word), 0), -len(single[word]), word))
        different = {stem(word): word for word in reversed(best[: 2 * MOST_PAIRED])}
        return list(reversed(different.values()))[:MOST_PAIRED]

    def without_where(self, phrase: Phrase) -> Phrase:
        """The phrase without the names of places and people in it: "homeless" for "homeless in Bowling Green"."""
        kept = [word for word in phrase if not self._is_where_or_who(word)]
        while kept and kind(kept[-1]) in EMPTY:
            kept.pop()
        return tuple(kept) or phrase

    def written(self, phrase: Phrase) -> str:
        """The phrase as people write it inside a sentence."""
        return " ".join(self.everywhere.spelt(word) for word in phrase)


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
