"""How the demonstration's chapters go on listening, so that there is an engagement plan to look at."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from engage.extensions import db
from engage.models import Activity, Chapter, Plan, User

_PLANNED = (
    # chapter by its place, days from today, days that it lasts, what, for whom, who, what came of it
    (0, -40, 0, "A morning at the livestock market, with blood pressure checks", "Farmers, and people who live far out",
     "Public health officer", "Fifty-two people talked to us. Most asked for clinics in the evening."),
    (0, 25, 0, "Tea and talk at three warm rooms", "Older people who live alone", "Engagement officer", ""),
    (0, 60, 30, "A question in the school newsletter, with a form to send back", "Parents", "Chapter author", ""),
    (1, 14, 0, "An evening at the carers' centre, with somebody to sit with the person cared for", "Unpaid carers",
     "Primary care lead", ""),
    (1, 90, 0, "Show the draft to the patient groups and ask what is missing", "Patient groups", "Chapter author", ""),
    (3, 30, 0, "Talk with the young people's panel about turning 18 while waiting", "Young people", "Mental health lead", ""),
    (3, -20, 0, "A visit to the night shift at the harbour", "People who work at night", "Engagement officer",
     "Nineteen people wrote something down. Nobody knew of the crisis line."),
)  # fmt: skip


def plan_listening(plan: Plan, today: date) -> int:
    """Make the activities, once; the caller commits. How many."""
    chapters = list(plan.chapters)
    if db.session.scalar(select(Activity).join(Chapter, Chapter.id == Activity.chapter_id).where(Chapter.plan_id == plan.id).limit(1)):  # fmt: skip
        return 0
    officer = db.session.scalar(select(User).where(User.email == "officer@example.org"))
    rows = [
        Activity(
            chapter_id=chapters[at].id,
            on=today + timedelta(days=days),
            until=today + timedelta(days=days + lasts) if lasts else None,
            what=what,
            audience=audience,
            owner=owner,
            came_of_it=came,
            by_id=officer.id if officer else None,
        )
        for at, days, lasts, what, audience, owner, came in _PLANNED
        if at < len(chapters)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)
