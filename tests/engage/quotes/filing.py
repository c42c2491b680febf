"""File contributions under chapters and themes as analysis does, with passages of our own choosing."""

from __future__ import annotations

from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Passage,
    PassageAssignment,
    Theme,
    current_plan,
    now,
)
from tests import factories

HOSTILE = (
    "=SUM(A1:A9) is what my bill looked like.",
    "+44 was all they said. Then nothing.",
    "-5 degrees and no bus shelter.",
    "@the surgery they are kind.",
    "'=2+2 is not a formula to me.",
    "<b>Bold & loud</b> ]]> --> \"quoted\" 'single' &amp; ampersand.",
    "Emoji 👩‍⚕️🏳️‍🌈 and 🇬🇧, thank you 🙏🏽.",
    "Zażółć gęślą jaźń, dziękuję pani doktor.",
    "Mae'r meddyg yn Ŵyl ac ŷ yn dda iawn.",
    "A cafe\u0301 a\u0328nd z\u0335a\u0321lgo l\u0336i\u0337ves here.",
    "I saw [name] at [address] and [member of staff] helped.",
    "# Not a heading * not a list _not_ `code` | cell | [link](http://x) $x$ ~~gone~~ \\ slash",
    "First line.\n\n  Second line, indented.\n1. Not a list\n- nor this\n=== nor a rule  \nlast",
    "Tab\there and a  double space.",
    "العربية من اليمين and \u202ebackwards\u202c again.",
    "One\u2028separator\u00a0and a soft\u00adhyphen \ufdd0 \U0001fffe odd.",
)
"""Texts that break careless exports."""


def filed(
    contribution: Contribution,
    chapter: str = "mental-health",
    *,
    theme: str | None = None,
    cut: tuple[tuple[int, int], ...] = (),
    quotable: bool = True,
    score: float = 0.8,
    status: AssignmentStatus = AssignmentStatus.SUGGESTED,
) -> list[Passage]:
    """File ``contribution`` under ``chapter``; its passages are ``cut``, or the whole text is one."""
    decided = None if status is AssignmentStatus.SUGGESTED else now()
    chapter_id = chapter_called(chapter).id
    db.session.add(
        Assignment(
            contribution_id=contribution.id, chapter_id=chapter_id, score=score, status=status, decided_at=decided
        )
    )
    text = contribution.published_text or ""
    passages = [_passage(contribution, start, end, quotable) for start, end in cut or ((0, len(text)),)]
    for passage in passages:
        if theme:
            db.session.add(PassageAssignment(passage_id=passage.id, theme_id=theme_called(theme).id, score=score))
    db.session.commit()
    return passages


def _passage(contribution: Contribution, start: int, end: int, quotable: bool) -> Passage:
    known = db.session.scalar(
        select(Passage).where(Passage.contribution_id == contribution.id, Passage.start == start, Passage.end == end)
    )
    passage = known or Passage(
        contribution_id=contribution.id,
        start=start,
        end=end,
        quotable=quotable,
        text_digest=str(contribution.published_digest),
    )
    db.session.add(passage)
    db.session.flush()
    return passage


def chapter_called(slug: str) -> Chapter:
    """A chapter of the plan under test."""
    return db.session.scalars(select(Chapter).where(Chapter.slug == slug)).one()


def theme_called(name: str) -> Theme:
    """A theme, made on first use."""
    theme = db.session.scalar(select(Theme).where(Theme.key == name))
    if theme is None:
        theme = Theme(plan_id=current_plan().id, key=name, name=name.capitalize(), encoder="test", centroid=b"")
        db.session.add(theme)
        db.session.flush()
    return theme


def spoken(text: str, chapter: str = "mental-health", *, theme: str | None = None, **given: object) -> Contribution:
    """A published contribution, filed under ``chapter``."""
    row = factories.published(text, **given)  # type: ignore[arg-type]
    filed(row, chapter, theme=theme)
    return row
