"""The outbox that every room writes to: a letter is queued with what caused it, and goes out later.

A room says what its letters read like with :func:`letter`, and asks for one with :func:`queue_message` in the
transaction of whatever the person is told about. E-mail goes out by itself (mailing.py); where somebody left only a
phone number or a postal address, the letter waits in a list for a member of staff.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from engage.errors import NotFoundError
from engage.extensions import db
from engage.language import ENGLISH, LANGUAGES
from engage.models import Contact, Contribution, Contributor, Message, MessageState, MessageWay, User, now


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says: plain text, and no words of the person."""

    subject: str
    text: str
    language: str = ENGLISH


LetterMaker = Callable[[Message, str], Letter]
"""Makes a letter from its message and the site's address (empty when the settings name none)."""
LETTERS: dict[str, LetterMaker] = {}


def letter(template: str) -> Callable[[LetterMaker], LetterMaker]:
    """Register how the letters called ``template`` read."""

    def keep(maker: LetterMaker) -> LetterMaker:
        LETTERS[template] = maker
        return maker

    return keep


def queue_message(
    to: Contribution | Contributor,
    template: str,
    *,
    values: dict[str, str] | None = None,
    once: str | None = None,
) -> Message | None:
    """Put a letter in the outbox, or None for somebody who left no way to be reached. Flushes; the caller commits.

    ``once`` names what the letter is about: asked for again, it gives the first message back.

    Raises:
        KeyError: no room has such a letter.
    """
    if template not in LETTERS:
        raise KeyError(template)
    contribution = to if isinstance(to, Contribution) else None
    contributor_id = to.contributor_id if isinstance(to, Contribution) else to.id
    earlier = db.session.scalar(select(Message).where(Message.once == once)) if once else None
    way = way_to(contributor_id)
    if earlier is not None or way is None:
        return earlier
    message = Message(
        contributor_id=contributor_id,
        contribution_id=contribution.id if contribution else None,
        template=template,
        values=values or {},
        language=_reads(to),
        way=way,
        once=once,
    )
    db.session.add(message)
    db.session.flush()
    return message


def _reads(to: Contribution | Contributor) -> str:
    """The language to write to somebody in: that of the page they chose, or else of their words where we speak it."""
    person = to.contributor if isinstance(to, Contribution) else to
    written = to.language if isinstance(to, Contribution) else ENGLISH
    return written if person.language == ENGLISH and written in LANGUAGES else person.language


def language_of(message: Message) -> str:
    """The language of a letter. What a member of staff says on the phone stays in English."""
    return ENGLISH if message.way is MessageWay.PHONE or message.language not in LANGUAGES else message.language


def way_to(contributor_id: int) -> MessageWay | None:
    """How this contributor is reached, or None: by e-mail if they gave one, else by phone, else by post."""
    contact = db.session.get(Contact, contributor_id)
    if contact is None:
        return None
    ways = ((contact.email, MessageWay.EMAIL), (contact.phone, MessageWay.PHONE), (contact.post, MessageWay.POST))
    return next((way for given, way in ways if given), None)


def for_staff() -> list[Message]:
    """Letters that a person has to see to, oldest first: by phone, by post, and e-mail that cannot arrive."""
    by_hand = (Message.state == MessageState.WAITING) & (Message.way != MessageWay.EMAIL)
    query = select(Message).where(by_hand | (Message.state == MessageState.FAILED))
    return list(db.session.scalars(query.order_by(Message.made_at, Message.id).limit(200)))


def done_by_hand(message_id: int, *, by: User) -> Message:
    """Note that a member of staff rang or wrote. Doing it twice changes nothing.

    Raises:
        NotFoundError: there is no such message.
    """
    message = db.session.get(Message, message_id)
    if message is None:
        raise NotFoundError
    if message.state is not MessageState.SENT:
        message.state, message.done_at, message.done_by_id = MessageState.SENT, now(), by.id
        db.session.flush()
    return message
