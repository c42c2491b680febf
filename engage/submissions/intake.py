"""Take a contribution in: the one way, for the public form, staff, imports and the demonstration alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engage.codes import hash_private_code, new_private_code, new_reference
from engage.errors import InputError
from engage.extensions import db
from engage.models import (
    Attribution,
    Behalf,
    Channel,
    Consent,
    Contribution,
    Contributor,
    DraftParagraph,
    Event,
    ImportRun,
    Kind,
    Leave,
    Locality,
    Original,
    Plan,
    Question,
    RespondentKind,
    User,
    digest,
    now,
)

MAX_TEXT = 20_000
MAX_COMMENT = 5_000
"""Characters of a comment, and of an answer to the moderator."""
MAX_TITLE = 200
CONSENT_WORDING = "2026-11"
_KEPT_CONTROLS = {"\n", "\t"}
_NOT_CHARACTERS = {"\ufffe", "\uffff"}  # no XML, and so no Word file, can hold them


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody gave us, before it has a place in the database."""

    kind: Kind
    text: str
    channel: Channel
    title: str | None = None
    locality: Locality | None = None
    respondent_kind: RespondentKind | None = None
    question: Question | None = None
    event: Event | None = None
    paragraph: DraftParagraph | None = None
    parent: Contribution | None = None
    show: bool = False
    quote: bool = False
    attribution: Attribution = Attribution.ANONYMOUS
    on_behalf: Behalf = Behalf.SELF
    leave: Leave | None = None
    group_name: str | None = None
    group_size: int | None = None
    recorded_by: User | None = None
    transcribed: bool = False
    translated_from: str | None = None
    language: str = "en"
    form_token: str | None = None
    received_at: datetime | None = None
    happened_on: date | None = None
    source: str | None = None
    source_id: str | None = None
    contributor: Contributor | None = None
    import_run: ImportRun | None = None


@dataclass(frozen=True)
class Receipt:
    """What the contributor gets: the private code is shown once and never stored."""

    contribution: Contribution
    code: str | None


def clean_text(text: str) -> str:
    """Plain text as it is kept: NFC, ``\\n`` line ends, no control or unpaired characters, no outer white space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(
        c
        for c in text
        if c in _KEPT_CONTROLS or (c not in _NOT_CHARACTERS and unicodedata.category(c) not in {"Cc", "Cs"})
    )
    return unicodedata.normalize("NFC", kept).strip()


def clean_line(text: str) -> str:
    """One line of plain text: as :func:`clean_text`, with every run of white space as one space."""
    return " ".join(clean_text(text).split())


def receive(plan: Plan, given: Given, *, key: str | None = None, code: str | None = None) -> Receipt:
    """Keep what was given and its consent. The caller commits, and only then shows the receipt.

    ``key`` is the site's secret; with it the contributor gets a private code: ``code``, when they hold one
    already, or a new one. The same form sent twice (``form_token``) gives the first row back, without a code.

    Raises:
        InputError: there is no text, or it is too long.
    """
    if given.form_token:
        earlier = db.session.scalar(select(Contribution).where(Contribution.form_token == given.form_token))
        if earlier:
            return Receipt(earlier, None)
    text, title = _cleaned(given)
    code = (code or new_private_code()) if key else None
    contributor = given.contributor or Contributor(code_hash=hash_private_code(code, key) if code and key else None)
    contribution = _contribution(plan, given, contributor)
    contribution.original = Original(title=title, text=text, digest=digest(text))
    contribution.consent = Consent(
        use=True,
        show=given.show,
        quote=given.quote and given.show,
        attribution=given.attribution,
        wording=CONSENT_WORDING,
    )
    db.session.add(contribution)
    db.session.flush()
    return Receipt(contribution, code)


def _cleaned(given: Given) -> tuple[str, str | None]:
    """The text and the title as they are kept."""
    text, title = clean_text(given.text), clean_line(given.title or "")[:MAX_TITLE] or None
    if not text:
        raise InputError("Write something before you go on.")
    if len(text) > MAX_TEXT:
        raise InputError(f"Make your text shorter: it has {len(text):,} characters and we can take {MAX_TEXT:,}.")
    return text, title


def _contribution(plan: Plan, given: Given, contributor: Contributor) -> Contribution:
    """A row with all that was said beside the words."""
    return Contribution(
        plan_id=plan.id,
        contributor=contributor,
        reference=new_reference(),
        kind=given.kind,
        received_at=given.received_at or now(),
        happened_on=given.happened_on,
        on_behalf=given.on_behalf,
        leave=given.leave,
        group_name=given.group_name,
        group_size=given.group_size,
        recorded_by=given.recorded_by,
        transcribed=given.transcribed,
        translated_from=given.translated_from,
        language=given.language,
        locality=given.locality,
        respondent_kind=given.respondent_kind,
        channel=given.channel,
        question=given.question,
        event=given.event,
        paragraph=given.paragraph,
        parent=given.parent,
        import_id=given.import_run.id if given.import_run else None,
        source=given.source,
        source_id=given.source_id,
        form_token=given.form_token,
    )
