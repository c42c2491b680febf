"""Words that are taken back or changed: every place that holds them is marked, and everybody who has to know is told."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_hex
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution, Pack, Passage, PassageVector, Plan, Quote, Recall, State
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.quotes import companions, recalling, service
from engage.quotes.drafts import service as drafts
from engage.quotes.recalls import notices, open_recalls
from engage.submissions.service import withdraw
from tests import factories
from tests.engage.quotes.filing import chapter_called, spoken
from tests.engage.quotes.word_files import chapter_draft

SAID = "I waited nine weeks to be seen, and Ann never told me why."
LIKE = "Nobody told my son why he had to wait."
HELD = {"collection", "draft", "pack"}


@pytest.fixture
def outbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    settings = app.config["ENGAGE"]
    monkeypatch.setitem(
        app.config, "ENGAGE", type(settings)(**(settings.__dict__ | {"mail": "file", "site_url": "https://plan.test"}))
    )
    state = app.extensions["mailman"]
    monkeypatch.setattr(state, "backend", "locmem")
    state.outbox = []
    sent: list[Any] = state.outbox
    return sent


@pytest.fixture(autouse=True)
def encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors are made by hand here: what matters is when they are read."""
    monkeypatch.setattr(companions, "encoder_problem", lambda: None)
    monkeypatch.setattr(companions, "load", lambda plan: type("Fixed", (), {"encoder": "test"}))


def pack_of(row: Contribution) -> Pack:
    """As evidence/packs.py freezes it: where the words stand, and their digest."""
    words = sha256(SAID.encode()).hexdigest()
    quote = {"contribution": row.reference, "start": 0, "end": len(SAID), "sha256": words}
    content = {"chapters": [{"id": "CHAPTER-mental-health", "quotes": [quote]}]}
    ola = factories.person("ola")
    return Pack(plan_id=row.plan_id, number=1, by_id=ola.id, content=content, sha256=token_hex(32))


def kept() -> dict[str, Any]:
    """Ada's chapter holds the same words in its collection, in a Word draft and in a frozen pack."""
    ada = factories.person("ada", chapters=["mental-health"])
    row, other = spoken(SAID, theme="waiting"), spoken(LIKE, theme="waiting")
    for one, vector in ((row, (1.0, 0.0)), (other, (0.8, 0.6))):
        passage = db.session.scalars(select(Passage).where(Passage.contribution_id == one.id)).one()
        db.session.add(
            PassageVector(passage_id=passage.id, encoder="test", vector=np.array(vector, np.float16).tobytes())
        )
    chapter = chapter_called("mental-health")
    service.pick(ada, chapter, row, 0, len(SAID))
    draft = drafts.upload(ada, chapter, "Draft.docx", chapter_draft(), days=30)
    drafts.choose(ada, draft, {5: [drafts.Choice(row.reference, 0, len(SAID), str(row.published_digest)[:8])]})
    db.session.add(pack_of(row))
    db.session.commit()
    return {"row": row, "other": other, "ada": ada}


def test_taking_words_back_tells_everybody_once_and_offers_what_others_said(
    plan: Plan, outbox: list[Any], client: FlaskClient
) -> None:
    made = kept()
    assert recalling.recall(plan)
    assert db.session.scalars(select(Recall)).all() == [], "nothing fell yet"
    assert outbox == []
    withdraw(made["row"])
    db.session.commit()
    recalling.recall(plan)
    recalling.recall(plan)
    rows = {row.user.name: row for row in db.session.scalars(select(Recall))}
    assert set(rows) == {"Ada", "Ola"}
    assert {held.split(":")[0] for held in rows["Ada"].held} == HELD
    assert sorted(sent.to[0] for sent in outbox) == ["ada@example.org", "ola@example.org"]
    letter = outbox[0].body
    assert made["row"].reference in letter
    assert "taken it back" in letter
    assert "https://plan.test/staff/quotes/taken-back" in letter
    assert SAID not in letter
    (notice,) = notices(made["ada"], plan)
    assert [other.text for other in notice.instead] == [LIKE]

    factories.sign_in(client, made["ada"])
    assert "Words to take out" in client.get("/staff").get_data(as_text=True)
    page = client.get("/staff/quotes/taken-back").get_data(as_text=True)
    assert LIKE in page
    assert SAID not in page
    assert "Holds words to take out" in client.get("/staff/quotes/mental-health/drafts").get_data(as_text=True)
    quote, passage = db.session.scalars(select(Quote)).one(), notice.instead[0]
    sent = {"contribution": passage.source.contribution, "start": passage.start, "end": passage.end}
    client.post(f"/staff/quotes/mental-health/collection/{quote.id}/replace", data=sent | {"digest": passage.digest})
    assert db.session.scalars(select(Quote)).one().text == LIKE
    client.post(f"/staff/quotes/taken-back/{notice.id}")
    db.session.expire_all()
    assert open_recalls(made["ada"], plan) == []
    assert len(open_recalls(factories.person("ola"), plan)) == 1, "each person sees to their own"
    assert client.post(f"/staff/quotes/taken-back/{rows['Ola'].id}").status_code == 404


def test_words_that_come_back_as_they_were_leave_the_list_and_a_change_is_told(plan: Plan) -> None:
    made = kept()
    row, mo = made["row"], factories.person("mo")
    decide(row, State.HELD, by=mo)
    db.session.commit()
    recalling.recall(plan)
    assert [one.became for one in open_recalls(made["ada"], plan)] == [""]
    decide(row, State.PUBLISHED, by=mo)
    db.session.commit()
    recalling.recall(plan)
    assert open_recalls(made["ada"], plan) == [], "the same words may be used again"
    at = SAID.index("Ann")
    decide(row, State.PUBLISHED, by=mo, redactions=[Redaction(at, at + 3, "person")])
    db.session.commit()
    recalling.recall(plan)
    assert [one.became for one in open_recalls(made["ada"], plan)] == [row.published_digest]
