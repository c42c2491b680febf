"""Take a comment on a paragraph in: the same way as any contribution, and filed under the chapter by its writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Attribution,
    Channel,
    Contributor,
    DraftParagraph,
    Kind,
    Locality,
    Plan,
    RespondentKind,
    now,
)
from engage.models.narrowing import entry
from engage.outcomes.drafting import published_draft, takes_comments
from engage.submissions.intake import Given, Receipt, receive
from engage.submissions.service import find_contributor, find_draft

WEBSITE = "website"
CLOSED = "We do not take comments on this paragraph any more. You can still tell us what you think."


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said about a paragraph; ``described`` lets place and kind stand beside it."""

    text: str
    show: bool = False
    quote: bool = False
    locality: str = ""
    respondent: str = ""
    described: bool = False
    form_token: str = ""


def comment(
    plan: Plan, paragraph: DraftParagraph, said: Said, *, today: date, key: str, code: str | None = None
) -> Receipt:
    """Keep a comment on a paragraph of the present draft. ``code`` is the private code that the
    writer holds already: one code opens everything that one person gave, and what they have not sent yet.

    Raises:
        InputError: comments are closed, the paragraph is gone, or there are no words.
    """
    draft = published_draft(paragraph.chapter)
    present = {block.paragraph_id for block in draft.blocks} if draft else set()
    if draft is None or paragraph.id not in present or not takes_comments(draft, today):
        raise InputError(CLOSED)
    known = find_contributor(code, key=key)
    held = code if known or find_draft(code, key=key) else None
    given = _given(plan, paragraph, said, known)
    receipt = receive(plan, given, key=None if known else key, code=held)
    _file(receipt.contribution.id, paragraph.chapter_id)
    return Receipt(receipt.contribution, held or receipt.code)


def _given(plan: Plan, paragraph: DraftParagraph, said: Said, contributor: Contributor | None) -> Given:
    channels = select(Channel).where(Channel.plan_id == plan.id)
    website = db.session.scalar(channels.where(Channel.slug == WEBSITE)) or db.session.scalars(channels).first()
    if website is None:
        raise InputError("This plan has no channels yet.")
    return Given(
        kind=Kind.COMMENT,
        text=said.text,
        channel=website,
        paragraph=paragraph,
        locality=entry(Locality, plan.id, said.locality),
        respondent_kind=entry(RespondentKind, plan.id, said.respondent),
        show=said.show,
        quote=said.quote,
        attribution=Attribution.KIND_AND_PLACE if said.described else Attribution.ANONYMOUS,
        form_token=said.form_token[:64] or None,
        contributor=contributor,
    )


def _file(contribution_id: int, chapter_id: int) -> None:
    """Under the chapter that it is about: its writer said so by commenting there, so it is confirmed."""
    filed = select(Assignment.id).where(
        Assignment.contribution_id == contribution_id, Assignment.chapter_id == chapter_id
    )
    if db.session.scalar(filed) is None:
        db.session.add(
            Assignment(
                contribution_id=contribution_id, chapter_id=chapter_id, score=1.0, because=[],
                status=AssignmentStatus.CONFIRMED, decided_at=now(),
            )
        )  # fmt: skip
        db.session.flush()
