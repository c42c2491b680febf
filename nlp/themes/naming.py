"""Names for themes, in words that their members used: a phrase of theirs, else two of their telling words together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from nlp.themes.beside import capital, first_unlike, overlap, plain_name, words_of
from nlp.themes.candidates import Candidates
from nlp.themes.joining import joined
from nlp.themes.settings import Naming
from nlp.themes.usage import Member, Phrase, Usage, Within, hear, usage

SILENT = 0.4  # share of those in a theme who say that there is nothing to say
HEARD = 16384  # texts remembered, so that one in a theme and in the wider one is read once
LEAST = 0.1  # of its worth, what is kept by a phrase that does not speak for a large part at all
PARTS = 3  # the largest themes in a wider one, which its name must speak for
NOTHING = "Nothing to add"

Fits = Callable[[int, Sequence[str]], list[float]]
"""How well each phrase speaks for the theme with this index; see meaning.py."""
Taken = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as inside a sentence, and how well it speaks for its theme: 0 where that is not known."""

    name: str
    fit: float = 0.0


def name_themes(
    themes: Sequence[Sequence[Member]],
    settings: Naming,
    kept: Mapping[int, str],
    wider: Mapping[int, int] | None = None,
    fits: Fits | None = None,
) -> list[tuple[str, tuple[str, ...]]]:
    """A name and keywords for each theme, no name near-identical to another.

    Large themes choose first; ``kept`` names, by index, stand; ``wider`` says in which theme another one is. No other
    name holds a word too few people used. With ``fits``, a name is what speaks for most by its meaning, too.
    """
    everywhere = Usage()
    hear_ = lru_cache(maxsize=HEARD)(partial(hear, longest=settings.longest))
    within = [usage(members, everywhere, hear_) for members in themes]
    writers = len({member.person for members in themes for member in members})
    candidates = Candidates(everywhere, writers, _enough(writers, settings), settings)
    sizes = [len(here.people) for here in within]
    namer = Namer(candidates, settings, sizes, {index: Named(name) for index, name in kept.items()})
    above = set((wider or {}).values())
    for index in sorted(set(range(len(themes))) - set(kept), key=lambda i: (i in above, -len(themes[i]), i)):
        inner = sorted(i for i, around in (wider or {}).items() if around == index)
        inner.sort(key=lambda i: -len(themes[i]))
        apart = 2 * sizes[index] <= writers  # a theme of most is not apart from the rest in anything
        namer.choose(index, within[index], inner, fits if apart else None)
    return [(capital(namer.names[index].name), candidates.keywords(here)) for index, here in enumerate(within)]


def _enough(writers: int, settings: Naming) -> int:
    """People who must have used a word: fewer in a small set, never one alone where there are more."""
    return min(settings.people, max(settings.fewest, math.ceil(writers * settings.people_share)), max(1, writers))


@dataclass(frozen=True, slots=True)
class Namer:
    """Chooses names one after another; ``names`` are those chosen so far, by the index of their theme."""

    candidates: Candidates
    settings: Naming
    sizes: Sequence[int]
    names: dict[int, Named] = field(default_factory=dict)

    def choose(self, index: int, here: Within, inner: Sequence[int], fits: Fits | None) -> None:
        """Name a theme by the best that is like no name there is; ``inner`` are the themes in it, the largest first."""
        taken = [words_of(named.name) for named in self.names.values()]
        names = {capital(named.name) for named in self.names.values()}
        if len(here.silent) > SILENT * len(here.people) and NOTHING not in names:
            own: Named | None = Named(NOTHING)
        elif fits is None:
            own = self._said(here, taken)
        else:
            own = self._meant(index, here, inner, taken, fits)
        self.names[index] = own or Named(plain_name(names))

    def _said(self, here: Within, taken: Taken) -> Named | None:
        """The best of what its people say, by their words alone."""
        worth = self.candidates.worth(here)
        ranked = sorted(worth, key=lambda phrase: (-worth[phrase], phrase))
        sayings = self.candidates.sayings(here, self.settings.saying)
        return self._first(taken, ranked, sayings, {})

    def _meant(self, index: int, here: Within, inner: Sequence[int], taken: Taken, fits: Fits) -> Named | None:
        """The best of what its people say, by what it means, or what the themes in it are named by."""
        own = self._fittest(index, here, inner, taken, fits)
        wide = self._joined(index, inner, taken, fits) if inner else None
        if wide and not (own and self._speaks_for_all(own, wide, inner, fits)):
            return wide
        if inner or (own and own.fit >= self.settings.vague):
            return own
        return self._loose(here, taken, own, partial(self._fit, index, fits))

    def _fittest(self, index: int, here: Within, inner: Sequence[int], taken: Taken, fits: Fits) -> Named | None:
        """Of the worthiest phrases, and what some said whole, the one that fits best; and each large part of it."""
        worth = self.candidates.worth(here)
        ranked = sorted(worth, key=lambda phrase: (-worth[phrase], phrase))[: self.settings.tried]
        sayings = self.candidates.sayings(here, 0)[: self.settings.tried]
        fit = self._fit(index, fits, [*ranked, *sayings])
        of_all = dict.fromkeys(fit, 1.0)
        for part in inner[:PARTS]:
            for phrase, of_part in self._fit(part, fits, list(fit)).items():
                of_all[phrase] = min(of_all[phrase], max(of_part / self.settings.of_each, LEAST))
        ranked.sort(key=lambda phrase: -worth[phrase] * of_all[phrase] * fit[phrase] ** 2)
        sayings.sort(key=lambda saying: -fit[saying] * of_all[saying] * len(here.sayings[saying]) ** 0.25)
        return self._first(taken, ranked, sayings, fit)

    def _fit(self, index: int, fits: Fits, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        """How well each phrase speaks for a theme; half of it without the names of places in it."""
        whole = fits(index, [self.candidates.written(phrase) for phrase in phrases])
        bare = fits(index, [self.candidates.written(self.candidates.without_where(phrase)) for phrase in phrases])
        return {phrase: (one + min(one, other)) / 2 for phrase, one, other in zip(phrases, whole, bare, strict=True)}

    def _first(
        self, taken: Taken, ranked: Sequence[Phrase], sayings: Sequence[Phrase], fit: Mapping[Phrase, float]
    ) -> Named | None:
        """The first phrase that is like no other name, or what some said whole where that says it better."""
        for alike in (self.settings.alike, self.settings.alike_at_worst):
            first, saying = (first_unlike(taken, alike, ranked), first_unlike(taken, alike, sayings))
            if first and saying and not self._says_it_better(saying, first, fit):
                saying = None
            if best := saying or first:
                return Named(self.candidates.written(best), fit.get(best, 0.0))
        return None

    def _says_it_better(self, saying: Phrase, phrase: Phrase, fit: Mapping[Phrase, float]) -> bool:
        if not fit:
            return len(phrase) == 1
        return fit[saying] > fit[phrase] * (1 if len(phrase) == 1 else self.settings.better)

    def _loose(
        self, here: Within, taken: Taken, best: Named | None, fit_of: Callable[[Sequence[Phrase]], dict[Phrase, float]]
    ) -> Named | None:
        """What a theme without an edge is named by, where that says it better."""
        fit = fit_of(self.candidates.loose(here))
        first = first_unlike(taken, self.settings.alike, sorted(fit, key=lambda phrase: -fit[phrase]))
        if first and (best is None or fit[first] > self.settings.better * best.fit):
            best = Named(self.candidates.written(first), fit[first])
        return best if best and best.fit >= self.settings.tells else None

    def _joined(self, index: int, inner: Sequence[int], taken: Taken, fits: Fits) -> Named | None:
        """A name made of the names of the largest themes in it."""
        large = [i for i in inner[:PARTS] if self.sizes[i] >= self.settings.part * self.sizes[index]]
        telling = [self.names[i].name for i in large if self.names[i].fit >= self.settings.speaks]
        lists = joined(telling) if self.names[inner[0]].fit >= self.settings.speaks else []
        new = [name for name in lists if all(overlap(words_of(name), other) <= self.settings.alike for other in taken)]
        named = map(Named, new, fits(index, new))
        return max(named, key=lambda each: each.fit, default=None)

    def _speaks_for_all(self, own: Named, wide: Named, inner: Sequence[int], fits: Fits) -> bool:
        """Whether a wider theme's own name says more than one made of its parts, and something of each large part."""
        of_parts = [fits(part, [own.name])[0] for part in inner[:PARTS]]
        return own.fit >= self.settings.as_well * wide.fit and min(of_parts) >= self.settings.of_each
