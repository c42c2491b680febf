"""What an author is told about a draft: each quote's standing, with what was altered, and what says the like."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Contribution, Quote, State, WordDraft, now
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.quotes import service as collecting
from engage.quotes.drafts import service
from engage.quotes.drafts.checking import Standing, check
from engage.quotes.drafts.package import open_package
from engage.quotes.drafts.reading import read
from engage.quotes.drafts.report import standing_sources
from tests import factories
from tests.engage.quotes.filing import chapter_called, spoken
from tests.engage.quotes.word_files import chapter_draft, letter_draft, unpacked

SAID = "I waited nine weeks to be seen, and nobody told me why. Then Ann rang."


def ada() -> Any:
    return factories.person("ada", chapters=["mental-health"])


def uploaded(content: bytes | None = None) -> WordDraft:
    draft = service.upload(ada(), chapter_called("mental-health"), "Draft.docx", content or chapter_draft(), days=30)
    db.session.commit()
    return draft


def filled(row: Contribution, draft: WordDraft, start: int = 0, end: int | None = None) -> bytes:
    """The draft with some of somebody's words behind its third paragraph of text."""
    digest = (row.published_digest or "")[:8]
    choice = service.Choice(row.reference, start, end or len(row.published_text or ""), digest)
    assert service.choose(ada(), draft, {5: [choice]}) == []
    db.session.commit()
    return service.with_quotes(draft, ())


def standing(content: bytes) -> list[Standing]:
    checked = check(chapter_called("mental-health"), read(open_package(content)).paragraphs)
    return [one.standing for one in checked]


def rewritten(content: bytes, old: str, new: str) -> bytes:
    document = Document(BytesIO(content))
    for text in document.element.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        text.text = (text.text or "").replace(old, new)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_quote_goes_in_word_for_word_and_into_the_collection(app: Flask) -> None:
    row, draft = spoken(SAID), uploaded()
    content = filled(row, draft)
    assert standing(content) == [Standing.INTACT]
    assert db.session.scalars(select(Quote)).one().text == SAID
    assert row.reference in unpacked(content)["word/document.xml"].decode()


def test_what_an_author_altered_is_shown_word_by_word(app: Flask) -> None:
    content = rewritten(filled(spoken(SAID), uploaded()), "nine weeks", "three weeks")
    (checked,) = check(chapter_called("mental-health"), read(open_package(content)).paragraphs)
    assert checked.standing is Standing.ALTERED
    assert [(piece.text, piece.where) for piece in checked.difference if piece.where != "both"] == [
        ("nine", "approved"),
        ("three", "draft"),
    ]
    assert "".join(piece.text for piece in checked.difference if piece.where != "draft") == SAID


@pytest.mark.parametrize(
    ("to", "expected"), [(State.WITHDRAWN, Standing.WITHDRAWN), (State.HELD, Standing.GONE)], ids=str
)
def test_what_was_taken_back_since_is_told(app: Flask, to: State, expected: Standing) -> None:
    row, draft = spoken(SAID), uploaded()
    content = filled(row, draft)
    decide(row, to, by=factories.person("mo"))
    db.session.commit()
    assert standing(content) == [expected]
    assert standing_sources(draft, read(open_package(content))) == []
    assert SAID not in unpacked(service.with_quotes(draft, ()))["word/document.xml"].decode()


@pytest.mark.parametrize(("words", "expected"), [("nine weeks", Standing.CHANGED), ("Ann", Standing.MOVED)])
def test_words_taken_out_since_are_told_from_words_that_only_moved(app: Flask, words: str, expected: Standing) -> None:
    row = spoken(SAID)
    content = filled(row, uploaded(), 0, SAID.index(" Then"))
    at = SAID.index(words)
    decide(row, State.PUBLISHED, by=factories.person("mo"), redactions=[Redaction(at, at + len(words), "person")])
    db.session.commit()
    assert standing(content) == [expected]


def test_consent_taken_back_and_use_elsewhere_are_told(app: Flask) -> None:
    row, draft = spoken(SAID), uploaded()
    content = filled(row, draft)
    factories.person("ada", chapters=["mental-health", "cancer"])
    collecting.pick(ada_everywhere(), chapter_called("cancer"), row, 0, len(SAID))
    db.session.commit()
    (checked,) = check(chapter_called("mental-health"), read(open_package(content)).paragraphs)
    assert checked.used_in == (chapter_called("cancer").title,)
    row.consent.quote = False
    db.session.commit()
    assert standing(content) == [Standing.CONSENT]


def ada_everywhere() -> Any:
    return factories.person("ada", chapters=["mental-health", "cancer"])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I rang six times before anybody answered me.", [Standing.INTACT]),
        ("I rang sixteen times before anybody ever answered me.", [Standing.ALTERED]),
        ("The bus never comes to our village after dark.", []),
    ],
)
def test_pasted_words_are_known_again(app: Flask, said: str, expected: list[Standing]) -> None:
    spoken(f"It was a hard week. {said} I gave up.")
    assert standing(letter_draft()) == expected


def test_pasted_words_that_may_only_be_shown_are_told(app: Flask) -> None:
    spoken("I rang six times before anybody answered me.", quote=False)
    assert standing(letter_draft()) == [Standing.CONSENT]


def test_a_draft_is_for_its_authors_and_ends_with_its_time(app: Flask, client: FlaskClient) -> None:
    draft = uploaded()
    address = f"/staff/quotes/mental-health/drafts/{draft.id}"
    factories.sign_in(client, factories.person("ola"))
    assert client.get(address).status_code == 404
    factories.sign_in(client, ada())
    assert client.get(address).status_code == 200
    db.session.execute(update(WordDraft).values(kept_until=now() - timedelta(seconds=1)))
    db.session.commit()
    with pytest.raises(NotFoundError):
        service.draft_to_open(ada(), chapter_called("mental-health"), draft.id)
    assert service.forget_old_drafts() == 1
    assert db.session.scalar(select(func.count()).select_from(WordDraft)) == 0


def test_a_file_that_is_refused_is_not_kept(app: Flask, client: FlaskClient) -> None:
    factories.sign_in(client, ada())
    answer = client.post(
        "/staff/quotes/mental-health/drafts", data={"file": (BytesIO(letter_draft()[:2000]), "a.docx")}
    )
    assert answer.status_code == 400
    assert "damaged" in answer.text
    assert db.session.scalar(select(func.count()).select_from(WordDraft)) == 0
    with pytest.raises(InputError, match="no words"):
        out = BytesIO()
        Document().save(out)
        uploaded(out.getvalue())


@pytest.mark.parametrize(
    "ticked", ["x|7K4P-2M9QX.0-5:abcdef12", "1|nothing", "١|7K4P-2M9QX.0-5:abcdef12", "|", "9" * 99]
)
def test_odd_choices_are_refused_in_plain_words(app: Flask, client: FlaskClient, ticked: str) -> None:
    draft = uploaded()
    factories.sign_in(client, ada())
    address = f"/staff/quotes/mental-health/drafts/{draft.id}/paragraphs"
    assert client.post(address, data={"quote": ticked, "shown": "5"}).status_code == 400
    unknown = client.post(address, data={"quote": "5|7K4P-2M9QX.0-5:abcdef12", "shown": "5"})
    assert unknown.status_code == 302
