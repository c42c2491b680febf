"""Load the demonstration: people to sign in as, events, contributions with their decisions, and a few picked quotes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask_security import hash_password
from sqlalchemy import select

from engage.accounts.service import ensure_roles, invite
from engage.codes import new_private_code
from engage.demonstration.about import answer_about
from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Attribution,
    Channel,
    Chapter,
    Contribution,
    Contributor,
    Event,
    Kind,
    Locality,
    Plan,
    Question,
    RespondentKind,
    State,
    User,
    now,
)
from engage.moderation.redaction import Redaction
from engage.moderation.screening import screen_now
from engage.moderation.service import decide
from engage.moderation.words import CHECKED_LANGUAGE
from engage.policies import RoleName
from engage.submissions.intake import Given, receive
from engage.submissions.tongues import guess_language

DATA = Path(__file__).resolve().parent / "data"
SOURCE = "demonstration"
_PEOPLE = (
    ("Morgan Reed", "moderator", RoleName.MODERATOR),
    ("Sam Lake", "safeguarding", RoleName.SAFEGUARDING_LEAD),
    ("Ola Marsh", "officer", RoleName.ENGAGEMENT_OFFICER),
    ("Stella Broad", "steering", RoleName.STEERING_GROUP),
    ("Ada Fenn", "author", RoleName.AUTHOR),
    ("Alex Weir", "administrator", RoleName.ADMINISTRATOR),
)
_AUTHORS_CHAPTERS = 3
_STATES = {
    "publish": State.PUBLISHED,
    "decline": State.DECLINED,
    "refer": State.REFERRED,
    "hold": State.HELD,
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who one can sign in as; the password is shown once and kept nowhere."""

    role: str
    email: str
    password: str


def is_loaded() -> bool:
    """Whether all of the demonstration is there; a load that was stopped half-way goes on where it was."""
    return len(_here()) >= len(_lines("contributions.jsonl"))


def _here() -> set[str | None]:
    return set(db.session.scalars(select(Contribution.source_id).where(Contribution.source == SOURCE)))


def sign_ins(plan: Plan) -> list[SignIn]:
    """Make the demonstration people, or give those there are new passwords; the caller commits."""
    ensure_roles(second_factor=False)
    made = []
    for name, mailbox, role in _PEOPLE:
        email = f"{mailbox}@example.org"
        user = db.session.scalar(select(User).where(User.email == email)) or invite(
            None,
            name=name,
            email=email,
            roles=[role],
            chapters=plan.chapters[:_AUTHORS_CHAPTERS] if role is RoleName.AUTHOR else [],
            second_factor=False,
        )
        password = new_private_code()[:14]
        user.password = hash_password(password)
        made.append(SignIn(role.replace("-", " "), email, password))
    db.session.flush()
    return made


def load_demonstration(plan: Plan, *, progress: Callable[[int], None] = lambda _rows: None) -> int:
    """Bring everything in, with decisions by the demonstration's moderators; commits. How many contributions.

    Raises:
        InputError: its people were not made first.
    """
    people = {role: person_called(mailbox) for _, mailbox, role in _PEOPLE}
    lists = _Lists(plan, _events(plan))
    here = _here()
    rows = [entry for entry in _lines("contributions.jsonl") if entry["key"] not in here]
    for start in range(0, len(rows), 50):
        begin_writing()
        batch = [(entry, _receive(plan, entry, lists)) for entry in rows[start : start + 50]]
        screen_now([contribution for _, contribution in batch])
        for entry, contribution in batch:
            _decide(entry, contribution, people)
        db.session.commit()
        progress(len(batch))
    return len(rows)


def confirm_filings(plan: Plan) -> int:
    """File what the demonstration says a person confirmed; the caller commits. How many."""
    officer = person_called("officer")
    chapters = {chapter.slug: chapter.id for chapter in plan.chapters}
    goals = {goal.slug: goal.id for goal in plan.goals}
    confirmed = 0
    for entry in _lines("contributions.jsonl"):
        if not entry["confirmed"]:
            continue
        contribution = db.session.scalars(
            select(Contribution).where(Contribution.source == SOURCE, Contribution.source_id == entry["key"])
        ).one()
        for column, ids, slugs in (("chapter_id", chapters, entry["chapters"]), ("goal_id", goals, entry["goals"])):
            for slug in slugs:
                confirmed += _confirm(contribution, officer, **{column: ids[slug]})
    db.session.flush()
    return confirmed


def _confirm(contribution: Contribution, officer: User, **target: int) -> int:
    row = db.session.scalar(select(Assignment).filter_by(contribution_id=contribution.id, **target))
    row = row or Assignment(contribution_id=contribution.id, score=0.0, **target)
    row.status, row.decided_by_id, row.decided_at = AssignmentStatus.CONFIRMED, officer.id, now()
    db.session.add(row)
    return 1


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines() if line.strip()]


def person_called(mailbox: str) -> User:
    """One of the people to sign in as, by what stands before the at sign.

    Raises:
        InputError: they were not made yet.
    """
    user = db.session.scalar(select(User).where(User.email == f"{mailbox}@example.org"))
    if user is None:
        raise InputError("Make the demonstration's sign-ins first.")
    return user


def _events(plan: Plan) -> dict[str, Event]:
    """The demonstration's events by key."""
    begin_writing()
    places = {row.slug: row.id for row in db.session.scalars(select(Locality).where(Locality.plan_id == plan.id))}
    chapters = {row.slug: row for row in db.session.scalars(select(Chapter).where(Chapter.plan_id == plan.id))}
    events = {}
    for entry in _lines("events.jsonl"):
        event = db.session.scalar(select(Event).where(Event.key == entry["key"])) or Event(key=entry["key"])
        event.plan_id, event.title, event.place = plan.id, entry["title"], entry["place"]
        event.on = (now() - timedelta(days=entry["days_ago"])).date()
        event.host, event.invited, event.attended = entry["host"], str(entry["invited"]), entry["attended"]
        event.notes, event.locality_id = entry["notes"], places.get(entry["locality"])
        event.chapters = [chapters[slug] for slug in entry["chapters"]]
        db.session.add(event)
        events[entry["key"]] = event
    db.session.commit()
    return events


class _Lists:
    """The plan's lists by slug, looked up once."""

    def __init__(self, plan: Plan, events: dict[str, Event]) -> None:
        self.localities = self._by_slug(plan, Locality)
        self.respondents = self._by_slug(plan, RespondentKind)
        self.channels = self._by_slug(plan, Channel)
        self.questions = self._by_slug(plan, Question)
        self.events = events

    @staticmethod
    def _by_slug(plan: Plan, kind: type[Any]) -> dict[str | None, Any]:
        rows: Sequence[Any] = db.session.scalars(select(kind).where(kind.plan_id == plan.id)).all()
        return {row.slug: row for row in rows}


def _at(days_ago: int, key: str) -> datetime:
    """A moment of that day, by the text's key: people do not all write at noon."""
    minutes = sum(key.encode()) % 780 + 7 * 60
    day = (now() - timedelta(days=days_ago)).date()
    moment = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=now().tzinfo)
    return min(moment, now() - timedelta(minutes=5))


def _receive(plan: Plan, entry: dict[str, Any], lists: _Lists) -> Contribution:
    given = Given(
        kind=Kind(entry["kind"]),
        title=entry["title"],
        text=entry["text"],
        channel=lists.channels[entry["channel"]],
        locality=lists.localities.get(entry["locality"]),
        respondent_kind=lists.respondents.get(entry["respondent"]),
        question=lists.questions.get(entry["question"]),
        event=lists.events.get(entry["event"]),
        show=entry["consent"] in {"show", "quote"},
        quote=entry["consent"] == "quote",
        attribution=Attribution(entry["attribution"]),
        received_at=_at(entry["days_ago"], entry["key"]),
        transcribed=entry["channel"] in {"phone", "event"},
        translated_from=entry.get("translated_from"),
        language=guess_language(entry["text"]),
        source=SOURCE,
        source_id=entry["key"],
        contributor=Contributor(source=SOURCE, source_key=entry["key"]),
    )
    contribution = receive(plan, given).contribution
    if entry["channel"] in {"website", "paper-form"}:
        answer_about(plan, contribution.contributor, entry["key"])
    return contribution


def _decide(entry: dict[str, Any], contribution: Contribution, people: dict[RoleName, User]) -> None:
    decision = entry["decision"]
    if decision["outcome"] is None or contribution.original is None:
        return
    decided_at = min(contribution.received_at + timedelta(hours=5 + len(entry["text"]) % 90), now())
    decide(
        contribution,
        _STATES[decision["outcome"]],
        by=people[RoleName.MODERATOR],
        reason=decision["reason"] or "",
        note=decision["note"] or "",
        redactions=_redactions(contribution.original.text, decision["redactions"]),
        unscreened=contribution.language != CHECKED_LANGUAGE,  # the moderator of the demonstration read it whole
        at=decided_at,
    )


def _redactions(text: str, entries: list[dict[str, str]]) -> list[Redaction]:
    """Every occurrence of the words that were taken out."""
    found = []
    for entry in entries:
        start = text.find(entry["exact"])
        while start >= 0:
            found.append(Redaction(start, start + len(entry["exact"]), entry["kind"]))
            start = text.find(entry["exact"], start + 1)
    return found
