"""Two packs side by side tell nothing about one person: what hardly changed since an earlier pack stays as it was there.

A pack frozen before somebody was heard and one frozen after differ by one, in one place, of one kind, of one age. So a
line that differs from the last pack by fewer people than may be shown is told as it stood in that pack, and so are as
many others as it takes that the totals do not tell it. Every step from pack to pack is then nought, or large enough.
Where hardly anybody was heard or taken back since, all lines stand: that one is hidden now, or no longer, would tell too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from engage.evidence.suppression import hide_small, limit_of
from engage.extensions import db
from engage.models import Chapter, Pack, Plan

Numbers = Mapping[Any, int | None]


class Earlier:
    """What the last packs told of everything ("") and of each chapter (by slug), and what the next one may tell.

    ``told`` is what the next one tells, ``held`` which of its lines stand as they stood before.
    """

    def __init__(self, plan: Plan, people: Mapping[str, int]) -> None:
        """Read the last pack that tells of each; ``people``: how many there are now, in everything and in each."""
        self.limit = limit_of(plan)
        self.told: dict[str, dict[str, dict[str, int | None]]] = defaultdict(dict)
        self.held: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self._before: dict[str, dict[str, dict[str, int | None]]] = {}
        wanted = {"", *(chapter.slug for chapter in plan.chapters)}
        contents: Iterable[dict[str, Any]] = db.session.scalars(
            select(Pack.content).where(Pack.plan_id == plan.id).order_by(Pack.number.desc())
        )
        for content in contents:
            self._before = dict(content.get("cells", {})) | self._before
            if wanted <= set(self._before):
                break
        for scope, number in people.items():
            self.told[scope]["people"] = {"all": number}

    def hold(self, chapter: Chapter | None, key: str, *tables: Numbers) -> list[dict[Any, int | None]]:
        """Tables of the same lines (people; contributions) as the next pack may tell them; asked again, the same."""
        scope = chapter.slug if chapter else ""
        if key not in self.held[scope]:
            before = [self._before.get(scope, {}).get(name, {}) for name in _names(key, tables)]
            few = self._all if self._hardly_anybody(scope) and before[0] else self._few
            self.held[scope][key] = set[str]().union(
                *(few(table, old) for table, old in zip(tables, before, strict=True))
            )
        held, found = self.held[scope][key], []
        for name, table in zip(_names(key, tables), tables, strict=True):
            old = self._before.get(scope, {}).get(name, {})
            found.append({id_: old.get(str(id_)) if str(id_) in held else number for id_, number in table.items()})
            self.told[scope][name] = {str(id_): number for id_, number in found[-1].items()}
        return found

    def _hardly_anybody(self, scope: str) -> bool:
        now, before = (told.get(scope, {}).get("people", {}).get("all") for told in (self.told, self._before))
        return now is not None and before is not None and abs(now - before) < self.limit

    @staticmethod
    def _all(table: Numbers, _old: Numbers) -> set[str]:
        return {str(id_) for id_ in table}

    def _few(self, table: Numbers, old: Numbers) -> set[str]:
        """The lines whose change is too small to be told, and those that must stay with them."""
        change = {
            str(id_): abs(number - was)
            for id_, number in table.items()
            if number is not None and (was := old.get(str(id_))) is not None
        }
        return {id_ for id_, number in hide_small(change, self.limit).cells.items() if number is None}


def _names(key: str, tables: tuple[Numbers, ...]) -> list[str]:
    return [key, f"contributions:{key}"][: len(tables)]
