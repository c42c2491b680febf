"""Speaking for somebody else or for a group, questions about oneself, and other languages."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.extensions import db
from engage.models import AboutAnswer, Behalf, Contact, Contribution, Leave, Message, MessageWay
from engage.submissions.tongues import guess_language
from tests.engage.submissions.walk import answer, answer_all, drafts, give, send
from tests.factories import contribution


def test_for_somebody_else_only_with_their_yes(client: FlaskClient) -> None:
    answer_all(client)
    assert answer(client, "for", behalf="person").location == "/give/permission"
    refused = client.post("/give/permission", data={"leave": "no"})
    assert refused.status_code == 400 and "Ask them first" in refused.get_data(as_text=True)
    assert client.get("/give/check").location == "/give/permission", "nothing is sent without it"
    assert client.post("/give/permission", data={"leave": "agreed"}).location == "/give/where"
    assert "Where do they live?" in client.get("/give/where").get_data(as_text=True)
    assert "How may we describe them?" in client.get("/give/description").get_data(as_text=True)
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.on_behalf, row.leave) == (Behalf.PERSON, Leave.AGREED)


def test_the_database_refuses_somebody_else_without_leave(client: FlaskClient) -> None:
    row = contribution()
    row.on_behalf = Behalf.PERSON
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_a_group_is_one_voice_with_a_name_and_a_size(client: FlaskClient) -> None:
    answer_all(client)
    assert answer(client, "for", behalf="group").location == "/give/group"
    page = client.get("/give/group").get_data(as_text=True)
    assert "counts as one voice" in page
    for wrong in ({"group_name": ""}, {"group_name": "x" * 201}, {"group_name": "Choir", "group_size": "0"}):
        assert client.post("/give/group", data=wrong).status_code == 400
    assert (
        client.post("/give/group", data={"group_name": "Tuesday choir", "group_size": "14"}).location == "/give/where"
    )
    assert answer(client, "where").location == "/give/consent", "who a group is needs no question"
    assert "How may we describe your group?" in client.get("/give/description").get_data(as_text=True)
    check = client.get("/give/check").get_data(as_text=True)
    assert "Tuesday choir" in check and "14 people" in check and "Questions about you" not in check
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.on_behalf, row.group_name, row.group_size) == (Behalf.GROUP, "Tuesday choir", 14)
    assert row.respondent_kind.slug == "group"


def test_questions_about_oneself_can_be_left_out_one_by_one(client: FlaskClient) -> None:
    answer_all(client)
    assert answer(client, "about", about="yes").location == "/give/about/age"
    assert "question 1 of 5" in client.get("/give/about/age").get_data(as_text=True)
    assert client.post("/give/about/age", data={"option": "martian"}).status_code == 400
    for slug, option, onward in (
        ("age", "35-49", "/give/about/gender"),
        ("gender", None, "/give/about/ethnic-group"),
        ("ethnic-group", "rather-not", "/give/about/disability"),
        ("disability", "yes-a-lot", "/give/about/carer"),
        ("carer", None, "/give/contact"),
    ):
        assert client.post(f"/give/about/{slug}", data={"option": option} if option else {}).location == onward
    assert client.post("/give/about/shoe-size", data={"option": "43"}).location == "/give"
    assert "35 to 49" in client.get("/give/check").get_data(as_text=True)
    send(client)
    kept = db.session.execute(select(AboutAnswer.question, AboutAnswer.option).order_by(AboutAnswer.question)).all()
    assert [tuple(row) for row in kept] == [("age", "35-49"), ("disability", "yes-a-lot")]


def test_no_to_the_questions_takes_earlier_answers_back(client: FlaskClient) -> None:
    answer_all(client)
    answer(client, "about", about="yes")
    client.post("/give/about/age", data={"option": "35-49"})
    answer(client, "about", about="no")
    send(client)
    assert db.session.scalars(select(AboutAnswer)).all() == []


def test_an_email_brings_a_letter_and_a_phone_number_brings_no_work(client: FlaskClient) -> None:
    row, _ = give(client, contact={"email": "pat@example.org", "post": "1 High Street\nTown"})
    message = db.session.scalars(select(Message)).one()
    assert (message.contribution_id, message.way) == (row.id, MessageWay.EMAIL)
    assert db.session.get(Contact, row.contributor_id).post == "1 High Street\nTown"
    client.delete_cookie("code")
    give(client, contact={"phone": "01632 960 001"})
    assert len(db.session.scalars(select(Message)).all()) == 1


@pytest.mark.parametrize(("code", "heading"), [("pl", "Gdzie mieszkasz?"), ("lt", "Kur gyvenate?"), ("pt", "Onde vive?"), ("ro", "Unde locuiți?")])  # fmt: skip
def test_the_form_speaks_the_chosen_language_and_remembers_it(client: FlaskClient, code: str, heading: str) -> None:
    answer_all(client)
    page = client.get(f"/give/where?language={code}").get_data(as_text=True)
    assert f'<html lang="{code}"' in page and heading in page
    again = client.get("/give/who").get_data(as_text=True)
    assert f'<html lang="{code}"' in again and re.search(r'hreflang="en"[^>]*>English', again)
    assert '<html lang="en"' in client.get("/voices").get_data(as_text=True), "the rest of the site is English"
    assert '<html lang="en"' in client.get("/give/who?language=en").get_data(as_text=True)


def test_words_in_another_language_are_taken_and_marked(client: FlaskClient) -> None:
    text = "Czekałam dziewięć tygodni na lekarza i nie wiem, czy to się zmieni. Bardzo mi było ciężko."
    client.set_cookie("language", "pl")
    answer_all(client)
    answer(client, "text", text=text)
    send(client)
    row = db.session.scalars(select(Contribution)).one()
    assert (row.language, row.contributor.language) == ("pl", "pl")
    assert "Dziękujemy. Mamy to" in client.get("/give/sent").get_data(as_text=True)


def test_changing_the_language_while_writing_loses_no_word(client: FlaskClient) -> None:
    answer(client, "kind")
    moved = client.post("/give/text", data={"kind": "idea", "text": "Half a sent", "title": "", "language": "ro"})
    assert moved.location == "/give/text?language=ro"
    assert "Half a sent" in client.get(moved.location).get_data(as_text=True)
    for odd in ("xx", "../..", "pl\x00"):
        assert client.get("/give", query_string={"language": odd}).status_code == 200
    assert len(drafts()) == 1


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("The nurse was kind and they helped me with my tablets.", "en", "en"),
        ("The nurse was kind and they helped me with my tablets.", "pl", "en"),
        ("Nie mogę się dostać do lekarza i to jest bardzo trudne.", "en", "pl"),
        ("Negaliu patekti pas gydytoją ir tai yra labai sunku, nes laukti reikia ilgai.", "en", "lt"),
        ("Não consigo uma consulta com o médico e é muito difícil para mim.", "en", "pt"),
        ("Nu pot să ajung la medic și este foarte greu pentru mine.", "en", "ro"),
        ("Лікарня дуже далеко, і їхати туди немає чим.", "en", "uk"),
        ("المستشفى بعيد جدا", "en", "ar"),
        ("Ok.", "lt", "lt"),
        ("", "en", "en"),
    ],
)
def test_the_language_is_guessed_from_the_words(text: str, page: str, language: str) -> None:
    assert guess_language(text, page=page) == language
