"""What people may say about where something belongs."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from engage.models import AssignmentStatus, Chapter, Goal, Theme
from engage.theming.queries import SHOWN, SORTS
from engage.theming.shaping import MOST_NAME


class ChapterForm(FlaskForm):
    """One more chapter that a contribution belongs to."""

    chapter = SelectField("Add a chapter", validators=[InputRequired("Choose a chapter.")])

    def offer(self, chapters: tuple[Chapter, ...]) -> None:
        """Offer these."""
        self.chapter.choices = [("", "Choose a chapter")] + [(row.slug, row.title) for row in chapters]


class _Seen(FlaskForm):
    """A form that knows which version of the theme its page showed."""

    seen = HiddenField()

    @property
    def version(self) -> int | None:
        """The version; -1, which no theme has, when it makes no sense."""
        given = (self.seen.data or "").strip()
        return None if not given else int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


class AnswerForm(_Seen):
    """Yes or no to one suggestion."""

    of = HiddenField(validators=[AnyOf(["contribution", "passage"])])
    answer = HiddenField(validators=[AnyOf([AssignmentStatus.CONFIRMED, AssignmentStatus.DISMISSED])])
    theme = HiddenField()
    """The theme whose page the button was on, if any."""

    @property
    def page(self) -> int | None:
        """The number of that theme."""
        given = self.theme.data or ""
        return min(int(given), 2**31 - 1) if given.isascii() and given.isdecimal() else None


class NameForm(_Seen):
    """A person's name for a theme."""

    name = StringField(
        "Name of this theme",
        validators=[
            InputRequired("Write a name for this theme."),
            Length(max=MOST_NAME, message=f"Make the name shorter: up to {MOST_NAME} characters."),
        ],
        description="Use words that people use. The computer never changes a name that a person gave.",
    )


class PassagesForm(_Seen):
    """What to do with the passages that are ticked."""

    do = HiddenField(validators=[AnyOf(["confirm", "remove", "move", "split", "add"])])
    to = SelectField("Move them to", validators=[Optional()], validate_choice=False)
    title = StringField("Or name a new theme for them", validators=[Length(max=MOST_NAME)])

    def offer(self, themes: Sequence[Theme]) -> None:
        """Offer these."""
        self.to.choices = [("", "Choose a theme")] + [(str(row.id), row.name) for row in themes]


class PlaceForm(FlaskForm):
    """The theme for passages that are in none yet."""

    to = SelectField("Put them into", validators=[InputRequired("Choose a theme.")])

    def offer(self, themes: Sequence[Theme]) -> None:
        """Offer these."""
        self.to.choices = [("", "Choose a theme")] + [(str(row.id), row.name) for row in themes]


class MergeForm(_Seen):
    """Another theme that this one goes into."""

    into = SelectField("Put everything into", validators=[InputRequired("Choose a theme.")])

    def offer(self, themes: Sequence[Theme]) -> None:
        """Offer these."""
        self.into.choices = [("", "Choose a theme")] + [(str(row.id), row.name) for row in themes]


class PinForm(_Seen):
    """The chapter and the goal that a theme belongs to."""

    chapter = SelectField("Chapter", validators=[Optional()])
    goal = SelectField("Goal", validators=[Optional()])

    def offer(self, chapters: Sequence[Chapter], goals: Sequence[Goal]) -> None:
        """Offer these."""
        self.chapter.choices = [("", "None")] + [(row.slug, row.title) for row in chapters]
        self.goal.choices = [("", "None")] + [(row.slug, row.plain or row.title) for row in goals]


class ThemeForm(_Seen):
    """A button about one theme: retire, bring back, undo."""

    do = HiddenField(validators=[AnyOf(["retire", "bring-back", "undo"])])


class ListForm(FlaskForm):
    """Which themes to list; sent with the address, so that a list can be kept."""

    class Meta:
        """Reading needs no token."""

        csrf = False

    chapter = SelectField("Chapter", validate_choice=False)
    show = SelectField("Show", choices=list(SHOWN.items()), validate_choice=False)
    sort = SelectField("Sort by", choices=list(SORTS.items()), validate_choice=False)

    def offer(self, chapters: Sequence[Chapter]) -> None:
        """Offer these."""
        self.chapter.choices = [("", "All chapters")] + [(row.slug, row.title) for row in chapters]


class DecideForm(FlaskForm):
    """Yes or no to a proposal."""

    answer = HiddenField(validators=[AnyOf(["accept", "reject"])])


class PressForm(FlaskForm):
    """A button and nothing else."""
