"""Send the e-mail that waits. A dead mail server delays letters and loses none; no request ever waits for it."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_mailman import EmailMessage
from sqlalchemy import select

from engage.extensions import begin_writing, db, mail
from engage.messages import LETTERS
from engage.models import Contact, Message, MessageState, MessageWay, now

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
_log = logging.getLogger(__name__)


def send_pending(limit: int = 20) -> int:
    """Send up to ``limit`` due messages and commit; how many went out.

    A message is claimed by putting its next try five minutes off, so a killed worker's letters go out then. One that
    was handed over just before the worker died can arrive twice; none is lost.
    """
    if current_app.config["ENGAGE"].mail == "wait":
        return 0
    claimed = _claim(limit)
    if not claimed:
        return 0
    try:
        connection = mail.get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("the mail server cannot be reached (%s); %d letters wait", type(error).__name__, len(claimed))
        return 0
    sent = sum(_send(message_id, connection) for message_id in claimed)
    connection.close()
    return sent


def _claim(limit: int) -> list[int]:
    begin_writing()
    due = select(Message).where(
        Message.state == MessageState.WAITING, Message.way == MessageWay.EMAIL, Message.try_after <= now()
    )
    rows = list(db.session.scalars(due.order_by(Message.try_after).limit(limit).with_for_update(skip_locked=True)))
    for row in rows:
        row.try_after = now() + LEASE
    ids = [row.id for row in rows]
    db.session.commit()
    return ids


def _send(message_id: int, connection: Any) -> bool:
    """Send one outside of any transaction, and keep what came of it."""
    made = _made(message_id)
    db.session.rollback()
    problem, final = "nobody to send it to", True
    if made is not None:
        try:
            made.connection = connection
            made.send()
            problem = ""
        except (OSError, smtplib.SMTPException) as error:
            problem, final = type(error).__name__, _hopeless(error)
    begin_writing()
    message = db.session.get(Message, message_id)
    if message is not None:
        _note(message, problem, final=final)
    db.session.commit()
    return not problem


def _made(message_id: int) -> EmailMessage | None:
    """The mail as it goes out; the address is read here and nowhere else."""
    message = db.session.get(Message, message_id)
    contact = db.session.get(Contact, message.contributor_id) if message else None
    if message is None or contact is None or not contact.email or message.template not in LETTERS:
        return None
    letter = LETTERS[message.template](message, current_app.config["ENGAGE"].site_url)
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[contact.email],
        headers={"Content-Language": letter.language},
    )


def _hopeless(error: Exception) -> bool:
    """Whether trying again can never help: the other side said for good that it will not take it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _note(message: Message, problem: str, *, final: bool) -> None:
    message.problem, message.attempts = problem, message.attempts + 1
    if not problem:
        message.state, message.done_at = MessageState.SENT, now()
    elif final:
        message.state = MessageState.FAILED
    else:
        message.try_after = now() + min(timedelta(minutes=2 ** min(message.attempts, 12)), LONGEST_WAIT)
