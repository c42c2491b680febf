"""The paragraph and character styles of a Word file: what they are called, which are headings, which hide their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engage.quotes.drafts.package import Package, parse

_NUMBERED = re.compile(r"heading ([1-9])")
_NO = frozenset({"0", "false", "off"})
_DEEPEST = 12
"""Styles that a style may be based on, one on another: more is a circle."""


@dataclass(slots=True)
class Styles:
    """Everything by the style's id."""

    names: dict[str, str] = field(default_factory=dict)
    """Names of paragraph styles, in lower case."""
    levels: dict[str, int] = field(default_factory=dict)
    """1 to 9 for headings."""
    hiding: dict[str, bool] = field(default_factory=dict)
    """What a style itself says about hiding words."""
    based_on: dict[str, str] = field(default_factory=dict)

    def hides(self, style: str) -> bool:
        """Whether words in a style are hidden, by its own word or that of the style that it is based on."""
        for _ in range(_DEEPEST):
            if style in self.hiding or style not in self.based_on:
                break
            style = self.based_on[style]
        return self.hiding.get(style, False)


def attribute(given: Mapping[str, str], wanted: str = "val") -> str:
    """An attribute by its local name."""
    return next((value for name, value in given.items() if name.rpartition("}")[2] == wanted), "")


def switched_on(given: Mapping[str, str]) -> bool:
    """Whether a property that is there is on, as it is unless it says no."""
    return attribute(given).lower() not in _NO


def read_styles(package: Package) -> Styles:
    """The styles of a file; none where it has no list of them."""
    styles = Styles()
    current = [("", "")]

    def start(name: str, given: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "style":
            current[0] = (attribute(given, "type"), attribute(given, "styleId"))
        elif current[0][1]:
            _note(styles, *current[0], tag, given)

    listed = package.parts.get(package.beside("styles.xml"))
    if listed:
        parse(listed, start=start)
    return styles


def _note(styles: Styles, kind: str, style: str, tag: str, given: dict[str, str]) -> None:
    """One property of a style."""
    value = attribute(given)
    if tag == "vanish":
        styles.hiding[style] = switched_on(given)
    elif tag == "basedOn":
        styles.based_on[style] = value
    elif kind == "paragraph" and tag == "name":
        styles.names[style] = value.lower()
        if value.lower() == "title":
            styles.levels[style] = 1
        if numbered := _NUMBERED.fullmatch(value.lower()):
            styles.levels[style] = int(numbered[1])
    elif kind == "paragraph" and tag == "outlineLvl" and value.isdigit() and int(value) < 9:
        styles.levels.setdefault(style, int(value) + 1)
