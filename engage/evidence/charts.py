"""Bar charts as plain numbers: where each bar and word stands, for a template to draw as SVG without any style."""

from __future__ import annotations

from dataclasses import dataclass

from engage.evidence.chapter_page import Breakdown

WIDTH = 480
ROW = 46
LABEL = 18
"""How far below a row's top its words stand; the bar hangs under them."""
BAR = 14
ROOM_FOR_NUMBER = 56
COLUMN_HEIGHT = 140


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place and size, its words, and the number that it stands for."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    named: bool = True
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with a title and a description that says the same in words."""

    key: str
    title: str
    description: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    upright: bool = False

    @property
    def base(self) -> int:
        """Where columns stand."""
        return 24 + COLUMN_HEIGHT


def bars(breakdown: Breakdown) -> Chart:
    """People by line, as bars lying down with their words above them."""
    most = max((share.people for share in breakdown.shares), default=0) or 1
    drawn = tuple(
        Bar(
            share.name,
            share.people,
            0,
            row * ROW + LABEL + 6,
            round((WIDTH - ROOM_FOR_NUMBER) * share.people / most, 1),
            BAR,
            hidden=share.hidden,
        )
        for row, share in enumerate(breakdown.shares)
    )
    return Chart(breakdown.key, breakdown.about, _in_words(breakdown), WIDTH, len(drawn) * ROW, drawn)


def columns(breakdown: Breakdown) -> Chart:
    """People by week, as columns from left to right; every third is named."""
    most = max((share.people for share in breakdown.shares), default=0) or 1
    step = WIDTH / max(len(breakdown.shares), 1)
    drawn = []
    for number, share in enumerate(breakdown.shares):
        height = round(COLUMN_HEIGHT * share.people / most, 1)
        left, top = round(number * step + 3, 1), round(24 + COLUMN_HEIGHT - height, 1)
        drawn.append(Bar(share.name, share.people, left, top, round(step - 6, 1), height, number % 3 == 0))
    return Chart(
        breakdown.key, breakdown.about, _in_words(breakdown), WIDTH, COLUMN_HEIGHT + 52, tuple(drawn), upright=True
    )


def _in_words(breakdown: Breakdown) -> str:
    return "; ".join(f"{share.name}: {'hidden' if share.hidden else share.people}" for share in breakdown.shares) + "."
