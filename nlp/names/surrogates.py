"""Names to put into sentences, of every origin alike."""

from __future__ import annotations

import random

import yaml

from nlp.names.lists import FOLDER, given_names, surnames

HELD_OUT = FOLDER.parent / "evaluation" / "name_origins.yaml"

TITLES = ("Dr", "Dr", "Dr", "Mr", "Mrs", "Ms", "Miss", "Dr.", "Professor", "Mr.", "dr", "Sister", "Nurse")
KEYS = "qwertyuiopasdfghjklzxcvbnm"


class Names:
    """Draws names and, for contrast, things with a capital that are not people."""

    def __init__(self) -> None:
        written = yaml.safe_load((FOLDER / "written.yaml").read_text("utf-8"))
        kept = held_out()
        self.origins = [
            (_without(o["given"].split(), kept), _without(o["surnames"].split(), kept)) for o in written.values()
        ]
        self.all_given, self.all_surnames = (_without(sorted(names()), kept) for names in (given_names, surnames))
        others = yaml.safe_load((FOLDER / "not_people.yaml").read_text("utf-8"))
        self.others = [entry.split(";") for entry in others.values()]

    def origin(self, rng: random.Random) -> tuple[list[str], list[str]]:
        """The given names and surnames of one origin; at times any that are listed at all."""
        if rng.random() < 0.3:
            given = [name.capitalize() for name in rng.sample(self.all_given, 12)]
            return given, [name.capitalize() for name in rng.sample(self.all_surnames, 12)]
        return rng.choice(self.origins)

    def draw(self, slot: str, origin: tuple[list[str], list[str]], rng: random.Random) -> tuple[str, str]:
        """What stands before the name (a title) and the name, for a slot ``F L N T A`` or ``X``."""
        given, family = rng.choice(origin[0]), rng.choice(origin[1])
        if slot == "X":
            return "", rng.choice(rng.choice(self.others[:3] * 3 + self.others))
        if slot == "A":
            slot = rng.choice("FFFFFNNT")
        before, name = "", {"F": given, "L": family}.get(slot, f"{given} {family}")
        if slot == "T":
            before, name = rng.choice(TITLES) + " ", rng.choice((family, family, family, name, given))
        elif slot == "N" and rng.random() < 0.15:
            name = f"{given[0]}{rng.choice(('.', ''))} {family}"
        return before, self.dress(name, rng)

    def dress(self, name: str, rng: random.Random) -> str:
        """The name as people write it: at times in small letters or capitals, at times misspelt."""
        if rng.random() < 0.1:
            name = misspell(name, rng)
        chance = rng.random()
        return name.lower() if chance < 0.17 else name.upper() if chance < 0.21 else name

    def misspell_some(self, text: str, rng: random.Random) -> str:
        """The text with one word in six misspelt."""
        return " ".join(misspell(w, rng) if len(w) > 4 and rng.random() < 0.17 else w for w in text.split(" "))


def held_out() -> frozenset[str]:
    """Names, in small letters, that training never sees because the recogniser is measured with them."""
    origins = yaml.safe_load(HELD_OUT.read_text("utf-8")).values()
    return frozenset(name for origin in origins for names in origin.values() for name in names.lower().split())


def _without(names: list[str], kept: frozenset[str]) -> list[str]:
    return [name for name in names if name.lower() not in kept]


def misspell(word: str, rng: random.Random) -> str:
    """One slip of the fingers, not in the first letter."""
    if len(word) < 4:
        return word
    i = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1 :]
    if kind == 1:
        return word[:i] + word[i] + word[i:]
    if kind == 2:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    return word[:i] + rng.choice(KEYS) + word[i + 1 :]
