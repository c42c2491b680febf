"""Outcomes and drafts to test and to look at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import current_app

from engage.extensions import db
from engage.models import (
    Chapter,
    Contribution,
    DraftChapter,
    Outcome,
    OutcomeStatus,
    Passage,
    PassageAssignment,
    Plan,
    State,
    Theme,
    current_plan,
    now,
)
from engage.moderation.service import decide
from engage.outcomes import commenting, documents, drafting, service
from tests import factories

FIRST = """# What you told us

Many of you said that help with feeding stops at five o'clock and at weekends.

# What we will do

- A feeding helper will be in all three hospitals every day of the week.
- Nobody will be sent home without a number to ring.

Most women will see the same small team of midwives before, during and after birth.
"""
SECOND = FIRST.replace("every day of the week", "every day of the week from eight to eight").replace(
    "# What we will do", "Some of you said the opposite, and we heard that too.\n\n# What we will do"
)


def words(**changes: Any) -> service.Words:
    """What an outcome says, unless told otherwise."""
    given: dict[str, Any] = {
        "chapter": factories.named(Chapter, "maternity"),
        "status": OutcomeStatus.DOING,
        "said": "Nobody helps with feeding at weekends.",
        "did": "A feeding helper now comes on Saturdays.",
        "responsible": "Head of midwifery",
        "on": date(2026, 11, 2),
    }
    return service.Words(**(given | changes))


def outcome(plan: Plan, *, shown: bool = True, **changes: Any) -> Outcome:
    """An outcome that Ola wrote."""
    ola = factories.person("ola")
    row = service.write(ola, plan, words(**changes))
    if shown:
        service.show(ola, row)
    db.session.commit()
    return row


def theme(plan: Plan, name: str = "Help with feeding", **given: Any) -> Theme:
    """A theme with nothing in it yet."""
    row = Theme(plan_id=plan.id, key=name, name=name, encoder="test", centroid=b"", **given)
    db.session.add(row)
    db.session.flush()
    return row


def put_in(row: Any, group: Theme) -> None:
    """Let the whole of a contribution be a passage of a theme."""
    passage = Passage(
        contribution_id=row.id, start=0, end=len(row.published_text), text_digest=row.published_digest, quotable=True
    )
    db.session.add(passage)
    db.session.flush()
    db.session.add(PassageAssignment(passage_id=passage.id, theme_id=group.id))
    db.session.commit()


def draft(text: str = FIRST, *, published: bool = True, days: int = 14, slug: str = "maternity") -> DraftChapter:
    """A version of a draft that Ola put out; it takes comments for some days more."""
    ola, today = factories.person("ola"), now().date()
    row = drafting.prepare(
        ola,
        factories.named(Chapter, slug),
        documents.from_text(text),
        about="Is this what you meant?",
        opens=today - timedelta(days=60),
        closes=today + timedelta(days=days),
    )
    if published:
        drafting.publish(ola, row)
    db.session.commit()
    return row


def comment(
    row: DraftChapter, position: int, text: str = "Make it Sundays too.", *, published: bool = True, **said: Any
) -> Contribution:
    """A comment on the piece at a position of a draft."""
    paragraph = next(block.paragraph for block in row.blocks if block.position == position)
    given = commenting.Said(**({"text": text, "show": True, "quote": True} | said))
    key = str(current_app.config["SECRET_KEY"])
    made = commenting.comment(current_plan(), paragraph, given, today=now().date(), key=key).contribution
    if published:
        decide(made, State.PUBLISHED, by=factories.person("mo"), unscreened=True)
    db.session.commit()
    return made


def fill() -> None:
    """One of everything, for a look at the pages."""
    plan, ola = current_plan(), factories.person("ola")
    said = [
        factories.published(f"Nobody could help me feed her on Sunday {n}. I rang and rang.", respondent="carer")
        for n in range(3)
    ]
    row = outcome(plan, status=OutcomeStatus.THINKING, did="", on=date(2026, 10, 1))
    service.link(ola, row, said[0].reference)
    service.link(ola, row, said[1].reference)
    service.write(ola, plan, words(next_on=date(2027, 1, 31)), row)
    for status, chapter in ((OutcomeStatus.CANNOT, "cancer"), (OutcomeStatus.DONE, "digital")):
        outcome(
            plan,
            status=status,
            chapter=factories.named(Chapter, chapter),
            did="There are not enough rooms, and there is no money for new ones before 2028.",
        )
    outcome(plan, shown=False)
    first = draft()
    comment(first, 2)
    comment(
        first, 4, "Saturday is no use to me, I work then.", locality="north-norfolk", respondent="carer", described=True
    )
    comment(first, 4, "Waiting to be read", published=False)
    second = draft(SECOND)
    comment(second, 5, "Eight to eight would have saved us.")
    answer = service.write(ola, plan, words(status=OutcomeStatus.DONE, did="We made it eight to eight in version 2."))
    service.link_groups(ola, answer, themes=[], questions=[], paragraphs=[second.blocks[4].paragraph])
    service.show(ola, answer)
