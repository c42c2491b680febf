"""Tell authors that words in their chapter were taken back or changed: a notice on their page, and one e-mail.

What has to be told is a query, and what was told is a row for each person: killed half way, nobody is told twice or
never. An e-mail names the reference and says what to do. It holds nobody's words.
"""

from __future__ import annotations

import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from flask import current_app
from flask_mailman import EmailMessage
from sqlalchemy import select

from engage.extensions import begin_writing, db
from engage.models import Contribution, Plan, Purpose, Recall, User, chapter_author, now, published
from engage.quotes.collections import why_fallen
from engage.quotes.companions import find_companions
from engage.quotes.holding import Fallen, fallen

_log = logging.getLogger(__name__)
_MOST_NAMED = 20


def recall(plan: Plan) -> bool:
    """Look for what fell, keep who has to know, and write to them; commits. Always True: it was done."""
    find_companions(plan)
    if _new(plan):
        begin_writing()
        db.session.add_all(_new(plan))
        db.session.commit()
    _write_letters()
    return True


def _new(plan: Plan) -> list[Recall]:
    """Rows for everybody who does not know yet: the chapter's authors, and whoever put the words where they stand."""
    found = fallen(plan)
    rows = _contributions(plan, {one.reference for one in found})
    told_already = select(Recall.user_id, Recall.chapter_id, Recall.contribution_id, Recall.became)
    known = {tuple(row) for row in db.session.execute(told_already)}
    authors, active = _authors(), set(db.session.scalars(select(User.id).where(User.active.is_(True))))
    new = []
    for one in found:
        if one.reference not in rows:
            continue
        id_, became = rows[one.reference]
        told = sorted((one.people | authors[one.chapter_id]) & active)
        new += [_row(who, one, id_, became) for who in told if (who, one.chapter_id, id_, became) not in known]
    return new


def _row(person: int, one: Fallen, contribution: int, became: str) -> Recall:
    return Recall(
        user_id=person,
        chapter_id=one.chapter_id,
        contribution_id=contribution,
        became=became,
        held=sorted(one.where),
    )


def _contributions(plan: Plan, references: set[str]) -> dict[str, tuple[int, str]]:
    """Id, and digest of what may be quoted now or nothing, by reference."""
    named = Contribution.reference.in_(references)
    agreed = published(Purpose.QUOTE, plan_id=plan.id).where(named)
    columns = (Contribution.id, Contribution.published_digest)
    now_quotable = {row[0]: row[1] for row in db.session.execute(agreed.with_only_columns(*columns))}
    rows = db.session.execute(
        select(Contribution.reference, Contribution.id).where(Contribution.plan_id == plan.id, named)
    )
    return {reference: (id_, now_quotable.get(id_) or "") for reference, id_ in rows}


def _authors() -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in db.session.execute(select(chapter_author)):
        found[row.chapter_id].add(row.user_id)
    return found


def _write_letters() -> None:
    """One e-mail for each person who has not been written to; a mail server that is away is tried again later."""
    settings = current_app.config["ENGAGE"]
    if settings.mail == "wait":
        return
    waiting: defaultdict[int, list[Recall]] = defaultdict(list)
    for row in db.session.scalars(select(Recall).where(Recall.mailed_at.is_(None)).order_by(Recall.id)):
        waiting[row.user_id].append(row)
    for person, rows in waiting.items():
        user, at, ids = db.session.get_one(User, person), now(), [row.id for row in rows]
        text = letter(rows, settings.site_url, at)
        address = user.email
        db.session.rollback()
        try:
            EmailMessage("Words to take out of your chapter", text, to=[address]).send()
        except (OSError, smtplib.SMTPException) as problem:
            _log.warning("an author could not be told of words that fell: %s", type(problem).__name__)
            return
        _mailed(ids, at)


def _mailed(ids: Iterable[int], at: datetime) -> None:
    begin_writing()
    for row in db.session.scalars(select(Recall).where(Recall.id.in_(ids))):
        row.mailed_at = at
    db.session.commit()


def letter(rows: list[Recall], site: str, at: datetime) -> str:
    """What the e-mail says: references, reasons and what to do; nobody's words."""
    lines = ["Some words that stand in your chapter may not be used any more.", ""]
    for row in rows[:_MOST_NAMED]:
        why, to_do = why_fallen(row.contribution, agreed=bool(row.became))
        lines += [f"{row.chapter.title}, reference {row.contribution.reference}", f"  {why} {to_do}", ""]
    if len(rows) > _MOST_NAMED:
        lines += [f"And {len(rows) - _MOST_NAMED} more.", ""]
    lines += [
        "Word files that you downloaded or sent round do not know this. Look for the reference in them.",
        f"Sign in to see where the words stand, and what others said in the same sense: {site}/staff/quotes/taken-back",
        "",
        f"As at {at.astimezone(UTC):%d %B %Y, %H:%M} UTC. This letter holds nobody's words.",
    ]
    return "\n".join(lines) + "\n"
