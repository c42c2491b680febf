"""Freeze the evidence at a moment, show it again as it was, verify a copy, and compare two.

A quote is kept as where its words stand and their digest. So when somebody takes their words back, or asks for them to
be erased, the pack says so and the words are gone from it; every figure stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func, select

from engage.errors import NotFoundError
from engage.evidence.pack_content import digest_of, pack_content
from engage.extensions import db
from engage.models import Chapter, Contribution, Milestone, Pack, Plan, Purpose, User, published
from engage.policies import Permission, require


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack with the words that may still be shown."""

    pack: Pack
    content: dict[str, Any]
    quotes: int
    gone: int

    @property
    def beside(self) -> dict[str, int]:
        """How many entries, decisions, outcomes and gaps are in it."""
        found = {"register": len(self.content["register"])}
        for key in ("decisions", "outcomes", "gaps"):
            found[key] = sum(len(chapter.get(key, ())) for chapter in self.content["chapters"])
        return found

    @property
    def as_frozen(self) -> bool:
        """Whether it still is, word for word, what was frozen."""
        return fingerprint(self.content) == self.pack.sha256


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure or an entry that differs between two packs; None where one does not hold it."""

    identifier: str
    what: str
    before: int | str | None
    after: int | str | None


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of a pack's JSON, the same whoever writes it."""
    return hashlib.sha256(as_json(content)).hexdigest()


def as_json(content: dict[str, Any]) -> bytes:
    """A pack's JSON, byte for byte the same each time."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def freeze(actor: User | None, plan: Plan, chapter: Chapter | None = None, milestone: Milestone | None = None) -> Pack:
    """Freeze the evidence as it stands, of the whole plan or of one chapter. Without an actor: the office's command.

    Raises:
        NotPermittedError: the actor may not.
    """
    if actor is not None:
        require(actor, Permission.FREEZE)
    number = 1 + (db.session.scalar(select(func.max(Pack.number)).where(Pack.plan_id == plan.id)) or 0)
    content = pack_content(plan, chapter, milestone, number)
    pack = Pack(
        plan_id=plan.id,
        number=number,
        chapter_id=chapter.id if chapter else None,
        milestone_id=milestone.id if milestone else None,
        by_id=actor.id if actor else None,
        content=content,
        sha256="",
    )
    pack.sha256 = fingerprint(_with_words(plan, content))
    db.session.add(pack)
    db.session.flush()
    return pack


def find_pack(plan: Plan, number: int) -> Pack:
    """The plan's pack with this number.

    Raises:
        NotFoundError: there is none.
    """
    query = select(Pack).where(Pack.plan_id == plan.id, Pack.number == number)
    pack = db.session.scalar(query) if number < 2**31 else None
    if pack is None:
        raise NotFoundError("There is no such pack.")
    return pack


def packs(plan: Plan) -> list[Pack]:
    """The plan's packs, the latest first."""
    return list(db.session.scalars(select(Pack).where(Pack.plan_id == plan.id).order_by(Pack.number.desc())))


def opened(plan: Plan, pack: Pack) -> Opened:
    """The pack with its words, as far as they are still published and may be quoted."""
    content = _with_words(plan, pack.content)
    quotes = [quote for chapter in content["chapters"] for quote in chapter["quotes"]]
    return Opened(pack, content, len(quotes), sum(quote["words"] is None for quote in quotes))


def _with_words(plan: Plan, content: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = json.loads(json.dumps(content))
    wanted = {quote["contribution"] for chapter in filled["chapters"] for quote in chapter["quotes"]}
    rows = db.session.scalars(
        published(Purpose.QUOTE, plan_id=plan.id).where(Contribution.reference.in_(sorted(wanted)))
    )
    known = {row.reference: row for row in rows}
    for chapter in filled["chapters"]:
        for quote in chapter["quotes"]:
            row = known.get(quote["contribution"])
            words = (row.published_text or "")[quote["start"] : quote["end"]] if row else ""
            same = row is not None and digest_of(words) == quote["sha256"]
            quote["words"] = words if same else None
            quote["attribution"] = row.attribution if row and same else None
    return filled


def figures_of(content: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Every figure of a pack with its identifier, in the order of its JSON. What is hidden is no figure."""
    found = [(f"TOTAL-{name}", name, number) for name, number in sorted(content["totals"].items())]
    found += [(goal["id"], goal["title"], goal["people"]) for goal in content.get("goals", ())]
    if content["chapter"] is None:
        found += _figures_of_groups("", "", content["coverage"])
    for chapter in content["chapters"]:
        found += _figures_of_chapter(chapter)
        found += _figures_of_groups(f"{chapter['id']}-", f"{chapter['title']}: ", chapter.get("coverage", {}))
    return found


def _figures_of_groups(id_: str, title: str, coverage: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """What people said about themselves; packs before the third format hold none of it."""
    for group in coverage.get("groups", ()):
        for row in group["rows"]:
            if row["people"] is not None:
                yield f"{id_}{row['id']}", f"{title}{group['title']} {row['name']}", row["people"]


def _figures_of_chapter(chapter: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    id_, title = chapter["id"], chapter["title"]
    tables = {"": chapter["figures"], "goal-": chapter["goals"]}
    tables |= {f"{key}-": shares for key, shares in sorted(chapter["breakdowns"].items())}
    tables |= {f"contributions-{key}-": shares for key, shares in sorted(chapter.get("contributions", {}).items())}
    for key, shares in tables.items():
        what = "contributions, " if key.startswith("contributions-") else ""
        for name, number in sorted(shares.items()):
            if number is not None:
                yield f"{id_}-{key}{name}", f"{title}: {what}{name}", number
    for theme in chapter["themes"]:
        yield f"{id_}-{theme['id']}", f"{title}: {theme['name']}", theme["people"]
    for event in chapter.get("events", ()):
        if event["people"] is not None:
            yield f"{id_}-{event['id']}", f"{title}: {event['title']}", event["people"]


def _entries_of(content: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a pack holds beside figures: register entries, decisions, outcomes and gaps."""
    found = [(row["id"], f"{row['id']}: {row['title']}", "in it") for row in content["register"]]
    for chapter in content["chapters"]:
        for key, words in (("decisions", "verdict"), ("outcomes", "said"), ("gaps", "gap")):
            rows = chapter.get(key, ())
            found += [(row["id"], f"{row['id']}, {chapter['title']}: {row[words][:80]}", "in it") for row in rows]
    return found


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What two packs differ in; weeks are left out, because they move by themselves."""
    # the first packs held no contributions by place, kind, way and week, and the second nothing by group
    alike = before["format"] == after["format"]
    found: list[dict[str, tuple[str, int | str]]] = [
        {
            id_: (what, value)
            for id_, what, value in chain[tuple[str, str, int | str]](figures_of(content), _entries_of(content))
            if "weeks-" not in id_ and (alike or not ("-contributions-" in id_ or "GROUP-" in id_))
        }
        for content in (before, after)
    ]
    old, new = found
    return [
        Difference(
            id_, (new.get(id_) or old[id_])[0], old[id_][1] if id_ in old else None, new[id_][1] if id_ in new else None
        )
        for id_ in [*old, *(id_ for id_ in new if id_ not in old)]
        if old.get(id_) != new.get(id_)
    ]
