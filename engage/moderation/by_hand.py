"""Letters that a person has to send: whom to ring or write to. The only page that shows how to reach a writer."""

from __future__ import annotations

from dataclasses import dataclass

from engage.extensions import db
from engage.language import ENGLISH
from engage.messages import LETTERS, for_staff
from engage.models import Contact, Contribution, Message, MessageState, MessageWay, User, now
from engage.moderation.clock import long_moment
from engage.moderation.words import LANGUAGE_NAMES
from engage.policies import Permission, allows, require

_WAYS = {MessageWay.EMAIL: "E-mail that cannot arrive", MessageWay.PHONE: "By phone", MessageWay.POST: "By post"}


@dataclass(frozen=True, slots=True)
class ByHand:
    """One letter that waits for a person, with how to reach whom it is for."""

    id: int
    reference: str
    way: str
    subject: str
    text: str
    waits_since: str
    reach: list[tuple[str, str]]
    lang: str = ENGLISH
    tongue: str = ""
    """What the writer gave their words in, where that was not English: somebody may have to interpret."""


def letters_by_hand(reader: User, site: str) -> list[ByHand]:
    """What has to be rung through or posted, oldest first; nothing that can still be undone.

    Raises:
        NotPermittedError: the reader does not moderate.
    """
    require(reader, Permission.MODERATE)
    due = [message for message in for_staff() if message.try_after <= now() or message.state is MessageState.FAILED]
    return [_letter(message, site) for message in due]


def _letter(message: Message, site: str) -> ByHand:
    made = LETTERS[message.template](message, site) if message.template in LETTERS else None
    return ByHand(
        id=message.id,
        reference=message.contribution.reference if message.contribution else "",
        way=_WAYS[message.way],
        subject=made.subject if made else "",
        text=made.text if made else "",
        waits_since=long_moment(message.made_at),
        reach=_contact(message.contributor_id),
        lang=made.language if made else ENGLISH,
        tongue="" if message.language == ENGLISH else LANGUAGE_NAMES.get(message.language, ""),
    )


def reach(contribution: Contribution, reader: User) -> list[tuple[str, str]]:
    """How to reach the writer of what was referred; for safeguarding leads."""
    return _contact(contribution.contributor_id) if allows(reader, Permission.SAFEGUARD) else []


def _contact(contributor_id: int) -> list[tuple[str, str]]:
    contact = db.session.get(Contact, contributor_id)
    ways = [("Phone", contact.phone), ("Post", contact.post), ("E-mail", contact.email)] if contact else []
    return [(name, value) for name, value in ways if value]
