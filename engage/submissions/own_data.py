"""A copy of everything that is kept about a contributor, to read or to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    AboutAnswer,
    Contact,
    Contribution,
    Contributor,
    Decision,
    EarlierText,
    Message,
    Plan,
    StandIn,
    State,
)
from engage.moderation.enquiries import asked
from engage.submissions.choices import BEHALVES, CONSENTS, LEAVES, about_questions
from engage.submissions.receipts import own_rows, said


def own_data(contributor_id: int) -> dict[str, Any]:
    """Everything kept about a contributor, in plain words and values. Of a referral it says what the receipt says."""
    contact = db.session.get(Contact, contributor_id)
    contributor = db.session.get(Contributor, contributor_id)
    about = select(AboutAnswer).where(AboutAnswer.contributor_id == contributor_id).order_by(AboutAnswer.question)
    return {
        "contact": {"email": contact.email, "phone": contact.phone, "post": contact.post} if contact else None,
        "reads_our_pages_in": contributor.language if contributor else None,
        "about_you": {answer.question: answer.option for answer in db.session.scalars(about)},
        "letters": [_letter(row) for row in _letters(contributor_id)],
        "contributions": [_copy(row) for row in own_rows(contributor_id)],
    }


def about_in_words(plan: Plan, answers: dict[str, str]) -> list[tuple[str, str]]:
    """The answers about oneself as they were asked and given."""
    asked = {question.slug: question for question in about_questions(plan)}
    return [
        (asked[slug].title, next((one.label for one in asked[slug].options if one.value == option), option))
        for slug, option in answers.items()
        if slug in asked
    ]


def copy_in_words(one: dict[str, Any]) -> list[tuple[str, str]]:
    """What is kept of one contribution, each with its name, in the order in which it was asked; nothing that is empty."""
    agreed = [str(words) for name, words in CONSENTS.items() if one["consent"][name]]
    group = one["group"] or {"name": "", "people": None}
    number = _("%(number)s people", number=group["people"]) if group["people"] else ""
    rows = [
        (_("Title"), one["title_as_sent"]),
        (_("What you sent"), one["text_as_sent"]),
        *((_("Before you changed it"), before["text"]) for before in one["before_you_corrected_it"]),
        (_("As it is used"), one["published_text"]),
        (_("Who you speak for"), str(BEHALVES[one["spoken_for"]])),
        (_("Their permission"), str(LEAVES.get(one["permission"], ""))),
        (_("Your group"), "\n".join(filter(None, (group["name"], number)))),
        (_("Place"), one["place"]),
        (_("What fits best"), one["who"]),
        (_("What we may do"), "\n".join(agreed)),
        (_("How we describe you"), one["described_as"]),
        *(pair for asked in one["we_asked"] for pair in _asked_in_words(asked)),
    ]
    return [(label, value) for label, value in rows if value]


def _asked_in_words(asked: dict[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("We ask you:"), asked["question"]), (_("You answered:"), asked["you_answered"])]


def _letters(contributor_id: int) -> list[Message]:
    return list(
        db.session.scalars(select(Message).where(Message.contributor_id == contributor_id).order_by(Message.id))
    )


def _letter(row: Message) -> dict[str, Any]:
    done = row.done_at.isoformat() if row.done_at else None
    return {"about": row.template, "by": row.way, "made": row.made_at.isoformat(), "sent": done}


def _copy(row: Contribution) -> dict[str, Any]:
    decisions = db.session.scalars(select(Decision).where(Decision.contribution_id == row.id).order_by(Decision.id))
    earlier: list[EarlierText] = row.original.earlier if row.original else []
    return {
        "reference": row.reference,
        "kind": row.kind,
        "received": row.received_at.isoformat(),
        "state": "held" if row.state is State.REFERRED else row.state,
        "language": row.language,
        "spoken_for": row.on_behalf,
        "permission": row.leave,
        "group": {"name": row.group_name, "people": row.group_size} if row.group_name else None,
        "title_as_sent": row.original.title if row.original else None,
        "text_as_sent": row.original.text if row.original else None,
        "before_you_corrected_it": [{"title": each.title, "text": each.text} for each in earlier],
        "we_asked": [{"question": one.question, "you_answered": one.answer} for one in asked(row)],
        "published_title": row.published_title,
        "published_text": row.published_text,
        "described_as": row.attribution,
        "place": row.locality.name if row.locality else None,
        "who": row.respondent_kind.name if row.respondent_kind else None,
        "consent": {
            "use": row.consent.use,
            "show": row.consent.show,
            "quote": row.consent.quote,
            "given": row.consent.given_at.isoformat(),
            "wording": row.consent.wording,
        },
        "decisions": [_decided(one) for one in decisions],
        "done_for_you_by_staff": [{"at": one.at.isoformat(), "what": one.did} for one in _stood_in(row)],
    }


def _stood_in(row: Contribution) -> Iterable[StandIn]:
    return db.session.scalars(select(StandIn).where(StandIn.contribution_id == row.id).order_by(StandIn.id))


def _decided(one: Decision) -> dict[str, Any]:
    return {"at": one.at.isoformat(), "to": "held" if one.new is State.REFERRED else one.new, "reason": said(one)}
