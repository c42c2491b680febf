"""Three ways through what people said: what stands for most of them, what is unlike each other, and who sees it another way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from sqlalchemy import and_, func, select

from engage.extensions import db
from engage.models import AssignmentStatus, Chapter, Contribution, Passage, PassageAssignment
from engage.quotes.filters import Order
from engage.quotes.space import ALIKE, Space
from engage.theming.pipeline import Vector, leanings

FEWEST = 5
"""Passages of a theme from which it can be said what most lean to."""
_CLEARLY, _VERY_CLEARLY = 0.5, 0.7
"""Leaning the other way, within a theme and among things that are not of one theme."""
_SHORTEST = 50
"""Characters from which a passage says enough to stand for anything."""
_SAME_TRAIT = 0.35
"""What being from one place, or of one kind of person, adds to how alike two passages are."""
_UNLIKE = 0.6
"""How much being unlike the others counts against standing for many."""
_PRAISES = re.compile(
    r"\b(?:brilliant|marvellous|wonderful|excellent|lovely|gr(?:ateful|eat)|thank(?:s|ful| you)|(?:can|could)[n’']*t fault|saved (?:my|his|her)"
    r"|best (?:thing|care|doctor|nurse)|work(?:s|ed) (?:well|better)|did it right|a good one|so (?:kind|good)|made (?:all )?the difference|happy with)\b",
    re.IGNORECASE,
)
_DISAGREES = re.compile(
    r"\b(?:(?:don|do no|can|wouldn|would no)[n’' ]*t (?:agree|want|need|believe)|disagree|not every(?:body|one)|some of us|unlike (?:most|many|others)"
    r"|what(?:[’']s| is) wrong with|leave (?:it|us|them) (?:as|alone|where)|(?:please )?(?:don[’']t|do not) (?:close|move|shut|take away|put)|rather (?:have|see|go|wait)|waste of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A passage as a row of the space: which row, how surely it is about the chapter, where, by whom, and its words."""

    row: int
    strength: float
    place: int
    kind: int
    words: str


def in_lane(chapter: Chapter, space: Space, lane: Order, themes: Iterable[int], most: int) -> list[int]:
    """Up to ``most`` passages for one lane, one of each person; ``themes`` are the chapter's, most people first."""
    said = _said(chapter, space)
    if len(said) < 2:
        return [space.passages[one.row] for one in said]
    if lane is Order.DIVERSE:
        found = _unlike(space, said, most)
    elif lane is Order.CENTRAL:
        found = _in_turn(_central(space, group) for group in _by_theme(space, said, themes))
    else:
        found = _dissenting(_by_theme(space, said, themes))
    return [space.passages[row] for row in _one_each(space, found)[:most]]


def _said(chapter: Chapter, space: Space) -> list[_Said]:
    """Passages that are about the chapter themselves and long enough to stand for something; all where those are few."""
    words = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start).label("words")
    found = db.session.execute(
        select(
            Passage.id, func.coalesce(PassageAssignment.score, 0.0).label("strength"),
            func.coalesce(Contribution.locality_id, 0).label("place"),
            func.coalesce(Contribution.respondent_kind_id, 0).label("kind"), words,
        )
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .outerjoin(
            PassageAssignment,
            and_(PassageAssignment.passage_id == Passage.id, PassageAssignment.chapter_id == chapter.id),
        )
        .where(Passage.id.in_(space.passages))
    )  # fmt: skip
    row_of = {passage: row for row, passage in enumerate(space.passages)}
    every = [_Said(row_of[one.id], one.strength, one.place, one.kind, one.words) for one in found]
    every.sort(key=lambda one: one.row)
    telling = [one for one in every if one.strength > 0 and len(one.words) >= _SHORTEST]
    return telling if len(telling) >= FEWEST else every


def _by_theme(space: Space, said: list[_Said], themes: Iterable[int]) -> list[list[_Said]]:
    """What was said of each theme, the theme that most people raised first; what belongs to none comes last."""
    groups: dict[int, list[_Said]] = {theme: [] for theme in themes}
    of_passage = {space.passages[one.row]: one for one in said}
    pairs = db.session.execute(
        select(PassageAssignment.theme_id, PassageAssignment.passage_id)
        .where(
            PassageAssignment.theme_id.in_(groups), PassageAssignment.status != AssignmentStatus.DISMISSED
        )
        .order_by(PassageAssignment.score.desc(), PassageAssignment.id)
    )  # fmt: skip
    loose = dict(of_passage)
    for theme, passage in pairs:
        if passage in loose and theme is not None:
            groups[theme].append(loose.pop(passage))
    return [group for group in (*groups.values(), list(loose.values())) if group]


def _central(space: Space, group: list[_Said]) -> list[int]:
    """Those nearest to the middle first."""
    likeness = _to_middle(space.vectors[[one.row for one in group]])
    return [group[at].row for at in np.argsort(-likeness, kind="stable")]


def _dissenting(groups: list[list[_Said]]) -> list[int]:
    """Theme by theme where it is large enough, and all the rest together: those on the other side, the surest first."""
    large = [group for group in groups if len(group) >= FEWEST]
    rest = [one for group in groups if len(group) < FEWEST for one in group]
    found = [pair for group in large for pair in _against(group, _CLEARLY)] + _against(rest, _VERY_CLEARLY)
    return [row for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1]))]


def _against(group: list[_Said], clearly: float) -> list[tuple[float, int]]:
    """Who leans ``clearly`` the other way than most, or says so in so many words, with how telling that is."""
    lean = np.array(leanings([one.words for one in group]), np.float32)
    most = float(np.sign(lean.sum())) if len(lean) else 0.0
    found = []
    for one, leaning in zip(group, lean, strict=True):
        praise = most < 0 and bool(_PRAISES.search(one.words)) and leaning > -_CLEARLY
        if praise or _DISAGREES.search(one.words) or -most * leaning >= clearly:
            found.append((one.strength + (0.5 if praise else 0.0) - 0.2 * most * float(leaning), one.row))
    return found


def _unlike(space: Space, said: list[_Said], most: int) -> list[int]:
    """Beginning with what stands for most: each next one unlike those before, in what is said, where, and by whom."""
    vectors = space.vectors[[one.row for one in said]]
    people = np.array([space.people[one.row] for one in said])
    traits = [np.array([one.place for one in said]), np.array([one.kind for one in said])]
    value, nearest, open_ = _to_middle(vectors), np.zeros(len(said), np.float32), np.ones(len(said), bool)
    chosen: list[int] = []
    while open_.any() and len(chosen) < most:
        at = int(np.where(open_, (1 - _UNLIKE) * value - _UNLIKE * nearest, -np.inf).argmax())
        chosen.append(said[at].row)
        open_ &= people != people[at]
        alike = vectors @ vectors[at]
        for trait in traits:
            alike = alike + _SAME_TRAIT * ((trait == trait[at]) & (trait > 0))
        nearest = np.maximum(nearest, alike)
    return chosen


def _to_middle(vectors: Vector) -> Vector:
    middle = vectors.mean(axis=0)
    likeness: Vector = vectors @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    return likeness


def _in_turn(lists: Iterable[list[int]]) -> list[int]:
    """The first of each, then the second of each: no theme fills the first page."""
    return [at for turn in zip_longest(*lists) for at in turn if at is not None]


def _one_each(space: Space, rows: list[int]) -> list[int]:
    """Without a second passage of anybody, and without what was said before in almost the same words."""
    kept: list[int] = []
    people: set[int] = set()
    for row in rows:
        if space.people[row] in people or (kept and float((space.vectors[kept] @ space.vectors[row]).max()) >= ALIKE):
            continue
        kept.append(row)
        people.add(space.people[row])
    return kept
