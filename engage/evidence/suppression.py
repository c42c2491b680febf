"""Small numbers stay hidden: by themselves, by subtraction from a total, and by comparing two views of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.models import Plan

USUAL_LIMIT = 5
LEAST, MOST = 3, 50

Cells = Mapping[Any, int]


def limit_of(plan: Plan) -> int:
    """The smallest number of people that may be shown; the office can set another."""
    wanted = plan.wording.get("smallest_number", USUAL_LIMIT)
    return wanted if isinstance(wanted, int) and LEAST <= wanted <= MOST else USUAL_LIMIT


@dataclass(frozen=True, slots=True)
class Safe:
    """Numbers that may be shown; what is None is hidden. The total may be known: it tells none of what is hidden."""

    cells: dict[Any, int | None]
    all_hidden: bool = False


def hide_small(cells: Cells, limit: int) -> Safe:
    """Hide what is under ``limit``, and as much more as it takes that the total does not tell it."""
    return _hidden(cells, _small(cells, limit), limit, (cells,))


def hide_part(cells: Cells, whole: Cells, limit: int) -> Safe:
    """The same for a part of ``whole``, whose safe view may be seen too: nobody learns a number by comparing the two."""
    wider = hide_small(whole, limit)
    rest = {key: whole[key] - number for key, number in cells.items()}
    unknown = {key for key in cells if wider.cells[key] is None}
    return _hidden(cells, _small(cells, limit) | _small(rest, limit) | unknown, limit, (cells, rest))


def safe_cells(
    whole: Sequence[Sequence[Any]],
    part: Sequence[Sequence[Any]] | None,
    ids: Sequence[Any],
    limit: int,
) -> dict[Any, int | None]:
    """Lines of a breakdown (which entry, people) as they may be shown: of everything, or of a part of it.

    ``ids``: the entries that are always there. None, too: people who did not say.
    """
    keys = list(dict.fromkeys([*ids, None, *(row[0] for row in whole)]))
    wide = counted(whole, keys)
    return (hide_small(wide, limit) if part is None else hide_part(counted(part, keys), wide, limit)).cells


def counted(rows: Sequence[Sequence[Any]], keys: Sequence[Any]) -> dict[Any, int]:
    """People by entry, nought where a breakdown has no line."""
    found = {row[0]: row[1] for row in rows}
    return {key: found.get(key, 0) for key in keys}


def _hidden(cells: Cells, hidden: set[Any], limit: int, tables: tuple[Cells, ...]) -> Safe:
    hidden, safe = _hide_until_safe(cells, hidden, limit, tables)
    if not safe:  # even a nought would tell where the few are
        return Safe(dict.fromkeys(cells), all_hidden=True)
    return Safe({key: None if key in hidden else number for key, number in cells.items()})


def _small(cells: Cells, limit: int) -> set[Any]:
    return {key for key, number in cells.items() if 0 < number < limit}


def _hide_until_safe(cells: Cells, hidden: set[Any], limit: int, tables: tuple[Cells, ...]) -> tuple[set[Any], bool]:
    """Hide the next smallest number until no table tells what is hidden; whether that was reached."""
    left = sorted((key for key in cells if key not in hidden and cells[key]), key=lambda key: (cells[key], str(key)))
    while True:
        safe = all(_keeps(table, hidden, limit) for table in tables)
        if safe or not left:
            return hidden, safe
        hidden = hidden | {left.pop(0)}


def _keeps(cells: Cells, hidden: set[Any], limit: int) -> bool:
    """What is hidden is nothing at all, or two numbers or more that together are large enough to be split in many ways."""
    some = [cells[key] for key in hidden if cells[key]]
    return not some or (len(some) > 1 and sum(some) >= max(limit, len(some) + 2))
