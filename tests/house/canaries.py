"""Marked words in every field that is not for everybody, and where they turn up when everything is opened by everybody."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from engage.api import tokens
from engage.evidence import endorsing, packs
from engage.extensions import db
from engage.models import (
    Chapter,
    Contact,
    Contribution,
    DecisionKind,
    DraftChapter,
    DraftParagraph,
    Event,
    Kind,
    Message,
    Outcome,
    RegisterEntry,
    ReportReason,
    Scope,
    State,
    StepKind,
    Theme,
    User,
    WordDraft,
    current_plan,
    now,
)
from engage.moderation import enquiries, safeguarding
from engage.moderation.redaction import Redaction
from engage.moderation.reports import report
from engage.moderation.service import decide
from engage.policies import POLICY, Permission
from engage.quotes import service as quotes
from engage.quotes.drafts import service as drafts
from tests import factories
from tests.engage.outcomes import sample
from tests.engage.quotes.filing import filed
from tests.house.rounds import VISITOR, access, ours

CHAPTER = "maternity"
PROGRAM = "a program"
WORDLESS = {"submissions.paper_pdf", "submissions.paper_form"}
"""Slow ones that are made of the plan's questions alone."""
SAME_FOR_ALL = {"evidence.pack_file", "evidence.report_for_board"}
"""Slow files that do not ask who opens them: Stella, who may see least, opens them."""
NOBODY: frozenset[str] = frozenset()
LEAD = frozenset({"sam"})
MODERATORS = frozenset({"mo", "sam"})
ALLOWED = {
    "qwaiting": MODERATORS,
    "qasked": MODERATORS,
    "qanswered": MODERATORS,
    "qcutout": MODERATORS,
    "qcuttitle": MODERATORS,
    "quseonly": MODERATORS | {"ada", "ola"},  # they write the plan, and file what is used for it
    "qdeclined": MODERATORS,
    "qreferred": LEAD,
    "qraised": LEAD,
    "qconcern": LEAD,
    "qstep": LEAD,
    "qtold": LEAD,
    "qphone": LEAD,
    "qwithdrawn": NOBODY,
    "qemail": NOBODY,
    "qpost": MODERATORS,
    "qnote": MODERATORS,
    "qreport": MODERATORS,
    "qcomment": MODERATORS,
    "qwordfile": frozenset({"ada"}),
    "qwordtext": frozenset({"ada"}),
    "qquotenote": frozenset({"ada", "ola"}),
    "qunsaid": frozenset({"ada", "ola"}),
    "qunready": frozenset({"ada", "ola"}),
    "qgap": frozenset({"stella", "ola", "ada", "mo"}),
    "qtoken": frozenset({"ola"}),
}
"""Each marked word, and who may meet it."""
OPEN = "qopen"
"""In what everybody may read, quoted as well."""
NOT_QUOTED = "qshownonly"
"""Everybody may read it; it is in nothing that is made for the plan."""


@dataclass(frozen=True)
class Met:
    """A marked word where somebody met it."""

    who: str
    endpoint: str
    word: str


def fill() -> list[str]:
    """One of everything that has words in it, each marked; the references of those contributions."""
    plan = current_plan()
    people = {name: factories.person(name, chapters=[CHAPTER] if name == "ada" else None) for name in factories.PEOPLE}
    mo, ola, ada = people["mo"], people["ola"], people["ada"]
    chapter = factories.named(Chapter, CHAPTER)
    sample.fill()
    others = set(db.session.scalars(select(Contribution.reference)))
    waiting = factories.contribution("I could not get in. qwaiting qwaiting", title="A qwaiting title")
    db.session.add(Contact(contributor_id=waiting.contributor_id, email="qemail@example.org"))
    held = factories.contribution("I rang and rang. qasked")
    decide(held, State.HELD, by=mo, kind=DecisionKind.ASK, reason="ask-author", question="When was it?", note="qnote")
    enquiries.answer(held, "It was in May. qanswered")
    declined = factories.contribution("You are all qdeclined.")
    db.session.add(Contact(contributor_id=declined.contributor_id, post="1 qpost Street"))
    decide(declined, State.DECLINED, by=mo, reason="abusive", note="qnote")
    _refer(people["sam"])
    voice = _published("We waited for qcutout all day, and nobody came. qopen", "qcutout", "My qcuttitle day")
    filed(voice, CHAPTER)
    filed(factories.published("Feeding was hard at first. quseonly helped.", show=False, quote=False), CHAPTER)
    filed(factories.published(f"The ward was loud at night. {NOT_QUOTED}", quote=False), CHAPTER)
    gone = factories.published("They never wrote to me. qwithdrawn")
    filed(gone, CHAPTER)
    decide(gone, State.WITHDRAWN)
    report(voice, next(iter(ReportReason)), "This is about me. qreport")
    sample.comment(sample.draft(), 2, "It should say qcomment.", published=False)
    sample.draft(sample.FIRST.replace("weekends", "qunready"), published=False)
    sample.outcome(plan, shown=False, said="Nobody qunsaid helps.")
    quotes.note(ada, quotes.pick(ada, chapter, voice, 0, len(voice.published_text or "")), "Use it first. qquotenote")
    endorsing.plan_outreach(ola, chapter, gap="No qgap heard", owner="Ola", due=now().date())
    drafts.upload(ada, chapter, "qwordfile.docx", _word("People told us that qwordtext takes far too long."), days=7)
    tokens.issue(ola, "qtoken", [Scope.THEMES], 7, key="k" * 40)
    packs.freeze(ola, plan)
    db.session.query(Message).update({"try_after": now()})  # letters that wait until nothing can be undone
    db.session.commit()
    return sorted(set(db.session.scalars(select(Contribution.reference))) - others)


def _refer(lead: User) -> None:
    row = factories.contribution("My neighbour is not safe. qreferred")
    db.session.add(Contact(contributor_id=row.contributor_id, phone="qphone"))
    decide(row, State.REFERRED, by=factories.person("mo"), reason="risk-to-adult", note="")
    safeguarding.take_step(row, StepKind.ESCALATED, by=lead, note="Rang them. qstep", told_to="qtold team")
    shown = factories.published("He hurts me when nobody looks. qraised")
    filed(shown, CHAPTER)
    safeguarding.raise_concern(
        current_plan(), shown.reference, by=factories.person("ada"), reason="risk-to-adult", note="Read it. qconcern"
    )


def _published(text: str, cut: str, title: str) -> Contribution:
    row = factories.contribution(text, title=title, kind=Kind.STORY)
    hidden = [Redaction(text.index(cut), text.index(cut) + len(cut), "person")]
    named = [Redaction(title.index("qcuttitle"), title.index("qcuttitle") + len("qcuttitle"), "person")]
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=hidden, title_redactions=named)
    return row


def _word(text: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def met(app: Flask, browsers: Mapping[str, FlaskClient], references: list[str]) -> Iterator[Met]:
    """Every marked word that anybody of these meets at any address that can be read, in pages and inside files."""
    values = _values(references)
    for who, browser in browsers.items():
        for rule in ours(app):
            if "GET" in (rule.methods or set()) and _opens(app, rule, who):
                for where in _addresses(app, rule, values):
                    for word in words_in(browser.get(where).data):
                        yield Met(who, rule.endpoint, word)


def _opens(app: Flask, rule: Rule, who: str) -> bool:
    """Whether the page is for them at all: that others are turned away is seen in test_routes."""
    needed = access(app, rule)
    if rule.endpoint in WORDLESS or (rule.endpoint in SAME_FOR_ALL and who != "stella"):
        return False
    if isinstance(needed, Permission):
        return factories.PEOPLE.get(who) in POLICY[needed]
    return who == (PROGRAM if isinstance(needed, Scope) else VISITOR)


def browsers(app: Flask) -> dict[str, FlaskClient]:
    """A visitor, a person of each role who has signed in, and a program with a token."""
    found = {VISITOR: app.test_client()}
    for name in factories.PEOPLE:
        found[name] = app.test_client()
        factories.sign_in(found[name], factories.person(name))
    key = str(app.config["SECRET_KEY"])
    _, secret = tokens.issue(factories.person("ola"), "For the sweep", list(Scope), 7, key=key)
    db.session.commit()
    found[PROGRAM] = app.test_client()
    found[PROGRAM].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return found


def words_in(content: bytes) -> set[str]:
    """The marked words in an answer, or in any part of a file that is a ZIP."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return {word for name in file.namelist() for word in words_in(file.read(name))}
    return {word for word in (*ALLOWED, OPEN, NOT_QUOTED) if word.encode() in content}


def _values(references: list[str]) -> dict[str, Sequence[object]]:
    """What can stand in an address, by the name of its part."""
    numbered = (Outcome, DraftChapter, DraftParagraph, Event, RegisterEntry, WordDraft, Theme)
    latest = {db.session.scalar(select(func.max(kind.id))) or 0 for kind in numbered}
    return {
        "reference": references,
        "slug": [CHAPTER],
        "format_": ["docx", "csv", "json", "md"],
        "user_id": list(db.session.scalars(select(User.id))),
        "number": [1],
        "": sorted(latest),
    }


def _addresses(app: Flask, rule: Rule, values: Mapping[str, Sequence[object]]) -> Iterator[str]:
    offered = [
        sorted(converter.items)
        if isinstance(converter, AnyConverter)
        else values.get(name) or (values[""] if isinstance(converter, IntegerConverter) else ["none"])
        for name, converter in rule._converters.items()
    ]
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for chosen in product(*offered):
            yield adapter.build(rule.endpoint, dict(zip(rule._converters, chosen, strict=True)))


SEARCHES = {VISITOR: "/voices?q={}", "ada": f"/staff/quotes/{CHAPTER}?words={{}}"}


def answers_to(browser: FlaskClient, search: str, word: str) -> str:
    """The page that a search for a word gives, without the word that was typed and the form's own token."""
    page = browser.get(search.format(word)).text.replace(word, "...")
    return re.sub(r'name="csrf_token"[^>]*', "", page)
