"""A contribution: an idea or a story, its consent, and its original words kept apart."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contributor import Contributor
from engage.models.draft_chapter import DraftParagraph
from engage.models.event import Event
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User
from engage.models.vocabulary import Channel, Locality, Question, RespondentKind


class Kind(StrEnum):
    """What was given."""

    IDEA = "idea"
    STORY = "story"
    COMMENT = "comment"
    """Said about something: a paragraph of a draft chapter, or what somebody else said."""


class State(StrEnum):
    """Where a contribution stands. Only moderation.service changes it, with a decision row."""

    RECEIVED = "received"
    HELD = "held"
    REFERRED = "referred"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WAITING = "state IN ('received', 'held')"
"""What a moderator still has to decide on; written out so that the database knows its index for it."""
ON_HOLD = "state = 'held'"
SETTLED = "state IN ('published', 'declined')"
"""What a moderator decided on, written out for the same reason."""

_DECIDED = frozenset({State.HELD, State.REFERRED, State.PUBLISHED, State.DECLINED, State.WITHDRAWN})

TRANSITIONS: dict[State, frozenset[State]] = {
    State.RECEIVED: _DECIDED,
    State.HELD: _DECIDED | {State.RECEIVED},
    State.REFERRED: _DECIDED - {State.REFERRED} | {State.RECEIVED},
    State.PUBLISHED: _DECIDED | {State.RECEIVED},
    State.DECLINED: _DECIDED - {State.DECLINED} | {State.RECEIVED},
    State.WITHDRAWN: frozenset(),
}
"""What may follow what; unlisted means forbidden. Withdrawal is final."""


class Behalf(StrEnum):
    """For whom somebody speaks."""

    SELF = "self"
    PERSON = "person"
    """Somebody else, who said yes to it."""
    GROUP = "group"
    """A group, as one voice."""


class Leave(StrEnum):
    """By what right somebody speaks for somebody else."""

    AGREED = "agreed"
    """They said yes."""
    DECIDES = "decides"
    """The speaker decides for them: a child, or somebody who cannot decide."""


class Attribution(StrEnum):
    """How the contributor agreed to be described under a quote."""

    KIND_AND_PLACE = "kind-and-place"
    KIND = "kind"
    PLACE = "place"
    ANONYMOUS = "anonymous"


def describe(agreed: Attribution, who: str, where: str) -> str:
    """The words under a quote, of ``who`` and ``where`` only what was agreed to."""
    parts = {
        Attribution.KIND_AND_PLACE: [who, where],
        Attribution.KIND: [who],
        Attribution.PLACE: [where],
        Attribution.ANONYMOUS: [],
    }[agreed]
    return ", ".join(part for part in parts if part) or "Member of the public"


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal: what offsets are tied to."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Contribution(Base):
    """One idea or story. ``published_text`` is the approved, redacted text and exists only while published."""

    __tablename__ = "contribution"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("state", State),
        one_of("on_behalf", Behalf),
        one_of("leave", Leave),
        CheckConstraint("(on_behalf = 'person') = (leave IS NOT NULL)", name="for_somebody_with_permission"),
        CheckConstraint("group_size IS NULL OR group_size >= 1", name="group_of_people"),
        CheckConstraint("on_behalf = 'group' OR (group_name IS NULL AND group_size IS NULL)", name="group_only"),
        CheckConstraint("(state = 'published') = (published_text IS NOT NULL)", name="text_if_published"),
        CheckConstraint("(published_text IS NULL) = (published_digest IS NULL)", name="digest_of_text"),
        CheckConstraint("paragraph_id IS NULL OR kind = 'comment'", name="comment_on_a_paragraph"),
        CheckConstraint(
            "parent_id IS NULL OR (kind = 'comment' AND paragraph_id IS NULL)", name="comment_on_one_thing"
        ),
        CheckConstraint("state = 'received' OR last_decision_id IS NOT NULL", name="decided_by_a_decision"),
        CheckConstraint("urgency BETWEEN 0 AND 3", name="urgency_known"),
        CheckConstraint("use_only = false OR state = 'published'", name="use_only_if_published"),
        UniqueConstraint("source", "source_id"),
        Index("ix_contribution_plan_state", "plan_id", "state", "received_at"),
        Index(
            "ix_contribution_queue",
            "plan_id",
            "urgency",
            "received_at",
            "id",
            "state",
            "suspicion",
            "checked",
            "kind",
            "language",
            "locality_id",
            "channel_id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index(
            "ix_contribution_tray",
            *("plan_id", "urgency", "received_at", "id", "state", "suspicion"),
            sqlite_where=text(f"{WAITING} AND suspicion <> ''"),
            postgresql_where=text(f"{WAITING} AND suspicion <> ''"),
        ),
        Index(
            "ix_contribution_unchecked",
            *("plan_id", "urgency", "received_at", "id", "state", "suspicion", "checked"),
            sqlite_where=text(f"{WAITING} AND NOT checked"),
            postgresql_where=text(f"{WAITING} AND NOT checked"),
        ),
        Index(
            "ix_contribution_held",
            *("plan_id", "urgency", "received_at", "id", "suspicion", "last_decision_id"),
            sqlite_where=text(ON_HOLD),
            postgresql_where=text(ON_HOLD),
        ),
        Index(
            "ix_contribution_decided",
            *("plan_id", "last_decision_id", "state"),
            sqlite_where=text(SETTLED),
            postgresql_where=text(SETTLED),
        ),
        Index("ix_contribution_plan_published", "plan_id", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[Kind] = mapped_column(EnumString(Kind))
    state: Mapped[State] = mapped_column(EnumString(State), default=State.RECEIVED)
    version: Mapped[int] = mapped_column(default=1)
    published_title: Mapped[str | None] = mapped_column(String(200))
    published_text: Mapped[str | None] = mapped_column(Text)
    published_digest: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    use_only: Mapped[bool] = mapped_column(default=False)
    """The moderator let it be counted and themed, and not shown or quoted, whatever its writer agreed to."""
    urgency: Mapped[int] = mapped_column(default=2)
    """0 somebody may come to harm, 1 serious, 2 a little or nobody looked yet, 3 nothing found. The database keeps it
    equal to the screening's, and ``checked`` too."""
    checked: Mapped[bool] = mapped_column(default=False)
    suspicion: Mapped[str] = mapped_column(String(20), default="")
    """Why it may be spam, in a word; such items wait in their own tray unless they are urgent."""
    twins: Mapped[str | None] = mapped_column(String(64), index=True)
    """Names the group of near-copies that it belongs to, such as a campaign's letters."""
    last_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    happened_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(8), default="en")
    """The language of the words, as the person chose it or as it was guessed."""
    on_behalf: Mapped[Behalf] = mapped_column(EnumString(Behalf), default=Behalf.SELF)
    leave: Mapped[Leave | None] = mapped_column(EnumString(Leave))
    """By what right, as the speaker said, when it is for somebody else."""
    group_name: Mapped[str | None] = mapped_column(String(200))
    group_size: Mapped[int | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The member of staff who typed in what was said on paper, by phone or face to face."""
    transcribed: Mapped[bool] = mapped_column(default=False)
    """Written down by staff while somebody spoke: the sense is theirs, each word may not be."""
    translated_from: Mapped[str | None] = mapped_column(String(8))
    """The language that was spoken or written, where these words are somebody's translation of it."""
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the writer last put something right; the words before stay with the original until that goes."""
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"), index=True)
    respondent_kind_id: Mapped[int | None] = mapped_column(ForeignKey("respondent_kind.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("draft_paragraph.id"), index=True)
    """The paragraph of a draft chapter that it is a comment on."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    """What somebody else said, that it is a comment on."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    source: Mapped[str | None] = mapped_column(String(200))
    source_id: Mapped[str | None] = mapped_column(String(200))
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    """One per form shown: the same form sent twice makes one row."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling

    contributor: Mapped[Contributor] = relationship()
    consent: Mapped[Consent] = relationship(back_populates="contribution", uselist=False)
    original: Mapped[Original | None] = relationship(back_populates="contribution", uselist=False)
    locality: Mapped[Locality | None] = relationship()
    respondent_kind: Mapped[RespondentKind | None] = relationship()
    channel: Mapped[Channel] = relationship()
    question: Mapped[Question | None] = relationship()
    event: Mapped[Event | None] = relationship()
    paragraph: Mapped[DraftParagraph | None] = relationship()
    parent: Mapped[Contribution | None] = relationship(remote_side="Contribution.id")
    recorded_by: Mapped[User | None] = relationship()

    @property
    def attribution(self) -> str:
        """The words under a quote that the contributor agreed to, such as "Carer, Northtown"."""
        who = self.respondent_kind.attribution if self.respondent_kind else ""
        where = self.locality.name if self.locality else ""
        return describe(self.consent.attribution, who, where)


class Original(Base):
    """The words as received: read by moderators only, destroyed some days after the decision."""

    __tablename__ = "original"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What a person last chose to cut out: {digest, text, title}, both lists of {start, end, kind}; for one digest only.
    ``chapters``, when somebody answered: by slug, whether the text fits and who said so."""

    contribution: Mapped[Contribution] = relationship(back_populates="original")
    earlier: Mapped[list[EarlierText]] = relationship(order_by="EarlierText.id", passive_deletes=True)


class EarlierText(Base):
    """The words before their writer corrected them. They go when the original goes."""

    __tablename__ = "earlier_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("original.contribution_id", ondelete="CASCADE"), index=True)
    title: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Consent(Base):
    """What the contributor agreed to, and the version of the words they were shown. Quote implies show implies use."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("attribution", Attribution),
        CheckConstraint("quote = false OR show = true", name="quote_implies_show"),
        CheckConstraint("show = false OR use = true", name="show_implies_use"),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    use: Mapped[bool]
    show: Mapped[bool]
    quote: Mapped[bool]
    attribution: Mapped[Attribution] = mapped_column(EnumString(Attribution), default=Attribution.ANONYMOUS)
    wording: Mapped[str] = mapped_column(String(40), default="")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    contribution: Mapped[Contribution] = relationship(back_populates="consent")
