"""Giving an idea or a story: questions, consent, one row for one form, and nothing typed is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from engage.extensions import db
from engage.models import Attribution, Contact, Contribution, Contributor, Kind, Plan, Question, State, now
from engage.submissions import choices, service
from engage.submissions.intake import MAX_TEXT
from engage.submissions.service import DRAFT_DAYS
from tests.engage.submissions.walk import answer, answer_all, drafts, form_token, give, send, walk_through

AT_ONCE = 20


def _rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_the_whole_walk_keeps_what_was_given(client: FlaskClient) -> None:
    walk_through(client, contact={"email": "pat@example.com", "phone": ""})
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.kind, row.state, row.original.text) == (Kind.IDEA, State.RECEIVED, "Put a bench at every bus stop.")
    assert (row.original.title, row.locality.slug, row.respondent_kind.slug) == ("Benches", "north-norfolk", "carer")
    assert (row.consent.use, row.consent.show, row.consent.quote) == (True, True, True)
    assert (row.consent.attribution, row.attribution) == (Attribution.KIND_AND_PLACE, "Carer, North Norfolk")
    assert row.consent.wording
    assert db.session.get(Contact, row.contributor_id).email == "pat@example.com"
    assert drafts() == []


def test_the_receipt_shows_reference_and_code_and_what_happens_next(client: FlaskClient, plan: Plan) -> None:
    row, code = give(client)
    page = client.get("/give/sent").get_data(as_text=True)
    assert row.reference in page
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", code)
    assert "within 5 working days" in page and plan.moderator["short_name"] in page
    assert "116 123" in page


def test_the_code_is_nowhere_in_the_database(client: FlaskClient) -> None:
    _, code = give(client)
    stored = [str(value) for row in db.session.execute(select(Contributor.__table__)) for value in row]
    assert code not in stored and code.replace("-", "") not in stored


def test_the_receipt_goes_from_this_computer_when_asked(client: FlaskClient) -> None:
    give(client)
    client.post("/receipt/leave")
    assert client.get("/give/sent").status_code == 302


WRONG: list[tuple[str, dict[str, str | None], str]] = [
    ("kind", {"kind": None}, "Choose an idea or a story"),
    ("kind", {"kind": "poem"}, "Not a valid choice"),
    ("text", {"text": " \n\t "}, "Write something"),
    ("text", {"text": "a" * (MAX_TEXT + 1)}, "Make your text shorter. It has 20,001"),
    ("text", {"title": "a" * 201}, "Make the title shorter"),
    ("for", {"behalf": None}, "Choose who you are speaking for"),
    ("for", {"behalf": "dog"}, "Not a valid choice"),
    ("where", {"locality": None}, "Choose a place"),
    ("where", {"locality": "atlantis"}, "Not a valid choice"),
    ("who", {"respondent": None}, "Choose the one"),
    ("consent", {"use": None}, "Tick the first box"),
    ("consent", {"show": None}, "The plan is public"),
    ("description", {"attribution": None}, "Choose how"),
    ("contact", {"email": "pat"}, "Enter an email address"),
    ("contact", {"phone": "none"}, "Enter a phone number"),
]


def test_a_wrong_answer_is_explained_and_not_kept(client: FlaskClient) -> None:
    answer_all(client)
    before = dict(drafts()[0].answers)
    for step, changed, problem in WRONG:
        response = answer(client, step, **changed)
        page = response.get_data(as_text=True)
        assert response.status_code == 400
        assert problem in page and "There is a problem" in page and "<title>Error: " in page
    assert drafts()[0].answers == before


def test_a_text_that_is_too_long_comes_back(client: FlaskClient) -> None:
    answer(client, "kind")
    long = "word " * 5_000 + "the very end"
    assert "the very end" in answer(client, "text", text=long).get_data(as_text=True)


def test_the_consent_boxes_start_empty(client: FlaskClient) -> None:
    answer(client, "kind")
    answer(client, "text")
    assert " checked" not in client.get("/give/consent").get_data(as_text=True)


def test_words_that_nobody_may_see_are_described_by_nothing(client: FlaskClient) -> None:
    """Whoever does not want to be shown is not asked how to be described."""
    walk_through(client, consent={"show": None, "quote": None})
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.consent.show, row.consent.quote, row.consent.attribution) == (False, False, Attribution.ANONYMOUS)


def test_consent_withdrawn_on_the_way_takes_the_description_back(client: FlaskClient) -> None:
    answer_all(client)
    answer(client, "consent", show=None, quote=None)
    assert "How we describe you" not in client.get("/give/check").get_data(as_text=True)
    send(client)
    db.session.rollback()
    assert db.session.scalars(select(Contribution)).one().consent.attribution == Attribution.ANONYMOUS


def test_the_examples_are_made_from_the_answers(client: FlaskClient) -> None:
    answer_all(client)
    page = client.get("/give/description").get_data(as_text=True)
    for words in ("Carer, North Norfolk", "Carer", "North Norfolk", "Member of the public"):
        assert words in page


def test_who_tells_us_nothing_is_not_asked_how_to_be_described(client: FlaskClient) -> None:
    answer_all(client)
    answer(client, "where", locality="rather-not")
    answer(client, "who", respondent="other")
    assert answer(client, "consent").location == "/give/about"
    send(client)
    db.session.rollback()
    row = db.session.scalars(select(Contribution)).one()
    assert (row.locality, row.consent.attribution) == (None, Attribution.ANONYMOUS)


def test_words_that_print_the_same_give_less_away(plan: Plan) -> None:
    ways = choices.descriptions(plan, "carer", "rather-not")
    assert [(way.value, way.label) for way in ways] == [("kind", "Carer"), ("anonymous", "Member of the public")]


def test_the_check_page_leads_back_to_each_answer(client: FlaskClient) -> None:
    answer_all(client)
    page = client.get("/give/check").get_data(as_text=True)
    for step in ("text", "for", "where", "who", "consent", "description", "about", "contact"):
        assert f"/give/{step}?change=1" in page
    assert client.post("/give/where?change=1", data={"locality": "norwich"}).location == "/give/check"
    assert "Norwich" in client.get("/give/check").get_data(as_text=True)


def test_progress_is_told_in_words(client: FlaskClient) -> None:
    assert "Question 1 of 9" in client.get("/give").get_data(as_text=True)
    answer_all(client, consent={"show": None, "quote": None})
    assert "Question 8 of 8" in client.get("/give/contact").get_data(as_text=True)


def test_a_question_of_the_week_stays_with_the_answer(client: FlaskClient, plan: Plan) -> None:
    question = db.session.scalars(select(Question).where(Question.slug == "coming-home")).one()
    assert question.title in client.get("/give?question=coming-home").get_data(as_text=True)
    walk_through(client, kind={"question": "coming-home"}, text={"question": "coming-home", "kind": "story"})
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.question.slug, row.kind) == ("coming-home", Kind.STORY)


def test_an_unknown_question_is_no_question(client: FlaskClient) -> None:
    assert client.get("/give?kind=poem&question=none").status_code == 200
    row, _ = give(client, kind={"question": "none"}, text={"question": "none"})
    assert row.question is None


def test_nothing_can_be_sent_before_every_question_has_an_answer(client: FlaskClient) -> None:
    answer(client, "kind")
    answer(client, "text")
    assert client.get("/give/check").location == "/give/for"
    assert client.post("/give/check", data={"form_token": "x"}).location == "/give/for"
    assert _rows() == 0


def test_sent_twice_is_one_row_and_one_receipt(client: FlaskClient) -> None:
    answer_all(client)
    token = form_token(client)
    first, second = send(client, token), send(client, token)
    assert first.location == second.location == "/give/sent"
    assert client.get("/give/sent").status_code == 200
    assert _rows() == 1


def test_sent_from_two_windows_without_the_cookie_is_one_row(client: FlaskClient, app: Flask) -> None:
    answer_all(client)
    token = form_token(client)
    send(client, token)
    stranger = app.test_client()
    assert send(stranger, token).location == "/give/sent"
    assert stranger.get("/give/sent").location == "/receipt", "the receipt belongs to the browser that holds the code"
    assert _rows() == 1


def test_twenty_at_once_make_one_row(client: FlaskClient, app: Flask) -> None:
    answer_all(client)
    token = form_token(client)
    code = client.get_cookie("code").value
    db.session.remove()

    def press(_number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("code", code)
        return int(browser.post("/give/check", data={"form_token": token}).status_code)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(press, range(AT_ONCE)))
    assert answers == [303] * AT_ONCE
    assert _rows() == 1
    assert client.get("/give/sent").status_code == 200


def test_another_one_under_the_same_code_is_the_same_person(client: FlaskClient) -> None:
    first, code = give(client)
    client.post("/give/again")
    second, again = give(client)
    assert code == again
    assert (first.contributor_id, _rows()) == (second.contributor_id, 2)


def test_starting_anew_is_another_person(client: FlaskClient) -> None:
    """At a shared computer the next person must not write under the last one's code."""
    first, code = give(client)
    second, other = give(client)
    assert code != other and first.contributor_id != second.contributor_id


def test_answers_survive_without_their_draft(client: FlaskClient, app: Flask) -> None:
    answer(client, "kind")
    client.delete_cookie("code")
    assert answer(client, "text", text="Still here.").location == "/give/for"
    assert "Still here." in client.get("/give/text").get_data(as_text=True)


def test_a_stale_form_brings_the_words_back(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(client, "kind")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    response = answer(client, "text", text="Nothing is lost.")
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "Nothing is lost.</textarea>" in page and "Press the button again" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token and answer(client, "text", text="Nothing is lost.", csrf_token=token.group(1)).status_code == 303


def test_a_stale_send_sends_nothing_and_loses_nothing(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(client)
    token = form_token(client)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    response = send(client, token)
    assert response.status_code == 400 and "Put a bench at every bus stop." in response.get_data(as_text=True)
    assert _rows() == 0 and len(drafts()) == 1


def test_a_busy_database_brings_the_words_back(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(client, "kind")

    def broken(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr(service, "answer", broken)
    response = answer(client, "text", text="Nothing is lost.")
    assert response.status_code == 503 and "Nothing is lost." in response.get_data(as_text=True)


def test_coming_back_later_with_the_code(client: FlaskClient, app: Flask) -> None:
    answer(client, "kind")
    answer(client, "text")
    page = client.get("/give/later").get_data(as_text=True)
    code = "".join(re.findall(r"<span>([0-9A-Z]{4})-?</span>", page))
    elsewhere = app.test_client()
    assert elsewhere.post("/receipt", data={"code": code.lower()}).location == "/give/check"
    assert elsewhere.get("/give/check").location == "/give/for"
    assert "every bus stop" in elsewhere.get("/give/text").get_data(as_text=True)


def test_stopping_deletes_the_answers(client: FlaskClient) -> None:
    answer(client, "kind")
    answer(client, "text")
    assert client.get("/give/stop").status_code == 200 and len(drafts()) == 1
    client.post("/give/stop")
    assert drafts() == [] and client.get("/give/text").location == client.get("/give/stop").location == "/give"


def test_old_drafts_are_forgotten(client: FlaskClient, app: Flask) -> None:
    answer(client, "kind")
    draft = drafts()[0]
    old = draft.form_token
    draft.updated_at = now() - timedelta(days=DRAFT_DAYS + 1)
    db.session.commit()
    assert client.get("/give/text").location == "/give"
    answer(app.test_client(), "kind")
    assert [row.form_token == old for row in drafts()] == [False]


def test_worrying_words_show_help_first_and_can_still_be_sent(client: FlaskClient) -> None:
    answer(client, "kind")
    response = answer(client, "text", text="I want to kill myself.", kind="story")
    assert response.location == "/give/help"
    page = client.get("/give/help").get_data(as_text=True)
    assert "Thank you for telling us" in page and "116 123" in page and "/give/for" in page
    for step in ("for", "where", "who", "consent", "description", "about", "contact"):
        answer(client, step)
    assert send(client).status_code == 303 and _rows() == 1
    assert "Help you can get now" in client.get("/give/sent").get_data(as_text=True)


HELP = (
    ("Nie chcę już żyć, nikt mi nie pomaga i nie wiem, co robić", "pl", "Pomoc, którą możesz dostać teraz"),
    ("Aš nebenoriu gyventi ir nematau kaip eiti toliau", "lt", ""),
    ("Não quero mais viver e ninguém me ajuda com isso", "pt", ""),
    ("Nu mai vreau să trăiesc și nu am pe nimeni care să mă ajute", "ro", ""),
    ("Я чекала на лікаря три тижні і ніхто мені не подзвонив", "en", "Our computer cannot read this language"),
)


def test_help_is_shown_in_the_language_of_the_words_also_where_nobody_can_screen_them(client: FlaskClient) -> None:
    answer(client, "kind")
    for words, language, said in HELP:
        assert answer(client, "text", text=words, kind="story").location == "/give/help", words
        page = client.get("/give/help").get_data(as_text=True)
        assert f'<html lang="{language}"' in page and said in page and "116 123" in page, words
    assert '<html lang="lt"' in client.get("/give/help?language=lt").get_data(as_text=True), "whatever was chosen wins"
    calm = answer(
        client, "text", text="Czekałam na lekarza trzy tygodnie i nikt nie zadzwonił, ale było miło", kind="story"
    )
    assert calm.location == "/give/for"


def test_the_crisis_numbers_are_on_every_page(client: FlaskClient) -> None:
    answer_all(client)
    for page in ("", "/text", "/where", "/who", "/consent", "/description", "/contact", "/check", "/later", "/stop"):
        assert 'id="help-now"' in client.get(f"/give{page}").get_data(as_text=True), page


def test_pages_without_a_draft_lead_to_the_start(client: FlaskClient) -> None:
    for page in ("text", "where", "who", "consent", "description", "contact", "check", "help", "later"):
        assert client.get(f"/give/{page}").location == "/give"
    assert client.post("/give/check").location == "/give"
