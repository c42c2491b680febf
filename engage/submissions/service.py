"""What the public can do: keep answers, send them, take them back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from engage.codes import hash_private_code, new_private_code
from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.language import ENGLISH
from engage.messages import queue_message
from engage.models import (
    AboutAnswer,
    Analysis,
    Assignment,
    Attribution,
    Behalf,
    Channel,
    Contact,
    Contribution,
    Contributor,
    Draft,
    Kind,
    Leave,
    Locality,
    Original,
    Passage,
    Plan,
    Question,
    Report,
    RespondentKind,
    Screening,
    State,
    Support,
    now,
)
from engage.models.narrowing import entry
from engage.moderation.service import decide
from engage.submissions.choices import RATHER_NOT
from engage.submissions.intake import Given, Receipt, receive
from engage.submissions.letters import RECEIPT
from engage.submissions.steps import first_unanswered, steps_for
from engage.submissions.tongues import guess_language

DRAFT_DAYS = 14
WEBSITE = "website"


def begin_draft(plan: Plan, *, key: str, code: str | None = None) -> tuple[Draft, str]:
    """Start keeping somebody's answers, under ``code`` if they hold one; gives the code to keep for them.

    Answers that nobody sent for a fortnight are deleted on the way.
    """
    db.session.execute(delete(Draft).where(Draft.updated_at < now() - timedelta(days=DRAFT_DAYS)))
    code = code or new_private_code()
    draft = Draft(
        plan_id=plan.id,
        code_hash=hash_private_code(code, key),
        form_token=secrets.token_urlsafe(32),
        answers={},
    )
    db.session.add(draft)
    db.session.flush()
    return draft, code


def find_draft(code: str | None, *, key: str, lock: bool = False) -> Draft | None:
    """The unsent answers under ``code``, or None; ``lock`` makes others wait until this transaction ends."""
    if not code:
        return None
    query = select(Draft).where(
        Draft.code_hash == hash_private_code(code, key),
        Draft.updated_at >= now() - timedelta(days=DRAFT_DAYS),
    )
    return db.session.scalar(query.with_for_update() if lock else query)


def answer(draft: Draft, answers: Mapping[str, Any]) -> None:
    """Keep some answers."""
    draft.answers = {**draft.answers, **answers}
    draft.updated_at = now()
    db.session.flush()


def forget_draft(draft: Draft) -> None:
    """Delete what somebody decided not to send."""
    db.session.delete(draft)
    db.session.flush()


def find_contributor(code: str | None, *, key: str, lock: bool = False) -> Contributor | None:
    """The contributor whose private code this is, however it was typed."""
    if not code:
        return None
    query = select(Contributor).where(Contributor.code_hash == hash_private_code(code, key))
    return db.session.scalar(query.with_for_update() if lock else query)


def lock_contributor(contributor_id: int) -> Contributor:
    """The contributor, with others waiting until this transaction ends.

    Raises:
        NotFoundError: there is none.
    """
    found = db.session.scalar(select(Contributor).where(Contributor.id == contributor_id).with_for_update())
    if found is None:
        raise NotFoundError
    return found


def last_sent(code: str | None, *, key: str) -> Contribution | None:
    """What was sent last under this private code."""
    contributor = find_contributor(code, key=key)
    if contributor is None:
        return None
    own = select(Contribution).where(Contribution.contributor_id == contributor.id)
    return db.session.scalar(own.order_by(Contribution.id.desc()).limit(1))


def sent_with(form_token: str) -> Contribution | None:
    """What was sent with this form already, if it was."""
    return db.session.scalar(select(Contribution).where(Contribution.form_token == form_token))


def send(plan: Plan, draft: Draft, *, key: str, code: str) -> Receipt:
    """Turn the answers into a contribution and delete the draft. The caller commits, then shows the receipt.

    Raises:
        InputError: a question has no answer yet, or there is no consent to use the words.
    """
    answers = draft.answers
    if first_unanswered(answers) or not answers["use"]:
        raise InputError("Some questions have no answer yet. Answer them, then send it.")
    contributor = find_contributor(code, key=key)
    receipt = receive(plan, _given(plan, draft, contributor), key=key, code=code)
    receipt.contribution.suspicion = answers.get("suspicion", "")
    contributor = receipt.contribution.contributor
    contributor.language = answers.get("page_language", contributor.language)
    _keep_contact(contributor, answers)
    _keep_about(contributor, answers)
    if answers.get("email"):  # nobody rings or writes only to say that something came
        queue_message(receipt.contribution, RECEIPT, once=f"{RECEIPT}:{receipt.contribution.reference}")
    db.session.delete(draft)
    db.session.flush()
    return receipt


def _given(plan: Plan, draft: Draft, contributor: Contributor | None) -> Given:
    answers = draft.answers
    described = "description" in steps_for(answers)
    behalf = Behalf(answers.get("behalf", Behalf.SELF))
    group = behalf is Behalf.GROUP
    first = select(Channel).where(Channel.plan_id == plan.id).order_by(Channel.position).limit(1)
    channel = entry(Channel, plan.id, WEBSITE) or db.session.scalars(first).one()
    return Given(
        kind=Kind(answers["kind"]),
        title=answers.get("title"),
        text=answers["text"],
        channel=channel,
        locality=entry(Locality, plan.id, answers["locality"]),
        respondent_kind=entry(RespondentKind, plan.id, answers["respondent"]),
        question=entry(Question, plan.id, answers.get("question")),
        show=bool(answers.get("show")),
        quote=bool(answers.get("quote")),
        attribution=Attribution(answers["attribution"]) if described else Attribution.ANONYMOUS,
        on_behalf=behalf,
        leave=Leave(answers["leave"]) if behalf is Behalf.PERSON else None,
        group_name=answers["group_name"] if group else None,
        group_size=answers.get("group_size") if group else None,
        language=guess_language(answers["text"], page=answers.get("page_language", ENGLISH)),
        form_token=draft.form_token,
        contributor=contributor,
    )


def _keep_contact(contributor: Contributor, answers: Mapping[str, Any]) -> None:
    given = {way: answers[way] for way in ("email", "phone", "post") if answers.get(way)}
    if not given:
        return
    contact = db.session.get(Contact, contributor.id) or Contact(contributor_id=contributor.id)
    for way, value in given.items():
        setattr(contact, way, value)
    db.session.add(contact)


def _keep_about(contributor: Contributor, answers: Mapping[str, Any]) -> None:
    """Keep what somebody said about themselves, apart from the words; only of people who speak for themselves."""
    asked = answers.get("about_asked", ()) if answers.get("about") == "yes" and "about" in steps_for(answers) else ()
    keep_about(contributor, {slug: answers.get(f"about_{slug}", "") for slug in asked})


def keep_about(contributor: Contributor, options: Mapping[str, str]) -> None:
    """Keep answers about the person, by the question's slug; what they left out leaves no row."""
    for slug, option in options.items():
        if option and option != RATHER_NOT:
            db.session.merge(AboutAnswer(contributor_id=contributor.id, question=slug, option=option))


def own_contribution(contributor_id: int, reference: str, *, lock: bool = False) -> Contribution:
    """One of a contributor's own contributions.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    if not reference.isprintable():  # no database holds a NUL
        raise NotFoundError
    query = select(Contribution).where(
        Contribution.contributor_id == contributor_id, Contribution.reference == reference
    )
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundError
    return found


def withdraw(contribution: Contribution, *, reason: str = "") -> None:
    """Take it back for good: hidden at once, the original words and everything made from them or said about them deleted.

    Withdrawing again changes nothing. Contact details go with the contributor's last contribution.
    """
    if contribution.state is State.WITHDRAWN:
        return
    decide(contribution, State.WITHDRAWN, source="contributor", reason=reason)
    for made in (Original, Screening, Passage, Analysis, Assignment, Support):
        db.session.execute(delete(made).where(made.contribution_id == contribution.id))
    db.session.execute(update(Report).where(Report.contribution_id == contribution.id).values(note=""))
    standing = select(Contribution.id).where(
        Contribution.contributor_id == contribution.contributor_id, Contribution.state != State.WITHDRAWN
    )
    if db.session.scalar(standing.limit(1)) is None:
        db.session.execute(delete(Contact).where(Contact.contributor_id == contribution.contributor_id))
    db.session.flush()
