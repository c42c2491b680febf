"""What the worker does once a day, or every few minutes: destroy what is due, tell leads what is open, writers what
became of their words, and authors which words they may not use any more."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from engage.errors import NotFoundError
from engage.extensions import begin_writing, db
from engage.models import Chore, Contribution, Decision, Plan, Role, State, User, current_plan, now
from engage.models.user import user_role
from engage.moderation.clock import UK, since
from engage.moderation.forgetting import destroy_originals, forget_contacts, scrub
from engage.moderation.screening import group_copies
from engage.moderation.sealing import seal_decisions
from engage.moderation.words import some
from engage.outcomes.telling import tell
from engage.policies import POLICY, Permission
from engage.quotes.recalling import recall

_log = logging.getLogger(__name__)
MINUTES = {"copies": 5, "recall": 1, "seal": 1}
"""Done again after so many minutes; the others once a day, from the hour given."""
HOURS = {"destroy": 2, "digest": 7, "became": 9}


def do_chores() -> int:
    """Do what is due today and has not been done; how many. A chore that fails is tried again at the next drain."""
    try:
        plan = current_plan()
    except NotFoundError:
        return 0
    chores: dict[str, Callable[[Plan], bool]] = {
        "destroy": _destroy, "digest": send_digest, "became": tell, "copies": group_copies,
        "recall": recall, "seal": _seal,
    }  # fmt: skip
    done = 0
    for name, chore in chores.items():
        if _is_due(name) and chore(plan):
            _note(name)
            done += 1
    db.session.rollback()
    return done


def _is_due(name: str) -> bool:
    last = db.session.scalar(select(Chore.done_at).where(Chore.name == name))
    if name in MINUTES:
        return last is None or last < now() - timedelta(minutes=MINUTES[name])
    today = now().astimezone(UK).replace(hour=HOURS[name], minute=0, second=0, microsecond=0)
    begins: datetime = today if now() >= today else today - timedelta(days=1)
    return last is None or last < begins


def _note(name: str) -> None:
    begin_writing()
    row = db.session.get(Chore, name) or Chore(name=name)
    row.done_at = now()
    db.session.add(row)
    db.session.commit()


def _destroy(plan: Plan) -> bool:
    """Destroy all that is due, then leave no trace of it, nor of what was taken back since yesterday."""
    while destroy_originals(plan):
        pass
    forget_contacts(plan)
    return scrub()


def _seal(_plan: Plan) -> bool:
    """Seal what was decided since the last time."""
    while seal_decisions(str(current_app.config["SECRET_KEY"])):
        pass
    return True


def send_digest(plan: Plan) -> bool:
    """Tell the safeguarding leads by e-mail how many cases are open; never what they are about.

    Whether it went out, or nothing is open. While no e-mail is sent from here it stays to be done, so that it goes out
    with the numbers of the day as soon as e-mail is set up; until then the leads' own page says that no letter comes.
    """
    settings = current_app.config["ENGAGE"]
    number, oldest = db.session.execute(
        select(func.count(), func.min(Decision.at))
        .select_from(Contribution)
        .join(Decision, Decision.id == Contribution.last_decision_id)
        .where(Contribution.plan_id == plan.id, Contribution.state == State.REFERRED)
    ).one()
    if not number or settings.mail == "wait":
        return not number
    text = (
        f"{some(number, 'safeguarding case is', 'safeguarding cases are')} open. The oldest was referred {since(oldest, now())}.\n\n"
        f"Sign in to see what has to be done: {settings.site_url}/staff/referred\n\n"
        "This letter names nobody and says nothing of what was written.\n"
    )
    try:
        EmailMessage(f"Open safeguarding cases: {number}", text, to=[], bcc=_leads()).send()
    except (OSError, smtplib.SMTPException) as problem:
        _log.warning("the safeguarding digest could not be sent: %s", type(problem).__name__)
        return False
    return True


def _leads() -> list[str]:
    roles = [str(role) for role in POLICY[Permission.SAFEGUARD]]
    query = (
        select(User.email).join(user_role, user_role.c.user_id == User.id).join(Role, Role.id == user_role.c.role_id)
    )
    return list(db.session.scalars(query.where(Role.name.in_(roles), User.active.is_(True)).order_by(User.email)))
