"""Gathers the name lists: ``python -m nlp.names.gather DATA`` writes given.txt, surnames.txt and ordinary.txt.

Needs the packages ``faker``, ``names`` and ``symspellpy``, which nothing else does: install them for this only. A fresh
gathering differs from the lists that ship by some hundreds of names: train the recogniser again after it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import yaml

from nlp.folding import fold
from nlp.names.lists import FOLDER

CENSUS = 30_000  # surnames taken from the census, most frequent first
DICTIONARY = 45_000  # words taken from the dictionary, most frequent first
TOO_COMMON = 400  # of the dictionary: such words are no names, whatever a list says
OURS = ("chapters", "concerns")
OPEN = ("fft_qdc_train", "fft_phase1_train", "civic_ideas", "chapters_train")
BOTH = frozenset(
    "will may mark hope grace rose joy dawn pat sue lee ray faith ivy iris penny sandy robin frank rob nick guy".split()
)


def plain(names: Iterable[str]) -> set[str]:
    """The parts of names, in plain small letters; those in other alphabets are left out."""
    latin = (name for name in names if all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha()))
    parts = (part.replace("'", "") for name in latin for part in re.split(r"[\s.-]+", fold(name).text.lower()))
    return {part for part in parts if len(part) > 1 and part.isascii() and part.isalpha()}


def from_faker(pattern: str) -> set[str]:
    """Every name in Faker's lists whose attribute matches the pattern, of all its languages."""
    package = importlib.import_module("faker.providers.person")
    found: set[str] = set()
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if re.search(pattern, attribute) and "format" not in attribute and isinstance(value, (tuple, list, dict)):
                found |= plain(name for name in value if isinstance(name, str) and "{" not in name)
    return found


def lines(package: str, name: str) -> list[str]:
    """The first word of each line of a package's data file."""
    return [line.split()[0].lower() for line in (files(package) / name).read_text("utf-8-sig").splitlines()]


def texts(data: Path) -> Iterator[str]:
    """The comments in which small letters show which names are words as well."""
    paths = [*(data / f"{name}.jsonl" for name in OPEN), *(FOLDER.parent / "corpus" / f"{name}.jsonl" for name in OURS)]
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


def write(name: str, head: str, words: Iterable[str]) -> None:
    """One list, with where it comes from at its head."""
    (FOLDER / name).write_text(f"# {head}\n" + "\n".join(words) + "\n", "utf-8")


def main() -> None:
    """Writes the three lists."""
    written = yaml.safe_load((FOLDER / "written.yaml").read_text("utf-8")).values()
    census_given = {*lines("names", "dist.female.first"), *lines("names", "dist.male.first")}
    given = from_faker("first_name|given") | census_given | plain(n for o in written for n in o["given"].split())
    census = plain(lines("names", "dist.all.last")[:CENSUS])
    surnames = (
        from_faker("last_name|surname|family") | census | plain(n for o in written for n in o["surnames"].split())
    )
    small = Counter(word for text in texts(Path(sys.argv[1])) for word in re.findall(r"\b[a-z]+\b", text))
    dictionary = lines("symspellpy", "frequency_dictionary_en_82_765.txt")[:DICTIONARY]
    ordinary = [w for w in dictionary if w.isascii() and w.isalpha() and (w not in given | surnames or small[w] > 1)]
    ordinary += [
        w for w, n in small.most_common() if n > 2 and len(w) > 1 and w not in {*dictionary, *given, *surnames}
    ]
    barred = set(ordinary[:TOO_COMMON]) - BOTH
    write(
        "given.txt",
        "Given names of every origin. From Faker (MIT), the United States census of 1990 (public domain), written.yaml.",
        sorted(given - barred),
    )
    write(
        "surnames.txt",
        "Surnames of every origin. From Faker (MIT), the United States census of 1990 (public domain), written.yaml.",
        sorted(surnames - barred),
    )
    write(
        "ordinary.txt",
        "Words that are not only names, most frequent first. From SymSpell (MIT; Google Books Ngrams, CC BY 3.0; SCOWL) and open comments.",
        ordinary,
    )


if __name__ == "__main__":
    main()
