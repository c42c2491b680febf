"""What waits for each person, and who the staff are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, func, literal_column, select

from engage.extensions import db
from engage.models import (
    WAITING,
    Analysis,
    Chapter,
    Contribution,
    Plan,
    Purpose,
    Quote,
    Role,
    State,
    User,
    now,
    published,
)
from engage.policies import Permission, allows
from engage.quotes.recalls import open_recalls


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: a sentence, and where to go for it."""

    heading: str
    text: str
    endpoint: str
    urgent: bool = False


def _days(since: datetime | None) -> str:
    if since is None:
        return ""
    days = (now() - since).days
    return "since today" if days == 0 else f"for {days} day{'s' if days != 1 else ''}"


def _count(plan: Plan, state: State) -> tuple[int, datetime | None]:
    mine = (Contribution.plan_id == plan.id, Contribution.state == state)  # each one walks an index by itself
    oldest = db.session.scalar(select(func.min(Contribution.received_at)).where(*mine))
    return db.session.scalar(select(func.count()).select_from(Contribution).where(*mine)) or 0, oldest


def _queue(plan: Plan) -> list[Waiting]:
    waiting, oldest = _count(plan, State.RECEIVED)
    new = literal_column(f"contribution.{WAITING} AND contribution.state = '{State.RECEIVED}'", Boolean)
    serious = db.session.scalar(
        select(func.count())
        .select_from(Contribution)
        .where(Contribution.plan_id == plan.id, Contribution.urgency.between(0, 1), new)
    )
    held, _ = _count(plan, State.HELD)
    items = []
    if serious:
        text = f"{serious} may be about somebody in danger. Read these first."
        items.append(Waiting("Needs you now", text, "moderation.queue", urgent=True))
    if waiting:
        items.append(Waiting("To read", f"{waiting} waiting, the oldest {_days(oldest)}.", "moderation.queue"))
    else:
        items.append(
            Waiting("To read", "Nothing is waiting. Everything sent so far has been read.", "moderation.queue")
        )
    if held:
        items.append(Waiting("On hold", f"{held} held for an answer or a second opinion.", "moderation.queue"))
    return items


def _referred(plan: Plan) -> list[Waiting]:
    count, oldest = _count(plan, State.REFERRED)
    text = f"{count} open, the oldest {_days(oldest)}." if count else "No referral is open."
    return [Waiting("Referred to you", text, "moderation.referred", urgent=bool(count))]


def _evidence(plan: Plan) -> list[Waiting]:
    base = published(Purpose.USE, plan_id=plan.id).subquery()
    people = db.session.scalar(select(func.count(func.distinct(base.c.contributor_id))))
    behind = db.session.scalar(
        select(func.count()).select_from(base).outerjoin(Analysis, Analysis.contribution_id == base.c.id).where(
            Analysis.contribution_id.is_(None)
        )
    )  # fmt: skip
    text = f"{people} people have been heard so far." + (f" {behind} texts are being analysed." if behind else "")
    return [Waiting("Evidence of engagement", text, "evidence.overview")]


def _quotes(person: User) -> list[Waiting]:
    mine = person.chapters or []
    picked = db.session.scalar(
        select(func.count()).select_from(Quote).where(Quote.chapter_id.in_([chapter.id for chapter in mine]))
    )
    names = ", ".join(chapter.title for chapter in mine) or "all chapters"
    return [Waiting("Quotes", f"Find what people said for {names}. {picked or 0} picked so far.", "quotes.chapters")]


def _recalled(plan: Plan, person: User) -> list[Waiting]:
    rows = open_recalls(person, plan)
    if not rows:
        return []
    chapters = ", ".join(dict.fromkeys(row.chapter.title for row in rows))
    text = f"{len(rows)} taken back or changed since they were used in {chapters}."
    return [Waiting("Words to take out", text, "quotes.taken_back", urgent=True)]


def waiting_for(plan: Plan, person: User) -> list[Waiting]:
    """What waits for this person, by what they may do, most urgent first."""
    items = _recalled(plan, person)
    if allows(person, Permission.SAFEGUARD):
        items += _referred(plan)
    if allows(person, Permission.MODERATE):
        items += _queue(plan)
    if allows(person, Permission.FIND_QUOTES):
        items += _quotes(person)
    if allows(person, Permission.SEE_EVIDENCE):
        items += _evidence(plan)
    if allows(person, Permission.EDIT_PLAN):
        items.append(Waiting("The plan", "Goals, chapters, questions and wording.", "plan.overview"))
    if allows(person, Permission.MANAGE_STAFF):
        invited = db.session.scalar(
            select(func.count()).select_from(User).where(User.password.is_(None), User.active.is_(True))
        )
        text = f"{invited} invited people have not signed in yet." if invited else "Invite people and give them roles."
        items.append(Waiting("Staff", text, "accounts.staff"))
    return sorted(items, key=lambda item: not item.urgent)


def staff() -> list[User]:
    """Everybody with an account, by name."""
    return list(db.session.scalars(select(User).order_by(User.active.desc(), User.name, User.email)))


def roles() -> list[Role]:
    """All roles."""
    return list(db.session.scalars(select(Role).order_by(Role.name)))


def chapters_of(plan: Plan, slugs: list[str]) -> list[Chapter]:
    """The plan's chapters with these slugs."""
    return [chapter for chapter in plan.chapters if chapter.slug in slugs]
