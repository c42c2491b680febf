"""What is filled in about events, entries of the register, sheets, the steering group's decisions and coverage."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from engage.evidence.endorsing import MAX_NOTE, VERDICTS
from engage.evidence.register import MAX_WORDS, Belongs, EntryWords, EventWords
from engage.evidence.register_page import KINDS, Wanted
from engage.models import Chapter, EntryKind, Event, Goal, Locality, Plan, RegisterEntry, Verdict, now
from engage.submissions.intake import clean_line, clean_text

_LARGEST = 2**31 - 1


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _text(value: str | None) -> str:
    return clean_text(value or "")


def _people(label: str, hint: str = "") -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(0, _LARGEST, "Write a number of people that can be true.")],
        description=hint,
    )


class BelongsForm(FlaskForm):
    """Where something belongs: chapters, a goal, a place."""

    chapters = SelectMultipleField("Chapters that it is about", validators=[Optional()])
    goal = SelectField("Goal (optional)", validate_choice=False)
    locality = SelectField("Place (optional)", validate_choice=False)

    def offer(self, plan: Plan, places: list[Locality]) -> None:
        """The plan's lists."""
        self.chapters.choices = [(one.slug, one.title) for one in plan.chapters]
        self.goal.choices = [("", "No one goal"), *((one.slug, one.plain or one.title) for one in plan.goals)]
        self.locality.choices = [("", "No one place"), *((one.slug, one.name) for one in places)]

    def belongs(self, plan: Plan, places: list[Locality]) -> Belongs:
        """What was chosen."""
        return Belongs(
            chapters=[one for one in plan.chapters if one.slug in (self.chapters.data or [])],
            goal=next((one for one in plan.goals if one.slug == self.goal.data), None),
            locality=next((one for one in places if one.slug == self.locality.data), None),
        )

    @staticmethod
    def placed(row: Event | RegisterEntry) -> dict[str, Any]:
        """Where a row belongs at present."""
        return {
            "chapters": [chapter.slug for chapter in row.chapters],
            "goal": row.goal.slug if row.goal else "",
            "locality": row.locality.slug if row.locality else "",
        }


class EventForm(BelongsForm):
    """An event where people were met."""

    title = StringField("What was it?", [InputRequired("Write what it was."), Length(max=200)], [_line])
    on = DateField("Date", [InputRequired("Choose the day.")])
    place = StringField("Where was it?", [InputRequired("Write where it was."), Length(max=200)], [_line])
    host = StringField("Who held it? (optional)", [Length(max=200)], [_line])
    invited = StringField(
        "Who was invited? (optional)", [Length(max=300)], [_line], description="Groups, not names of people."
    )
    attended = _people("How many people came? (optional)")
    notes = TextAreaField(
        "Notes by staff (optional)",
        [Length(max=MAX_WORDS)],
        [_text],
        description="A summary in your own words. Write what people said under Write down, so that a moderator reads it.",
    )
    source = StringField("Who wrote the notes? (optional)", [Length(max=300)], [_line])
    licence = StringField("Licence, or how we may use it (optional)", [Length(max=200)], [_line])

    def words(self) -> EventWords:
        """What was written."""
        names = ("title", "on", "place", "host", "invited", "attended", "notes", "source", "licence")
        return EventWords(**{name: self[name].data for name in names})

    @staticmethod
    def present(row: Event) -> dict[str, Any]:
        """An event as it stands, to be changed."""
        names = ("title", "on", "place", "host", "invited", "attended", "notes", "source", "licence")
        return {name: getattr(row, name) for name in names} | BelongsForm.placed(row)


class EntryForm(BelongsForm):
    """A survey, a count of complaints or a report."""

    title = StringField("Title", [InputRequired("Write a title."), Length(max=200)], [_line])
    source = StringField(
        "Source",
        [InputRequired("Write who published it or where it comes from."), Length(max=300)],
        [_line],
        description="Who published or collected it, and where it can be found.",
    )
    licence = StringField(
        "Licence",
        [InputRequired("Write the licence, or how we may use it."), Length(max=200)],
        [_line],
        description="Such as: Open Government Licence 3.0, or: by permission of the council.",
    )
    question = TextAreaField("Question that was asked (optional)", [Length(max=MAX_WORDS)], [_text])
    base = _people("How many in all? (optional)", "People who answered, or complaints that were made.")
    weighting = StringField(
        "Weighting (optional)", [Length(max=300)], [_line], description="Such as: none, or: weighted by age and sex."
    )
    starts = DateField("First day (optional)", [Optional()])
    ends = DateField("Last day (optional)", [Optional()])
    findings = TextAreaField(
        "What it found (optional)", [Length(max=MAX_WORDS)], [_text], description="In a few plain sentences."
    )

    def validate_ends(self, field: DateField) -> None:
        """Not before the first day."""
        if self.starts.data and field.data and field.data < self.starts.data:
            raise ValidationError("The last day cannot be before the first day.")

    def words(self) -> EntryWords:
        """What was written."""
        return EntryWords(**{name: self[name].data for name in _ENTRY})

    @staticmethod
    def present(row: RegisterEntry) -> dict[str, Any]:
        """An entry as it stands, to be changed."""
        return {name: getattr(row, name) for name in _ENTRY} | BelongsForm.placed(row)


_ENTRY = ("title", "source", "licence", "question", "base", "weighting", "starts", "ends", "findings")


class TypedEntryForm(EntryForm):
    """An entry with its table typed in."""

    table = TextAreaField(
        "Results (optional)",
        [Length(max=200_000)],
        description="One line each: answer or category; number; per cent; place. Such as: Very good; 120; 60; . Leave out what you do not have.",
    )


class SheetForm(FlaskForm):
    """A sheet to bring in."""

    kind = RadioField(
        "What is in it?",
        choices=[(str(EntryKind.SURVEY), "Results of a survey"), (str(EntryKind.COMPLAINTS), "Counts of complaints")],
        default=str(EntryKind.SURVEY),
    )
    file = FileField(
        "File",
        description="CSV, Excel (.xlsx) or JSON Lines. Numbers only: what people wrote comes in another way, so that a moderator reads it.",
    )

    def validate_file(self, field: FileField) -> None:
        """There is one."""
        if not field.data or not field.data.filename:
            raise ValidationError("Choose a file.")


class RegisterForm(FlaskForm):
    """Which part of the register to list; read from the address."""

    class Meta:
        """Nothing is changed by it, so it needs no token."""

        csrf = False

    kind = SelectField("Kind", validate_choice=False)
    chapter = SelectField("Chapter", validate_choice=False)
    goal = SelectField("Goal", validate_choice=False)
    locality = SelectField("Place", validate_choice=False)
    q = StringField("Words", [Length(max=200)], [_line])
    page = IntegerField(validators=[Optional()])

    def offer(self, chapters: list[Chapter], goals: list[Goal], places: list[Locality]) -> None:
        """The plan's lists."""
        self.kind.choices = [("", "Everything"), *((str(key), name) for key, name in KINDS.items())]
        self.chapter.choices = [("", "All chapters"), *((one.slug, one.title) for one in chapters)]
        self.goal.choices = [("", "All goals"), *((one.slug, one.plain or one.title) for one in goals)]
        self.locality.choices = [("", "All places"), *((one.slug, one.name) for one in places)]

    def wanted(self) -> Wanted:
        """What was asked for; nothing that is too long or too large."""
        self.validate()
        page = self.page.data if isinstance(self.page.data, int) else 1
        names = ("kind", "chapter", "goal", "locality", "q")
        return Wanted(page=page, **{name: (self[name].data or "")[:200] for name in names})


class MinuteForm(FlaskForm):
    """What the steering group decided about a chapter's evidence."""

    verdict = RadioField("What did the group decide?", choices=[(str(key), name) for key, name in VERDICTS.items()])
    note = TextAreaField(
        "Note for the minutes",
        [Length(max=MAX_NOTE)],
        [_text],
        description="If more is wanted, say what: who should be heard, from where, about what.",
    )
    met_on = DateField("Date of the meeting", [InputRequired("Choose the day of the meeting.")])

    def validate_note(self, field: TextAreaField) -> None:
        """More of what?"""
        if self.verdict.data == Verdict.MORE_WANTED and not field.data:
            raise ValidationError("Write what is still wanted, so that somebody can go and get it.")

    def validate_met_on(self, field: DateField) -> None:
        """A meeting that was."""
        if field.data and field.data > now().date():
            raise ValidationError("The meeting cannot be in the future.")


class OutreachForm(FlaskForm):
    """A gap, who goes after it, and by when."""

    gap = StringField(
        "Who or what is missing?",
        [InputRequired("Write who or what is missing."), Length(max=300)],
        [_line],
        description="Such as: young carers in the west.",
    )
    owner = StringField("Who will do it?", [InputRequired("Write who will do it."), Length(max=200)], [_line])
    due = DateField("By when?", [InputRequired("Choose a day.")])
