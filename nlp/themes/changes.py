"""What a fresh look at all the material would change about the themes, as a list that a person accepts or not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.results import Theme
from nlp.themes.model import Discovered, Placement, ThemeModel
from nlp.themes.settings import Continuing, load_settings

ChangeKind = Literal["new", "grown", "split", "merged"]


@dataclass(frozen=True, slots=True)
class Change:
    """One proposal: what would become of these themes. ``into`` are proposed themes, each with its texts' indices."""

    kind: ChangeKind
    themes: tuple[str, ...]
    into: tuple[Theme, ...] = ()
    members: tuple[tuple[int, ...], ...] = ()


def propose_changes(current: ThemeModel, continued: Discovered, fresh: Discovered) -> tuple[Change, ...]:
    """Proposals, from the same texts seen twice: themes ``continued`` from the current ones and found ``fresh``.

    Nothing is changed; the same input gives the same list.
    """
    rules = load_settings().continuing
    return (
        *_new(current, continued),
        *_grown(current, continued, rules),
        *_split(current, continued, fresh, rules),
        *_merged(current, continued, fresh, rules),
    )


def _new(current: ThemeModel, continued: Discovered) -> list[Change]:
    known = {theme.id for theme in current.themes}
    members = _members(continued.placed)
    added = [theme for theme in continued.themes if theme.id not in known]
    return [Change("new", (), (theme,), (tuple(members[theme.id]),)) for theme in added]


def _grown(current: ThemeModel, continued: Discovered, rules: Continuing) -> list[Change]:
    before = {theme.id: theme.size for theme in current.themes}
    return [
        Change("grown", (theme.id,), (theme,))
        for theme in continued.themes
        if before.get(theme.id, 0) and theme.size >= rules.grown * before[theme.id]
    ]


def _split(current: ThemeModel, continued: Discovered, fresh: Discovered, rules: Continuing) -> list[Change]:
    """Themes of which two or more fresh ones each take a good share, and which fill those mostly."""
    shared = _shared(continued.placed, fresh.placed)
    old_sizes, new_sizes = _sizes(continued.placed), _sizes(fresh.placed)
    themes = {theme.id: theme for theme in fresh.themes}
    members = _members(fresh.placed)
    changes = []
    for theme in current.themes:
        parts = sorted(
            new
            for (old, new), count in shared.items()
            if old == theme.id
            and count >= rules.part_of_split * old_sizes[old]
            and count >= rules.members_kept * new_sizes[new]
        )
        if len(parts) > 1:
            into = tuple(themes[part] for part in parts)
            changes.append(Change("split", (theme.id,), into, tuple(tuple(members[part]) for part in parts)))
    return changes


def _merged(current: ThemeModel, continued: Discovered, fresh: Discovered, rules: Continuing) -> list[Change]:
    """Fresh themes that hold most of two or more current ones."""
    shared = _shared(continued.placed, fresh.placed)
    old_sizes = _sizes(continued.placed)
    members = _members(fresh.placed)
    known = {theme.id for theme in current.themes}
    absorbed: dict[str, list[str]] = defaultdict(list)
    for (old, new), count in sorted(shared.items()):
        if old in known and count > rules.members_kept * old_sizes[old]:
            absorbed[new].append(old)
    return [
        Change("merged", tuple(absorbed[theme.id]), (theme,), (tuple(members[theme.id]),))
        for theme in fresh.themes
        if len(absorbed[theme.id]) > 1
    ]


def _shared(old: Sequence[Placement], new: Sequence[Placement]) -> Counter[tuple[str, str]]:
    return Counter((a[0], b[0]) for a, b in zip(old, new, strict=True) if a and b)


def _sizes(placed: Sequence[Placement]) -> Counter[str]:
    return Counter(placement[0] for placement in placed if placement)


def _members(placed: Sequence[Placement]) -> dict[str, list[int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for index, placement in enumerate(placed):
        if placement:
            members[placement[0]].append(index)
    return members
