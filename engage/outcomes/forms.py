"""What officers and authors fill in, and the public's comment on a paragraph."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from engage.forms import PatientForm, Words, one_line, plain_text, quoted_is_shown
from engage.models import Chapter, Outcome, OutcomeStatus
from engage.outcomes.desk import Groups
from engage.outcomes.drafting import MAX_ABOUT
from engage.outcomes.queries import STATUSES
from engage.outcomes.service import MAX_WORDS
from engage.submissions.choices import Choice
from engage.submissions.intake import MAX_COMMENT


def _day(label: str, hint: str = "", *, needed: bool = True) -> DateField:
    rule = InputRequired("Choose a day.") if needed else Optional()
    return DateField(label, [rule], description=hint)


class ListForm(FlaskForm):
    """Which outcomes to list; read from the address."""

    class Meta:
        """Nothing is changed by it, so it needs no token."""

        csrf = False

    chapter = SelectField("Part of the plan", validate_choice=False)
    status = SelectField("What became of it", validate_choice=False)
    theme = SelectField("What people spoke about", validate_choice=False)

    def offer(self, chapters: list[Chapter], themes: list[tuple[str, str]]) -> None:
        """The plan's chapters, themes that were answered, and each status in plain words."""
        self.theme.choices = [("", "Everything"), *themes]
        self.chapter.choices = [("", "All parts"), *((one.slug, one.title) for one in chapters)]
        self.status.choices = [("", "Everything"), *((str(one), words) for one, (words, _) in STATUSES.items())]


class OutcomeForm(FlaskForm):
    """You said, we did."""

    chapter = SelectField("Chapter")
    said = TextAreaField(
        "You said",
        [InputRequired("Write what people said."), Length(max=MAX_WORDS)],
        [plain_text],
        description="In plain words, as people would say it, such as: Nobody helps with feeding at weekends.",
    )
    status = RadioField("What became of it", choices=[(str(one), words) for one, (words, _) in STATUSES.items()])
    did = TextAreaField(
        "We did, or why we cannot",
        [Length(max=MAX_WORDS)],
        [plain_text],
        description="What was done, by when, and what people will notice. If it cannot be done, say why.",
    )
    responsible = StringField(
        "Who is responsible",
        [InputRequired("Write who is responsible."), Length(max=200)],
        [one_line],
        description="A role and an organisation, not a person's name.",
    )
    on = _day("Date", "The day on which this became so.")
    next_on = _day("When will people hear more? (optional)", needed=False)
    themes = SelectMultipleField("Themes that it answers", validators=[Optional()])
    questions = SelectMultipleField("Questions that it answers", validators=[Optional()])
    paragraph = IntegerField(validators=[Optional()])

    def offer(self, chapters: list[Chapter], groups: Groups) -> None:
        """The actor's chapters, and the plan's themes and questions."""
        self.chapter.choices = [(one.slug, one.title) for one in chapters]
        self.themes.choices, self.questions.choices = list(groups.themes), list(groups.questions)

    def validate_did(self, field: TextAreaField) -> None:
        """Only thinking can go without words."""
        if not field.data and self.status.data != OutcomeStatus.THINKING:
            raise ValidationError("Write what was done, or why it cannot be done.")

    @staticmethod
    def present(outcome: Outcome) -> dict[str, Any]:
        """An outcome as it stands, to be changed."""
        names = ("said", "status", "did", "responsible", "on", "next_on")
        return {name: getattr(outcome, name) for name in names} | {
            "chapter": outcome.chapter.slug,
            "themes": [str(theme.id) for theme in outcome.themes],
            "questions": [str(question.id) for question in outcome.questions],
        }


class FindForm(FlaskForm):
    """Find voices to put behind an outcome."""

    class Meta:
        """Nothing is changed by it, so it needs no token."""

        csrf = False

    q = StringField("Words or a reference", [Length(max=200)], [one_line])


class LinkForm(FlaskForm):
    """Put a voice behind an outcome, or take it away."""

    reference = HiddenField(validators=[InputRequired(), Length(max=20)])
    do = HiddenField(validators=[InputRequired()])


class DaysForm(FlaskForm):
    """When comments are taken, and what is said above the draft."""

    about = TextAreaField(
        "What would you like people to think about?",
        [Length(max=MAX_ABOUT)],
        [plain_text],
        description="A few plain words that stand above the draft. With a new version, say what you changed.",
    )
    opens = _day("First day for comments")
    closes = _day("Last day for comments")

    def validate_closes(self, field: DateField) -> None:
        """Not before the first day."""
        if self.opens.data and field.data and field.data < self.opens.data:
            raise ValidationError("The last day cannot be before the first day.")


class DraftForm(DaysForm):
    """A version of a draft: a Word file, or pasted text."""

    file = FileField(
        "Word file (.docx)",
        description="We read headings, paragraphs and list items, with tracked changes accepted. Comments, tables, pictures and footnotes are left out.",
    )
    text = TextAreaField(
        "Or paste the text",
        description="Leave an empty line between paragraphs. Begin a heading with #, a smaller one with ## and a list item with a dash.",
    )

    def validate_text(self, field: TextAreaField) -> None:
        """One of the two."""
        if not (field.data or "").strip() and not self.file.data:
            raise ValidationError("Choose a Word file or paste the text.")


class CommentForm(PatientForm):
    """What somebody says about a paragraph, and what we may do with it."""

    text = TextAreaField(
        "Your comment",
        filters=[plain_text],
        validators=[Words(MAX_COMMENT, "Write your comment before you send it.")],
        description="Say what is good, what is wrong or what is missing. Spelling does not matter.",
    )
    show = BooleanField("Show my comment on this website")
    quote = BooleanField("Quote my comment in the plan", [quoted_is_shown])
    locality = SelectField("Where do you live? (optional)", filters=[one_line], validate_choice=False)
    respondent = SelectField("Which is most like you? (optional)", filters=[one_line], validate_choice=False)
    described = BooleanField("Show these two answers beside my comment")
    form_token = HiddenField(filters=[one_line])

    def offer(self, places: list[Choice], people: list[Choice]) -> None:
        """The plan's places and kinds of people."""
        none = ("", "I would rather not say")
        self.locality.choices = [none, *((one.value, one.label) for one in places)]
        self.respondent.choices = [none, *((one.value, one.label) for one in people)]
