"""Freeze the evidence at a moment, show it again as it was, verify a copy, and compare two.

A quote is kept as where its words stand and their digest. So when somebody takes their words back, or asks for them to
be erased, the pack says so and the words are gone from it; every figure stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from engage.errors import NotFoundError
from engage.evidence.chapter_page import ChapterPage, chapter_page
from engage.evidence.queries import overview
from engage.evidence.register_page import Wanted, register, shown_base, shown_lines
from engage.evidence.showing import as_shown
from engage.evidence.suppression import limit_of
from engage.extensions import db
from engage.models import Chapter, Contribution, Milestone, Pack, Plan, Purpose, RegisterEntry, User, now, published
from engage.policies import Permission, require

FORMAT = "evidence-pack/1"


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack with the words that may still be shown."""

    pack: Pack
    content: dict[str, Any]
    quotes: int
    gone: int

    @property
    def as_frozen(self) -> bool:
        """Whether it still is, word for word, what was frozen."""
        return fingerprint(self.content) == self.pack.sha256


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs between two packs; None where one does not hold it."""

    identifier: str
    what: str
    before: int | None
    after: int | None


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
    content = _content(plan, chapter, milestone, number)
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


def _content(plan: Plan, chapter: Chapter | None, milestone: Milestone | None, number: int) -> dict[str, Any]:
    view = overview(plan)
    chapters = [row.chapter for row in view.rows if chapter is None or row.chapter.id == chapter.id]
    listed = register(plan, Wanted(chapter=chapter.slug if chapter else ""), page_size=10_000)
    return {
        "format": FORMAT,
        "plan": plan.slug,
        "version": number,
        "chapter": chapter.slug if chapter else None,
        "milestone": f"{milestone.on.isoformat()} {milestone.what}" if milestone else None,
        "as_at": now().isoformat(),
        "hidden_under": limit_of(plan),
        "totals": asdict(view.totals) if chapter is None else {},
        "chapters": [_chapter(as_shown(plan, chapter_page(plan, one.slug))) for one in chapters],
        "register": [_register_row(plan, row) for row in listed.rows],
    }


def _chapter(page: ChapterPage) -> dict[str, Any]:
    id_ = f"CHAPTER-{page.chapter.slug}"
    return {
        "id": id_,
        "title": page.chapter.title,
        "figures": {
            name: getattr(page, name) for name in ("people", "contributions", "ideas", "stories", "confirmed", "lately")
        },
        "goals": {share.name: share.people for share in page.goals},
        "breakdowns": {
            one.key: {share.name: None if share.hidden else share.people for share in one.shares}
            for one in (*page.breakdowns, page.weeks)
        },
        "themes": [
            {"id": f"THEME-{theme.id}", "name": theme.name, "people": theme.people, "passages": theme.passages}
            for theme in page.themes
        ],
        "quotes": [
            {
                "id": f"QUOTE-{quote.reference}",
                "contribution": quote.contribution,
                "start": quote.start,
                "end": quote.end,
                "sha256": _digest(quote.text),
            }
            for quote in page.quotes
        ],
    }


def _register_row(plan: Plan, row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("kind", "title", "place", "source", "licence", "size")}
    told |= {"id": row.identifier, "on": row.on.isoformat() if row.on else None, "chapters": list(row.chapters)}
    if row.kind == "event":
        return told
    entry, limit = db.session.get_one(RegisterEntry, row.id), limit_of(plan)
    lines = [asdict(line) for line in shown_lines(entry, limit)]
    return told | {
        "base": shown_base(entry, limit),
        "question": entry.question,
        "findings": entry.findings,
        "lines": lines,
    }


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


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
            same = row is not None and _digest(words) == quote["sha256"]
            quote["words"] = words if same else None
            quote["attribution"] = row.attribution if row and same else None
    return filled


def figures_of(content: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Every figure of a pack with its identifier, in the order of its JSON. What is hidden is no figure."""
    found = [(f"TOTAL-{name}", name, number) for name, number in sorted(content["totals"].items())]
    for chapter in content["chapters"]:
        id_, title = chapter["id"], chapter["title"]
        tables = {"": chapter["figures"], "goal-": chapter["goals"]}
        tables |= {f"{key}-": shares for key, shares in sorted(chapter["breakdowns"].items())}
        for key, shares in tables.items():
            shown = [(name, number) for name, number in sorted(shares.items()) if number is not None]
            found += [(f"{id_}-{key}{name}", f"{title}: {name}", number) for name, number in shown]
        found += [(f"{id_}-{theme['id']}", f"{title}: {theme['name']}", theme["people"]) for theme in chapter["themes"]]
    return found


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The figures in which two packs differ; weeks are left out, because they move by themselves."""
    old = {id_: (what, number) for id_, what, number in figures_of(before) if "-weeks-" not in id_}
    new = {id_: (what, number) for id_, what, number in figures_of(after) if "-weeks-" not in id_}
    return [
        Difference(
            id_, (new.get(id_) or old[id_])[0], old[id_][1] if id_ in old else None, new[id_][1] if id_ in new else None
        )
        for id_ in [*old, *(id_ for id_ in new if id_ not in old)]
        if old.get(id_) != new.get(id_)
    ]
