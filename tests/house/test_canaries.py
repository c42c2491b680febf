"""Nothing leaks: marked words in every field, looked for at every address, as everybody, in every part of every file."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from engage.extensions import db
from tests.house import canaries
from tests.house.canaries import ALLOWED, NOT_QUOTED, OPEN, PROGRAM
from tests.house.rounds import VISITOR

pytestmark = pytest.mark.timeout(400)  # the walk takes long on a machine that may be busy
FOR_THE_PLAN = ("quotes.", "drafts.", "api.", "evidence.")
SOUGHT_IN_VAIN = "qnowhere"


def test_each_marked_word_is_met_only_by_those_who_may(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    references = canaries.fill()
    browsers = canaries.browsers(app)
    if db.engine.dialect.name == "postgresql":  # the same queries, and a long walk: for the public and programs only
        browsers = {who: browsers[who] for who in (VISITOR, PROGRAM)}
    found = set(canaries.met(app, browsers, references))
    assert [one for one in found if one.word in ALLOWED and one.who not in ALLOWED[one.word]] == []
    assert [one for one in found if one.word == NOT_QUOTED and one.endpoint.startswith(FOR_THE_PLAN)] == []
    assert canaries.words_in(caplog.text.encode()) == set()
    # those who may do meet them: what is never met was perhaps never looked at
    assert {one.word for one in found} == {w for w, who in ALLOWED.items() if who & set(browsers)} | {OPEN, NOT_QUOTED}
    assert {one.who for one in found if one.word == OPEN} >= {VISITOR, PROGRAM, "ada"} & set(browsers)
    for who, search in canaries.SEARCHES.items():
        if who not in browsers:
            continue
        nothing = canaries.answers_to(browsers[who], search, SOUGHT_IN_VAIN)
        assert canaries.answers_to(browsers[who], search, OPEN) != nothing
        for word in (word for word, allowed in ALLOWED.items() if who not in allowed):
            assert canaries.answers_to(browsers[who], search, word) == nothing, f"{who} can find {word}"
