"""What staff fill in to change the plan: one form for each part. Field names are the entries' own."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.validators import ValidationError as Refused

from engage.models import Plan
from engage.submissions.intake import clean_text


def _clean(text: str | None) -> str:
    return clean_text(text or "")


def _text(label: str, most: int, hint: str = "", *, needed: str = "") -> StringField:
    rules = [InputRequired(needed)] if needed else []
    return StringField(
        label, [*rules, Length(max=most, message=f"Use {most} characters or fewer.")], [_clean], description=hint
    )


def _long(label: str, hint: str = "", *, needed: str = "") -> TextAreaField:
    rules = [InputRequired(needed)] if needed else []
    return TextAreaField(
        label, [*rules, Length(max=5_000, message="Use 5,000 characters or fewer.")], [_clean], description=hint
    )


class LinesField(TextAreaField):
    """A list, one entry on each line."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lines that say something."""
        lines = _clean(valuelist[0] if valuelist else "").splitlines()
        self.data = [line.strip() for line in lines if line.strip()]

    @property
    def shown(self) -> str:
        """The entries as lines."""
        return "\n".join(self.data or [])


class CrisisField(LinesField):
    """Crisis numbers, one on each line: name | number | when to ring."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Each line's three parts."""
        super().process_formdata(valuelist)
        self.data = [[part.strip() for part in line.split("|")] for line in self.data or []]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's signature
        """Every line needs a name, a number and a reason."""
        if any(len(line) != 3 or not all(line) for line in self.data or []):
            raise Refused("Write each line like this: Samaritans | 116 123 | You want to talk to somebody.")

    @property
    def shown(self) -> str:
        """The numbers as lines."""
        return "\n".join(" | ".join(line) for line in self.data or [])


def _days(label: str, hint: str = "") -> DateField:
    return DateField(label, [InputRequired("Enter a day, like 2026-11-30.")], description=hint)


def _number(label: str) -> IntegerField:
    return IntegerField(label, [InputRequired("Enter a number."), NumberRange(1, 999, "Enter a number from 1 to 999.")])


def _several(label: str) -> SelectMultipleField:
    return SelectMultipleField(label, [Optional()])


class GoalForm(FlaskForm):
    """A goal."""

    number = _number("Number")
    title = _text("Title", 200, "The partnership's own words.", needed="Enter a title.")
    plain = _text("In a few plain words", 300)
    about = _long("About", "What belongs to it. The computer reads this too, to see which contributions speak to it.")


class ChapterForm(FlaskForm):
    """A chapter."""

    title = _text("Title", 200, needed="Enter a title.")
    plain = _text("The question that people see", 300, "In plain words.")
    about = _long("About", "One or two sentences. The computer reads this to file contributions.")
    includes = LinesField("What belongs in it", description="One on each line. The computer reads these too.")
    goals = _several("Goals")


class ObjectiveForm(FlaskForm):
    """An objective."""

    chapter = SelectField("Chapter")
    number = _number("Number")
    text = _long("What is promised", needed="Enter what is promised.")
    due = _text("When it is due", 40, "In the plan's own words, such as 2021 or 1 December 2020.")


class BigChangeForm(FlaskForm):
    """A big change."""

    title = _text("Title", 200, needed="Enter a title.")
    about = _long("About")


class QuestionForm(FlaskForm):
    """A question of the week."""

    title = _text("Question", 300, needed="Enter the question.")
    hint = _long("Hint", "A line under the question that helps people to begin.")
    opens = _days("First day")
    closes = _days("Last day", "People can answer until the end of this day.")
    chapters = _several("Chapters it is about")
    summary = _long(
        "What people told us",
        "Write it when the question has closed. Everybody can read it on the question's page, beside the figures that are counted for you.",
    )


class MilestoneForm(FlaskForm):
    """A date that matters."""

    on = _days("Day")
    what = _text("What happens", 300, "As it stands in the papers.", needed="Enter what happens.")
    plain = _text("In plain words", 300, "The public sees this.")


class LocalityForm(FlaskForm):
    """A place."""

    name = _text("Name", 120, "It is printed under quotes.", needed="Enter a name.")
    towns = LinesField("Towns and villages", description="One on each line. They help people to find their place.")


class RespondentKindForm(FlaskForm):
    """A kind of person."""

    name = _text("As people say it", 120, "For example: I care for somebody.", needed="Enter how people say it.")
    attribution = _text("As it is printed under a quote", 120, "For example: Carer.", needed="Enter what is printed.")


class ChannelForm(FlaskForm):
    """A way to reach us."""

    name = _text("Name", 120, needed="Enter a name.")
    plain = _text("In plain words", 300)


class PlainWordForm(FlaskForm):
    """A term and what to say instead."""

    name = _text("Term", 120, "For example: pathway.", needed="Enter the term.")
    plain = _text("Say instead", 300, "For example: the steps of your care.", needed="Enter what to say instead.")


class WordingForm(FlaskForm):
    """The plan's names and what the site says about the moderator, contact and help."""

    name = _text("Full name of the plan", 200, needed="Enter the name of the plan.")
    short_name = _text("Short name", 80, "It stands at the top of every page.", needed="Enter a short name.")
    partnership = _text("Partnership", 200, needed="Enter the name of the partnership.")
    years = _text("Years", 40)
    about = _long("About the plan")
    moderator_name = _text("Who reads everything first", 200, needed="Enter who reads everything first.")
    moderator_short_name = _text("Short name of the moderator", 80, needed="Enter a short name.")
    moderator_about = _long("About the moderator")
    moderator_timing_days = _number("Working days that reading takes")
    moderator_policy = LinesField("How we decide what to publish", description="One paragraph on each line.")
    contact_organisation = _text("Who to contact", 200)
    contact_email = _text("E-mail", 200)
    contact_phone = _text("Phone", 60)
    contact_address = _text("Address", 300)
    signposting_crisis_plain = _text("Above the crisis numbers", 300, needed="Enter a line above the crisis numbers.")
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
