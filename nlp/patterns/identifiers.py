"""The rules for identifiers that have a form of their own, read from ``identifiers.yaml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.lists import read_yaml
from nlp.patterns import checks
from nlp.results import IdentifierKind

RULES = Path(__file__).with_name("identifiers.yaml")
PART = re.compile(r"<([a-z]{3,}_?[a-z]*)>")
HINT = re.compile(  # a text without any of these holds nothing that a rule could find
    r"[\d@/_]|[\w\])] ?\.[a-z]|\((?:at|dot)\)|[\w-] at [a-z]{2,}(?:\.| dot )|(?:oh|zero|nought)[ ,.-]"
    r"|\b(?:live|lives|lived|living|address|flat|resident)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of one kind of identifier: a pattern, and a check of what it matched."""

    kind: IdentifierKind
    pattern: re.Pattern[str]
    check: Callable[[str], bool]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the rule holds, as offsets."""
        group = "it" if "it" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text):
            if self.check(match[group]):
                yield match.span(group)


def _join(pattern: str) -> str:
    return "".join(pattern.splitlines())


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules, compiled once. Raises KeyError for a part that is not there, AttributeError for a check that is not."""
    table = read_yaml(RULES)
    parts = {name: _join(pattern) for name, pattern in table["parts"].items()}

    def whole(pattern: str) -> str:
        """The pattern with its parts put in, parts of parts too."""
        while (filled := PART.sub(lambda m: parts[m[1]], pattern)) != pattern:
            pattern = filled
        return pattern

    return tuple(
        Rule(
            rule["kind"],
            re.compile(whole(_join(rule["pattern"])), 0 if rule.get("strict") else re.IGNORECASE),
            getattr(checks, rule["check"]) if "check" in rule else bool,
        )
        for rule in table["rules"]
    )


def find_identifiers(text: str) -> Iterator[tuple[int, int, IdentifierKind]]:
    """Everything that the rules find; stretches may overlap. A text without a digit or a cue is passed over at once."""
    if HINT.search(text):
        for rule in load_rules():
            for start, end in rule.find(text):
                yield start, end, rule.kind
