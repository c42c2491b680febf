"""The passage that stands for a theme in a list: one of the nearest, and of those the one that says most of its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import AssignmentStatus, Contribution, Passage, PassageAssignment, Theme

SENTENCE = (40, 160)
"""Characters of the sentence that describes a theme."""
MOST_READ = 60
"""Passages of a theme, those nearest to it, that are read for the one."""
STEM = 5
"""Letters by which a word is known again: "appointments" says "appointment"."""
EMPTY = frozenset({"about", "and", "for", "from", "the", "with"})
WORD = re.compile(r"\w{3,40}")


def says_of(rows: Any, shown: Any) -> dict[int, int]:
    """For each theme in ``rows``, by the column ``shown``: the passage that stands for it. One that a person confirmed
    comes first; then what says its name, then what shares its words; of like ones the nearest."""
    best: dict[int, tuple[tuple[bool, int, int], int]] = {}
    named = _words_of(rows, shown)
    for row in db.session.execute(_nearest(rows, shown)):
        name, keywords = named[row.theme]
        said = _stems([row.words])
        worth = row.status == AssignmentStatus.CONFIRMED, 2 * len(name & said) + len(keywords & said), -row.rank
        if row.theme not in best or worth > best[row.theme][0]:
            best[row.theme] = worth, row.passage
    return {theme: passage for theme, (_, passage) in best.items()}


def _nearest(rows: Any, shown: Any) -> Any:
    """The short passages of each theme that its landmarks are nearest to."""
    length = Passage.end - Passage.start
    order = (PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
    ranked = (
        rows.where(Passage.quotable.is_(True), length.between(*SENTENCE))
        .with_only_columns(
            shown.label("theme"),
            Passage.id.label("passage"),
            PassageAssignment.status.label("status"),
            func.substr(Contribution.published_text, Passage.start + 1, length).label("words"),
            func.row_number().over(partition_by=shown, order_by=order).label("rank"),
        )
        .subquery()
    )
    return select(ranked).where(ranked.c.rank <= MOST_READ)


def _words_of(rows: Any, shown: Any) -> dict[int, tuple[set[str], set[str]]]:
    """The words of each theme's name, and its keywords."""
    wanted = rows.with_only_columns(shown).distinct()
    found = db.session.execute(select(Theme.id, Theme.name, Theme.keywords).where(Theme.id.in_(wanted)))
    return {row.id: (_stems([row.name]), _stems(row.keywords)) for row in found}


def _stems(texts: Collection[str]) -> set[str]:
    return {word[:STEM] for text in texts for word in WORD.findall(text.lower())} - EMPTY
