"""Staff write down what somebody said on paper, by phone or at an event; it then waits like everything else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.messages import queue_message
from engage.models import (
    Attribution,
    Behalf,
    Channel,
    Contact,
    Contribution,
    Event,
    Kind,
    Locality,
    Plan,
    Question,
    RespondentKind,
    User,
    now,
)
from engage.models.narrowing import entry
from engage.policies import Permission, require
from engage.submissions.intake import Given, Receipt, receive
from engage.submissions.letters import RECEIPT
from engage.submissions.service import keep_about
from engage.submissions.tongues import guess_language

WRITTEN = ("paper-form",)
"""The channels where somebody wrote the words themselves."""
CHANNELS = ("paper-form", "phone", "event")


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What was said, as a member of staff entered it; names are the slugs of the plan's lists."""

    channel: str
    event: str = ""
    kind: Kind
    title: str = ""
    text: str
    own_words: bool
    translated_from: str = ""
    """The language that they spoke or wrote, where the text is a translation."""
    locality: str = ""
    respondent: str = ""
    question: str = ""
    group_name: str = ""
    group_size: int | None = None
    permission: bool
    show: bool = False
    quote: bool = False
    attribution: Attribution = Attribution.ANONYMOUS
    contact: dict[str, str] | None = None
    about: dict[str, str] = field(default_factory=dict)
    form_token: str


def record(plan: Plan, actor: User, noted: Noted, *, key: str) -> Receipt:
    """Take in what somebody said, with who wrote it down. The caller commits, and hands the private code on.

    The same form sent twice gives the first row back, without a code.

    Raises:
        NotPermittedError: ``actor`` may not enter anything.
        InputError: the person did not agree, or there is no text.
    """
    require(actor, Permission.RECORD)
    if not noted.permission:
        raise InputError("Ask first. Enter it only when they have said yes.")
    group = bool(noted.group_name)
    receipt = receive(
        plan,
        Given(
            kind=noted.kind,
            title=noted.title,
            text=noted.text,
            channel=entry(Channel, plan.id, noted.channel),
            event=db.session.scalar(select(Event).where(Event.plan_id == plan.id, Event.key == noted.event)),
            locality=entry(Locality, plan.id, noted.locality),
            respondent_kind=entry(RespondentKind, plan.id, noted.respondent),
            question=entry(Question, plan.id, noted.question),
            on_behalf=Behalf.GROUP if group else Behalf.SELF,
            group_name=noted.group_name or None,
            group_size=noted.group_size if group else None,
            show=noted.show,
            quote=noted.quote,
            attribution=noted.attribution,
            recorded_by=actor,
            transcribed=not noted.own_words,
            translated_from=noted.translated_from or None,
            language=guess_language(noted.text),
            form_token=noted.form_token,
        ),
        key=key,
    )
    if receipt.code and noted.contact:
        _keep_contact(receipt.contribution, noted.contact)
    if receipt.code and not group:
        keep_about(receipt.contribution.contributor, noted.about)
    return receipt


def _keep_contact(contribution: Contribution, contact: dict[str, str]) -> None:
    db.session.add(Contact(contributor_id=contribution.contributor_id, **contact))
    db.session.flush()
    if contact.get("email"):
        queue_message(contribution, RECEIPT, once=f"{RECEIPT}:{contribution.reference}")


def lately(actor: User) -> list[Contribution]:
    """What this person wrote down today, newest first."""
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Contribution).where(Contribution.recorded_by_id == actor.id, Contribution.received_at >= today)
    return list(db.session.scalars(query.order_by(Contribution.id.desc()).limit(20)))


def events(plan: Plan) -> list[Event]:
    """The plan's events, the latest first."""
    return list(db.session.scalars(select(Event).where(Event.plan_id == plan.id).order_by(Event.on.desc()).limit(100)))
