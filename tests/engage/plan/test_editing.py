"""Staff change the plan from the site."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    BigChange,
    Channel,
    Chapter,
    Goal,
    Locality,
    Milestone,
    Objective,
    PlainWord,
    Plan,
    Question,
    RespondentKind,
)
from engage.plan import editing
from engage.plan.editing import slug_of
from engage.plan.forms import data_of
from engage.plan.parts import PARTS
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from tests import factories

HOME = "/staff/plan"


@pytest.fixture
def officer(client: Any) -> Any:
    """Ola, signed in."""
    user = factories.person("ola")
    factories.sign_in(client, user)
    return user


def _first(kind: type[Any]) -> Any:
    return db.session.scalars(select(kind).order_by(kind.id)).first()


def _fresh(row: Any) -> Any:
    db.session.expire_all()
    return db.session.get(type(row), row.id)


@pytest.mark.parametrize(
    ("name", "status"),
    [("adam", 200), ("ada", 403), (None, 302)],  # tests/house walks every page as every role
)
def test_who_may_change_the_plan(client: Any, name: str | None, status: int) -> None:
    if name:
        factories.sign_in(client, factories.person(name))
    goal = _first(Goal)
    for path in ("", "/goals/new", f"/goals/{goal.id}", "/wording"):
        assert client.get(HOME + path).status_code == status
    if status != 200:
        for path in ("/goals/new", f"/goals/{goal.id}", f"/milestones/{_first(Milestone).id}/remove", "/wording"):
            assert client.post(HOME + path, data={"number": 1, "title": "Taken over"}).status_code == status
        assert _fresh(goal).title != "Taken over"


def test_the_overview_shows_every_part(client: Any, officer: Any, plan: Plan) -> None:
    page = client.get(HOME).text
    for words in (
        "Goals",
        "Chapters",
        "Big changes",
        "Questions of the week",
        "Dates that matter",
        "Places",
        "Channels",
    ):
        assert words.lower() in page.lower() or words == "Channels"
    assert plan.chapters[0].title in page


def test_a_chapter_is_changed_and_its_slug_stays(client: Any, officer: Any) -> None:
    chapter = _first(Chapter)
    slug = chapter.slug
    assert slug in client.get(f"{HOME}/chapters/{chapter.id}").text
    data = {
        "title": "Staying well", "plain": "What keeps you well?", "about": "Keeping well.",
        "includes": "walking \r\n\r\n warm homes\r\n", "goals": ["healthy-life", "tell-story-once"],
    }  # fmt: skip
    assert client.post(f"{HOME}/chapters/{chapter.id}", data=data).status_code == 302
    kept = _fresh(chapter)
    assert (kept.title, kept.slug, kept.includes) == ("Staying well", slug, ["walking", "warm homes"])
    assert [goal.slug for goal in kept.goals] == ["healthy-life", "tell-story-once"]


@pytest.mark.parametrize(
    ("part", "kind", "data"),
    [
        ("goals", Goal, {"number": "4", "title": "A fourth goal"}),
        ("chapters", Chapter, {"title": "A new chapter"}),
        ("objectives", Objective, {"chapter": "cancer", "number": "90", "text": "See everybody in a week."}),
        ("big-changes", BigChange, {"title": "One more change"}),
        ("places", Locality, {"name": "Broads", "towns": "Acle\nReedham"}),
        ("people", RespondentKind, {"name": "I am a student", "attribution": "Student"}),
        ("channels", Channel, {"name": "Video call"}),
        ("milestones", Milestone, {"on": "2027-01-31", "what": "Board agrees"}),
        (
            "questions",
            Question,
            {"title": "What about buses?", "opens": "2027-01-01", "closes": "2027-01-07", "chapters": ["cancer"]},
        ),
    ],
)
def test_an_entry_is_added_and_changed(client: Any, officer: Any, part: str, kind: Any, data: dict[str, Any]) -> None:
    before = set(db.session.scalars(select(kind.id)))
    assert client.get(f"{HOME}/{part}/new").status_code == 200
    assert client.post(f"{HOME}/{part}/new", data=data).status_code == 302
    (added,) = set(db.session.scalars(select(kind.id))) - before
    page = client.get(f"{HOME}/{part}/{added}").text
    assert str(next(value for name, value in data.items() if name not in {"number", "chapter"})) in page
    assert client.post(f"{HOME}/{part}/{added}", data=data).status_code == 302
    assert len(set(db.session.scalars(select(kind.id)))) == len(before) + 1


@pytest.mark.parametrize(
    ("part", "data", "message"),
    [
        ("goals", {"number": "1", "title": "Twice one"}, "belongs to another goal"),
        ("goals", {"number": "x", "title": "No number"}, "Not a valid integer"),
        ("goals", {"number": "5", "title": ""}, "Enter a title."),
        ("goals", {"number": "5", "title": "x" * 201}, "Use 200 characters or fewer."),
        ("objectives", {"chapter": "cancer", "number": "1", "text": "Again."}, "has an objective 1 already"),
        ("questions", {"title": "Q", "opens": "2027-01-07", "closes": "2027-01-01"}, "The last day cannot be before"),
        ("questions", {"title": "Q", "opens": "soon", "closes": "2027-01-01"}, "Not a valid date"),
        ("people", {"name": "Somebody"}, "Enter what is printed."),
        ("chapters", {"title": "T", "goals": ["made-up"]}, "not a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_explained(
    client: Any, officer: Any, part: str, data: dict[str, Any], message: str
) -> None:
    answer = client.post(f"{HOME}/{part}/new", data=data)
    assert answer.status_code == 400
    assert message in answer.text
    assert "There is a problem" in answer.text


def test_an_objective_starts_with_its_chapter_and_the_next_number(client: Any, officer: Any) -> None:
    page = client.get(f"{HOME}/objectives/new?chapter=cancer").text
    assert '<option value="cancer" selected' in page
    assert 'value="8"' in page


def test_what_nothing_hangs_on_is_removed(client: Any, officer: Any) -> None:
    for part, kind in (
        ("objectives", Objective),
        ("big-changes", BigChange),
        ("milestones", Milestone),
        ("questions", Question),
    ):
        row = _first(kind)
        assert client.post(f"{HOME}/{part}/{row.id}/remove").status_code == 302
        assert _fresh(row) is None


def test_what_people_said_something_under_stays(client: Any, officer: Any) -> None:
    question = _first(Question)
    factories.contribution(question=question)
    assert client.post(f"{HOME}/questions/{question.id}/remove").status_code == 400
    assert client.post(f"{HOME}/places/{_first(Locality).id}/remove").status_code == 400
    assert _fresh(question) is not None


def test_the_wording_is_changed(client: Any, officer: Any, plan: Plan) -> None:
    before = dict(plan.wording["signposting"])
    data = {
        "name": "A plan", "short_name": "Plan", "partnership": "Us", "years": "2027", "about": "All of it.",
        "moderator_name": "Independent Voice", "moderator_short_name": "Voice", "moderator_about": "They read.",
        "moderator_timing_days": "3", "moderator_policy": "One.\nTwo.", "contact_email": "us@example.org",
        "signposting_crisis_plain": "Ring now.",
        "signposting_crisis": "Help | 999 | Somebody is in danger.\nSamaritans | 116 123 | To talk.",
    }  # fmt: skip
    assert client.post(f"{HOME}/wording", data=data).status_code == 302
    db.session.expire_all()
    assert (plan.short_name, plan.moderator["short_name"], plan.moderator["timing_days"]) == ("Plan", "Voice", 3)
    assert plan.moderator["policy"] == ["One.", "Two."]
    assert plan.wording["signposting"]["crisis"][1] == {"name": "Samaritans", "number": "116 123", "when": "To talk."}
    assert plan.wording["signposting"]["complaints"] == before["complaints"]
    assert client.post(f"{HOME}/wording", data=data | {"signposting_crisis": "Help"}).status_code == 400


def test_what_the_trust_pages_say_is_changed(client: Any, officer: Any, plan: Plan) -> None:
    page = client.get(f"{HOME}/trust").text
    assert "article 6(1)(e)" in page
    data = {
        "controller": "The Office",
        "shared_with": "The library\nThe post",
        "complaint_days": "7",
        "accessibility_answer_days": "2",
    }
    assert client.post(f"{HOME}/trust", data=data).status_code == 302
    assert client.post(f"{HOME}/trust", data=data | {"complaint_days": "soon"}).status_code == 400
    privacy = client.get("/about/privacy").text
    assert "The Office runs this site" in privacy and "<p>The post</p>" in privacy and "article 6" not in privacy


def test_the_wording_form_keeps_what_is_there(client: Any, officer: Any, plan: Plan) -> None:
    page = client.get(f"{HOME}/wording").text
    assert "Samaritans | 116 123 |" in page
    assert plan.moderator["short_name"] in page


@pytest.mark.parametrize(
    "path", ["/nothing/new", "/goals/999999", "/goals/99999999999999999999", "/%00/new", "/goals/x"]
)
def test_what_is_not_there_is_not_found(client: Any, officer: Any, path: str) -> None:
    assert client.get(HOME + path).status_code == 404


def test_hostile_words_are_kept_as_words(client: Any, officer: Any) -> None:
    goal = _first(Goal)
    client.post(f"{HOME}/goals/{goal.id}", data={"number": goal.number, "title": "<script>alert(1)</script>\x00 & co"})
    assert _fresh(goal).title == "<script>alert(1)</script> & co"
    assert "<script>alert" not in client.get(HOME).text


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mental health", "mental-health"),
        ("  Zażółć & Gęślą! ", "zazoc-gesla"),
        ("日本", "entry"),
        ("A" * 200, "a" * 60),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_two_entries_of_one_name_have_two_slugs(client: Any, officer: Any) -> None:
    for _ in range(2):
        client.post(f"{HOME}/big-changes/new", data={"title": "Same name"})
    slugs = set(db.session.scalars(select(BigChange.slug).where(BigChange.title == "Same name")))
    assert slugs == {"same-name", "same-name-2"}


def test_what_people_changed_stays_when_the_file_is_loaded_again(app: Any, officer: Any, plan: Plan) -> None:
    chapter, question, date_ = _first(Chapter), _first(Question), _first(Milestone)
    objective, word = _first(Objective), _first(PlainWord)
    content = read_plan_file(SHIPPED)

    def save(key: str, row: Any, **changed: Any) -> Any:
        with app.test_request_context():
            values = {**(data_of(row, key) if row is not None else {}), **changed}
        return editing.save(officer, plan, PARTS[key], row, values)

    save("chapters", chapter, title="Renamed by Ola", goals=[])
    save("milestones", date_, on=date(2027, 1, 2), what="Moved by Ola")
    added = save("milestones", None, on=date(2027, 5, 5), what="Added by Ola", plain="")
    save("objectives", objective, text="Promised anew", chapter=plan.chapters[0].slug)
    editing.remove(officer, plan, PARTS["plain-words"], word)
    gone = word.slug
    editing.change_wording(officer, plan, {"name": "Ola's plan"}, {"moderator": {"about": "We read it all."}})
    db.session.commit()
    counted = {kind: db.session.query(kind).count() for kind in (Milestone, Objective, Question, Chapter)}
    content["chapters"][0]["about"] = "New in the file."
    content["plan"]["years"] = "2027 to 2032"
    content["milestones"] = content["milestones"][:-1]
    load_plan(content, today=date(2026, 12, 24))
    db.session.commit()
    db.session.expire_all()
    assert (chapter.title, chapter.goals, chapter.about) == ("Renamed by Ola", [], "New in the file.")
    assert (date_.what, added.what, objective.text) == ("Moved by Ola", "Added by Ola", "Promised anew")
    assert db.session.scalar(select(PlainWord).where(PlainWord.slug == gone)) is None
    assert (plan.name, plan.years, plan.moderator["about"]) == ("Ola's plan", "2027 to 2032", "We read it all.")
    assert plan.moderator["short_name"] == content["moderator"]["short_name"]
    assert question.title
    counted[Milestone] -= 1  # the last of the file's dates left the file, and nobody had touched it
    assert {kind: db.session.query(kind).count() for kind in counted} == counted


def test_whoever_saves_second_is_told_what_the_first_saved(client: Any, officer: Any) -> None:
    for path, name in ((f"/goals/{_first(Goal).id}", "title"), ("/wording", "about")):
        page = client.get(HOME + path).get_data(as_text=True)
        fields = _fields_of(page)
        assert client.post(HOME + path, data=fields | {name: "The first one's words"}).status_code == 302
        answer = client.post(HOME + path, data=fields | {name: "The second one's words"})
        told = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "Somebody else saved this" in told
        assert "The first one" in told
        assert "The second one" in told
        assert client.post(HOME + path, data=_fields_of(told)).status_code == 302, "their own decision"


def _fields_of(page: str) -> dict[str, Any]:
    """What a browser would send for the form as it stands."""
    found: dict[str, Any] = {}
    main = page[page.index('<form method="post"') :]
    for tag in re.findall(r"<input[^>]*>", main):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("name") and (attributes.get("type") != "checkbox" or " checked" in tag):
            found.setdefault(attributes["name"], unescape(attributes.get("value", "")))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
        found[name] = unescape(text)
    return found
