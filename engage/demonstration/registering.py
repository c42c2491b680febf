"""The demonstration's register: a survey, complaints and a report, and the population figures that come with the plan."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from engage.evidence.reference import fill_in
from engage.evidence.register import Belongs, EntryWords, read_lines, set_lines, write_entry
from engage.extensions import db
from engage.models import EntryKind, Plan, RegisterEntry, User, now

_SOURCE = "Made up for the demonstration"
_LICENCE = "Same as this software"
_ENTRIES = (
    (
        EntryKind.SURVEY,
        "How easy is it to get help?",
        "How easy was it to get help the last time that you needed it?",
        412,
        "Half of those who answered found it easy. One in five gave up.",
        "Very easy; 84; 20.4\nFairly easy; 125; 30.3\nNot easy; 118; 28.6\nI gave up; 85; 20.6",
    ),
    (
        EntryKind.COMPLAINTS,
        "Complaints in the last year, by subject",
        "",
        139,
        "Waiting is the first subject, as in the year before.",
        "Waiting; 61\nHow staff spoke; 33\nLetters and calls; 28\nFood; 14\nParking; 3",
    ),
    (EntryKind.REPORT, "What carers say they need", "", None, "Carers ask for a break, for one number to ring, and to be asked early.", ""),
)  # fmt: skip


def fill_register(plan: Plan, email: str = "officer@example.org") -> int:
    """Put the entries in, once, entered by the officer with this address; the caller commits. How many were added."""
    if db.session.scalar(select(func.count(RegisterEntry.id)).where(RegisterEntry.plan_id == plan.id)):
        return 0
    today, officer = now().date(), db.session.scalars(select(User).where(User.email == email)).one()
    for number, (kind, title, question, base, findings, table) in enumerate(_ENTRIES):
        words = EntryWords(
            title=title, source=_SOURCE, licence=_LICENCE, question=question, base=base, weighting="none",
            starts=today - timedelta(days=120), ends=today - timedelta(days=30), findings=findings,
        )  # fmt: skip
        chapters = plan.chapters[number : number + 3]
        set_lines(plan, write_entry(officer, plan, kind, words, Belongs(chapters=chapters)), read_lines(table))
    fill_in(officer, plan)
    db.session.flush()
    return len(_ENTRIES)
