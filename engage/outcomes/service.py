"""Say what was done about what people said: write it, link it to the voices behind it, show it, go on with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.codes import read_reference
from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import (
    Chapter,
    Contribution,
    DraftParagraph,
    Outcome,
    OutcomeChange,
    OutcomeStatus,
    Plan,
    Purpose,
    Question,
    Theme,
    User,
    now,
    published,
)
from engage.policies import Permission, require
from engage.submissions.intake import clean_line, clean_text

MAX_WORDS = 2_000
_LARGEST = 2**31


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an outcome says."""

    chapter: Chapter
    status: OutcomeStatus
    said: str
    did: str
    responsible: str
    on: date
    next_on: date | None = None


def find(plan: Plan, id_: int) -> Outcome:
    """An outcome of the plan, shown or not.

    Raises:
        NotFoundError: there is none.
    """
    row = db.session.get(Outcome, id_) if id_ < _LARGEST else None
    if row is None or row.plan_id != plan.id:
        raise NotFoundError("There is no such entry.")
    return row


def write(actor: User, plan: Plan, words: Words, outcome: Outcome | None = None) -> Outcome:
    """Make an outcome, or change one. What is shown already keeps a history of what the public was told.

    Raises:
        NotPermittedError: it is not the actor's chapter.
        InputError: there are no words, or they are too long.
    """
    for chapter in {words.chapter, outcome.chapter if outcome else words.chapter}:
        require(actor, Permission.EDIT_OUTCOMES, chapter)
    if outcome is None:
        outcome = Outcome(plan_id=plan.id, made_by_id=actor.id)
        db.session.add(outcome)
    outcome.chapter, outcome.status, outcome.on, outcome.next_on = words.chapter, words.status, words.on, words.next_on
    outcome.said, outcome.did = _plain(words.said), _plain(words.did)
    outcome.responsible = clean_line(words.responsible)[:200]
    _check(outcome)
    db.session.flush()
    if outcome.shown_at is not None:
        _note_change(actor, outcome)
    return outcome


def _plain(text: str) -> str:
    text = clean_text(text)
    if len(text) > MAX_WORDS:
        raise InputError(f"Make it shorter: {MAX_WORDS:,} characters or fewer. People read this on a phone.")
    return text


def _check(outcome: Outcome) -> None:
    if not outcome.said:
        raise InputError("Write what people said.")
    if not outcome.did and outcome.status is not OutcomeStatus.THINKING:
        raise InputError("Write what was done, or why it cannot be done.")
    if not outcome.responsible:
        raise InputError("Write who is responsible.")


def _note_change(actor: User, outcome: Outcome) -> None:
    """Keep what the public is told from now on, where it differs from what they were told last."""
    last = outcome.changes[-1] if outcome.changes else None
    if last and (last.status, last.did, last.on) == (outcome.status, outcome.did, outcome.on):
        return
    outcome.changes.append(OutcomeChange(status=outcome.status, did=outcome.did, on=outcome.on, by_id=actor.id))
    db.session.flush()


def show(actor: User, outcome: Outcome) -> None:
    """Let everybody see it.

    Raises:
        NotPermittedError: it is not the actor's chapter.
    """
    require(actor, Permission.EDIT_OUTCOMES, outcome.chapter)
    outcome.shown_at = outcome.shown_at or now()
    _note_change(actor, outcome)
    db.session.flush()


def hide(actor: User, outcome: Outcome) -> None:
    """Take it off the public pages; its history stays.

    Raises:
        NotPermittedError: it is not the actor's chapter.
    """
    require(actor, Permission.EDIT_OUTCOMES, outcome.chapter)
    outcome.shown_at = None
    db.session.flush()


def link_groups(
    actor: User,
    outcome: Outcome,
    *,
    themes: list[Theme],
    questions: list[Question],
    paragraphs: list[DraftParagraph] | None = None,
) -> None:
    """Set the themes and questions (and, where given, the paragraphs of a draft) that it answers.

    Raises:
        NotPermittedError: it is not the actor's chapter.
    """
    require(actor, Permission.EDIT_OUTCOMES, outcome.chapter)
    outcome.themes = [theme for theme in themes if theme.plan_id == outcome.plan_id]
    outcome.questions = [question for question in questions if question.plan_id == outcome.plan_id]
    if paragraphs is not None:
        outcome.paragraphs = paragraphs
    db.session.flush()


def link(actor: User, outcome: Outcome, reference: str) -> Contribution:
    """Put one published contribution behind it. Linked twice, it is linked once.

    Raises:
        NotPermittedError: it is not the actor's chapter.
        InputError: nothing published has this reference.
    """
    require(actor, Permission.EDIT_OUTCOMES, outcome.chapter)
    row = db.session.scalar(
        published(Purpose.USE, plan_id=outcome.plan_id).where(
            Contribution.reference == (read_reference(reference) or "")
        )
    )
    if row is None:
        raise InputError("Nothing that is published has this reference.")
    if row not in outcome.contributions:
        outcome.contributions.append(row)
    db.session.flush()
    return row


def unlink(actor: User, outcome: Outcome, reference: str) -> None:
    """Take one contribution from behind it; one that is not there is no error.

    Raises:
        NotPermittedError: it is not the actor's chapter.
    """
    require(actor, Permission.EDIT_OUTCOMES, outcome.chapter)
    wanted = read_reference(reference)
    outcome.contributions = [row for row in outcome.contributions if row.reference != wanted]
    db.session.flush()


def themes_by_id(plan: Plan, ids: list[int]) -> list[Theme]:
    """Those of the plan's living themes that are asked for."""
    query = select(Theme).where(Theme.plan_id == plan.id, Theme.id.in_(ids), Theme.retired_at.is_(None))
    return list(db.session.scalars(query))


def questions_by_id(plan: Plan, ids: list[int]) -> list[Question]:
    """Those of the plan's questions that are asked for."""
    return list(db.session.scalars(select(Question).where(Question.plan_id == plan.id, Question.id.in_(ids))))
