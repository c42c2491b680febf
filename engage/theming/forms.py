"""What people may say about where something belongs."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from engage.models import AssignmentStatus, Chapter
from engage.theming.service import MOST_NAME


class AnswerForm(FlaskForm):
    """Yes or no to one suggestion."""

    of = HiddenField(validators=[AnyOf(["contribution", "passage"])])
    answer = HiddenField(validators=[AnyOf([AssignmentStatus.CONFIRMED, AssignmentStatus.DISMISSED])])
    theme = HiddenField()
    """The theme whose page the button was on, if any."""


class ChapterForm(FlaskForm):
    """One more chapter that a contribution belongs to."""

    chapter = SelectField("Add a chapter", validators=[InputRequired("Choose a chapter.")])

    def offer(self, chapters: tuple[Chapter, ...]) -> None:
        """Offer these."""
        self.chapter.choices = [("", "Choose a chapter")] + [(row.slug, row.title) for row in chapters]


class NameForm(FlaskForm):
    """A person's name for a theme."""

    name = StringField(
        "Name of this theme",
        validators=[
            InputRequired("Write a name for this theme."),
            Length(max=MOST_NAME, message=f"Make the name shorter: up to {MOST_NAME} characters."),
        ],
        description="Use words that people use. The computer never changes a name that a person gave.",
    )


class PressForm(FlaskForm):
    """A button and nothing else."""
