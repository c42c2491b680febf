"""Staff do for somebody what their private code would let them do: a new code, a slip put right, taken back, erased.

The public reference stands on the site, so that it proves nothing: staff say how they made sure, and what was done, who
asked and why is kept for good.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.codes import hash_private_code, new_private_code, read_reference
from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import AskedBy, Contact, Contribution, Contributor, Done, Plan, StandIn, State, Sure, User
from engage.moderation.service import check_note
from engage.policies import Permission, allows, require
from engage.submissions.correcting import correct, may_correct
from engage.submissions.erasing import erase
from engage.submissions.intake import clean_line
from engage.submissions.service import lock_contributor, withdraw

MAX_NOTE = 300
LATELY = 20
_FEWEST_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Call:
    """Who asked for it, how staff made sure that the words are theirs, and why; ``contact`` is what they said they left."""

    asked_by: AskedBy
    sure: Sure
    note: str
    contact: str = ""


@dataclass(frozen=True)
class Found:
    """What staff see before they do anything: that it is there, and what can be done about it. No words."""

    row: Contribution
    others: int
    """How many more this person gave under the same code."""
    reached: tuple[str, ...]
    """The ways to be reached that they left, without saying where."""
    possible: tuple[Done, ...]


def find(actor: User, plan: Plan, reference: str, *, lock: bool = False) -> Contribution:
    """What was sent under a reference. What is with the safeguarding lead is found by them only.

    Raises:
        NotPermittedError: the actor may not do this for anybody.
        NotFoundError: there is none, or it is not for the actor; nobody can tell which.
    """
    require(actor, Permission.STAND_IN)
    query = select(Contribution).where(
        Contribution.plan_id == plan.id, Contribution.reference == read_reference(reference)
    )
    row = db.session.scalar(query.with_for_update() if lock else query)
    if row is None or (row.state is State.REFERRED and not allows(actor, Permission.SAFEGUARD)):
        raise NotFoundError("We find nothing with this reference that you can act on.")
    return row


def describe(row: Contribution) -> Found:
    """What can be done about it."""
    others = select(Contribution.id).where(Contribution.contributor_id == row.contributor_id, Contribution.id != row.id)
    contact = db.session.get(Contact, row.contributor_id)
    ways = (("an email address", "email"), ("a phone number", "phone"), ("a postal address", "post"))
    reached = tuple(words for words, way in ways if contact and getattr(contact, way))
    return Found(row, len(db.session.scalars(others).all()), reached, _possible(row))


def _possible(row: Contribution) -> tuple[Done, ...]:
    if row.contributor.erased_at is not None:
        return ()
    gone = row.state is State.WITHDRAWN
    wanted = {Done.NEW_CODE: True, Done.CORRECTED: may_correct(row), Done.WITHDRAWN: not gone, Done.ERASED: True}
    return tuple(done for done, can in wanted.items() if can)


def stand_in(actor: User, row: Contribution, did: Done, call: Call, *, key: str) -> str | None:
    """Take it back, erase everything, or give a new private code, which is the answer. The caller locked and commits.

    Raises:
        NotPermittedError: the actor may not do this for anybody.
        InputError: it cannot be done (any more), there is no reason, or what they left is something else.
    """
    _check(actor, row, did, call)
    _note(actor, row, did, call)
    if did is Done.WITHDRAWN:
        withdraw(row, reason="asked")
    elif did is Done.ERASED:
        erase(lock_contributor(row.contributor_id))
    elif did is Done.NEW_CODE:
        return _new_code(row.contributor, key)
    return None


def put_right(actor: User, row: Contribution, call: Call, *, title: str, text: str, seen: str) -> bool:
    """Put better words in, as the person said them; False when nothing changed. The caller locked and commits.

    Raises:
        NotPermittedError: the actor may not do this for anybody.
        InvalidTransitionError: somebody has decided meanwhile.
        StaleError: the words were changed meanwhile.
        InputError: there is no reason, or what they left is something else.
    """
    _check(actor, row, Done.CORRECTED, call)
    changed = correct(row, title=title, text=text, seen=seen)
    if changed:
        _note(actor, row, Done.CORRECTED, call)
    return changed


def _check(actor: User, row: Contribution, did: Done, call: Call) -> None:
    require(actor, Permission.STAND_IN)
    if did not in _possible(row):
        raise InputError("This cannot be done any more. Open it again to see how it stands.")
    if not clean_line(call.note):
        raise InputError("Write why you do this.")
    check_note(row, call.note)
    if call.sure is Sure.CONTACT and not _left(row.contributor_id, call.contact):
        raise InputError("That is not what they left. Ask again, or make sure in another way.")


def _left(contributor_id: int, said: str) -> bool:
    """Whether somebody left this email address, phone number or postal address, however it is written."""
    contact = db.session.get(Contact, contributor_id)
    if contact is None or not said.strip():
        return False
    digits = _digits(said)
    return (
        (contact.email or "").casefold() == said.strip().casefold()
        or (len(digits) >= _FEWEST_DIGITS and digits == _digits(contact.phone or ""))
        or (bool(contact.post) and _letters(said) == _letters(contact.post or ""))
    )


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "0" + digits[2:] if digits.startswith("44") else digits


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _note(actor: User, row: Contribution, did: Done, call: Call) -> None:
    db.session.add(
        StandIn(
            contribution_id=row.id, did=did, asked_by=call.asked_by, sure=call.sure,
            note=clean_line(call.note)[:MAX_NOTE], by_id=actor.id,
        )
    )  # fmt: skip
    db.session.flush()


def _new_code(contributor: Contributor, key: str) -> str:
    """A private code in place of the old one, which opens nothing from now on."""
    code = new_private_code()
    contributor.code_hash = hash_private_code(code, key)
    db.session.flush()
    return code


def lately(plan: Plan) -> Sequence[StandIn]:
    """What was done for people lately, the latest first."""
    query = select(StandIn).join(StandIn.contribution).where(Contribution.plan_id == plan.id)
    query = query.options(joinedload(StandIn.contribution), joinedload(StandIn.by))
    return db.session.scalars(query.order_by(StandIn.id.desc()).limit(LATELY)).all()
