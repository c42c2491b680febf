"""What staff fill in to change the plan: one form for each part. Field names are the entries' own."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from engage.models import Plan
from engage.plan.fields import CrisisField, LinesField, day, long_text, several, short_text, whole_number


class GoalForm(FlaskForm):
    """A goal."""

    number = whole_number("Number")
    title = short_text("Title", 200, "The partnership's own words.", needed="Enter a title.")
    plain = short_text("In a few plain words", 300)
    about = long_text(
        "About", "What belongs to it. The computer reads this too, to see which contributions speak to it."
    )


class ChapterForm(FlaskForm):
    """A chapter."""

    title = short_text("Title", 200, needed="Enter a title.")
    plain = short_text("The question that people see", 300, "In plain words.")
    about = long_text("About", "One or two sentences. The computer reads this to file contributions.")
    includes = LinesField("What belongs in it", description="One on each line. The computer reads these too.")
    goals = several("Goals")


class ObjectiveForm(FlaskForm):
    """An objective."""

    chapter = SelectField("Chapter")
    number = whole_number("Number")
    text = long_text("What is promised", needed="Enter what is promised.")
    due = short_text("When it is due", 40, "In the plan's own words, such as 2021 or 1 December 2020.")


class BigChangeForm(FlaskForm):
    """A big change."""

    title = short_text("Title", 200, needed="Enter a title.")
    about = long_text("About")


class QuestionForm(FlaskForm):
    """A question of the week."""

    title = short_text("Question", 300, needed="Enter the question.")
    hint = long_text("Hint", "A line under the question that helps people to begin.")
    opens = day("First day")
    closes = day("Last day", "People can answer until the end of this day.")
    chapters = several("Chapters it is about")
    summary = long_text(
        "What people told us",
        "Write it when the question has closed. Everybody can read it on the question's page, beside the figures that are counted for you.",
    )


class MilestoneForm(FlaskForm):
    """A date that matters."""

    on = day("Day")
    what = short_text("What happens", 300, "As it stands in the papers.", needed="Enter what happens.")
    plain = short_text("In plain words", 300, "The public sees this.")


class LocalityForm(FlaskForm):
    """A place."""

    name = short_text("Name", 120, "It is printed under quotes.", needed="Enter a name.")
    towns = LinesField("Towns and villages", description="One on each line. They help people to find their place.")


class RespondentKindForm(FlaskForm):
    """A kind of person."""

    name = short_text("As people say it", 120, "For example: I care for somebody.", needed="Enter how people say it.")
    attribution = short_text(
        "As it is printed under a quote", 120, "For example: Carer.", needed="Enter what is printed."
    )


class ChannelForm(FlaskForm):
    """A way to reach us."""

    name = short_text("Name", 120, needed="Enter a name.")
    plain = short_text("In plain words", 300)


class PlainWordForm(FlaskForm):
    """A term and what to say instead."""

    name = short_text("Term", 120, "For example: pathway.", needed="Enter the term.")
    plain = short_text("Say instead", 300, "For example: the steps of your care.", needed="Enter what to say instead.")


class WordingForm(FlaskForm):
    """The plan's names and what the site says about the moderator, contact and help."""

    name = short_text("Full name of the plan", 200, needed="Enter the name of the plan.")
    short_name = short_text("Short name", 80, "It stands at the top of every page.", needed="Enter a short name.")
    partnership = short_text("Partnership", 200, needed="Enter the name of the partnership.")
    years = short_text("Years", 40)
    about = long_text("About the plan")
    moderator_name = short_text("Who reads everything first", 200, needed="Enter who reads everything first.")
    moderator_short_name = short_text("Short name of the moderator", 80, needed="Enter a short name.")
    moderator_about = long_text("About the moderator")
    moderator_timing_days = whole_number("Working days that reading takes")
    moderator_policy = LinesField("How we decide what to publish", description="One paragraph on each line.")
    contact_organisation = short_text("Who to contact", 200)
    contact_email = short_text("E-mail", 200)
    contact_phone = short_text("Phone", 60)
    contact_address = short_text("Address", 300)
    signposting_crisis_plain = short_text(
        "Above the crisis numbers", 300, needed="Enter a line above the crisis numbers."
    )
    signposting_crisis = CrisisField(
        "Crisis numbers",
        [InputRequired("Give at least one number to ring.")],
        description="One on each line: name | number | when to ring.",
    )

    def facts(self) -> dict[str, str]:
        """The plan's own names."""
        return {name: self[name].data for name in ("name", "short_name", "partnership", "years", "about")}

    def wording(self) -> dict[str, Any]:
        """The wording by part, as a plan file has it."""
        parts: dict[str, Any] = {"moderator": {}, "contact": {}, "signposting": {}}
        for field in self:
            part, _, name = field.name.partition("_")
            if part in parts:
                parts[part][name] = field.data
        names = ("name", "number", "when")
        lines = parts["signposting"]["crisis"]
        parts["signposting"]["crisis"] = [dict(zip(names, line, strict=True)) for line in lines]
        return parts

    @staticmethod
    def present(plan: Plan) -> dict[str, Any]:
        """What the form starts with."""
        data: dict[str, Any] = {n: getattr(plan, n) for n in ("name", "short_name", "partnership", "years", "about")}
        for part in ("moderator", "contact", "signposting"):
            data |= {f"{part}_{name}": value for name, value in plan.wording.get(part, {}).items()}
        crisis: list[dict[str, str]] = data.get("signposting_crisis", [])
        data["signposting_crisis"] = [[line["name"], line["number"], line["when"]] for line in crisis]
        return data


FORMS: dict[str, type[FlaskForm]] = {
    "goals": GoalForm, "chapters": ChapterForm, "objectives": ObjectiveForm, "big-changes": BigChangeForm,
    "questions": QuestionForm, "milestones": MilestoneForm, "places": LocalityForm, "people": RespondentKindForm,
    "channels": ChannelForm, "plain-words": PlainWordForm,
}  # fmt: skip


def form_for(part: str, plan: Plan, data: dict[str, Any] | None = None) -> FlaskForm:
    """The form of a part, with the plan's goals and chapters to choose from."""
    form = FORMS[part](data=data)
    rows: dict[str, list[Any]] = {"goals": [*plan.goals], "chapters": [*plan.chapters], "chapter": [*plan.chapters]}
    for name, choices in rows.items():
        if name in form:
            form[name].choices = [(row.slug, row.title) for row in choices]
    return form


def data_of(row: Any, part: str) -> dict[str, Any]:
    """An entry as its form takes it: linked goals and chapters as slugs."""
    data = {name: getattr(row, name) for name in FORMS[part]()._fields if hasattr(row, name)}
    for name in ("goals", "chapters"):
        if name in data:
            data[name] = [linked.slug for linked in data[name]]
    return data
