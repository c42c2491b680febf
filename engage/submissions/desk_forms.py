"""What staff enter for somebody: what was said on paper, by phone or at an event."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from engage.forms import MOST_PEOPLE, PHONE, Words, one_line, plain_text
from engage.models import Kind
from engage.submissions.intake import MAX_TEXT, MAX_TITLE


class RecordForm(FlaskForm):
    """What somebody said on paper, by phone or at an event, entered by staff."""

    channel = RadioField("How did it reach you?", validators=[InputRequired("Choose how it reached you.")])
    event = SelectField("At which event?", validate_choice=True)
    kind = RadioField(
        "What is it?",
        choices=[(Kind.IDEA.value, "An idea"), (Kind.STORY.value, "A story")],
        validators=[InputRequired("Choose an idea or a story.")],
    )
    question = SelectField("Does it answer a question of the week?", validate_choice=True)
    title = StringField(
        "Title (optional)", filters=[one_line],
        validators=[Length(max=MAX_TITLE, message=f"Make the title shorter: {MAX_TITLE} characters or fewer.")],
    )  # fmt: skip
    text = TextAreaField("What they said", filters=[plain_text], validators=[Words(MAX_TEXT, "Write what they said.")])
    words = RadioField(
        "Whose words are these?",
        choices=[
            ("own", "Their own words, copied letter by letter"),
            ("noted", "What they said, as I wrote it down"),
        ],
        validators=[InputRequired("Say whose words these are.")],
    )
    locality = SelectField("Where do they live?", validate_choice=True)
    respondent = SelectField("Which of these is most like them?", validate_choice=True)
    group_name = StringField(
        "Name of the group", filters=[one_line],
        description="Only if a group speaks with one voice.", validators=[Length(max=200)],
    )  # fmt: skip
    group_size = IntegerField(
        "How many people took part?",
        validators=[Optional(), NumberRange(1, MOST_PEOPLE, "Enter a number of people, like 12")],
    )
    permission = BooleanField("They know that I enter this, who reads it and what for, and said yes")
    show = BooleanField("They said yes to showing the words on the website")
    quote = BooleanField("They said yes to quoting the words in the plan")
    attribution = SelectField("How may they be described?", validate_choice=True)
    email = EmailField(
        "Email address (optional)", filters=[one_line],
        validators=[Optional(), Length(max=254), Email("Enter an email address like name@example.com")],
    )  # fmt: skip
    phone = TelField(
        "Phone number (optional)", filters=[one_line],
        validators=[Optional(), Regexp(PHONE, message="Enter a phone number like 01632 960 001")],
    )  # fmt: skip
    post = TextAreaField("Postal address (optional)", filters=[plain_text], validators=[Optional(), Length(max=500)])
    form_token = HiddenField(filters=[one_line], validators=[Length(min=20, max=64)])

    def validate_permission(self, field: BooleanField) -> None:
        """Nobody's words are entered behind their back."""
        if not field.data:
            raise ValidationError("Ask first. Enter it only when they have said yes.")

    def validate_quote(self, field: BooleanField) -> None:
        """A quoted text is a shown text."""
        if field.data and not self.show.data:
            raise ValidationError(
                "Words that may be quoted are public. Tick the box about the website too, if they agreed."
            )

    def validate_event(self, field: SelectField) -> None:
        """What was said at an event belongs to one."""
        if self.channel.data == "event" and not field.data:
            raise ValidationError("Choose the event.")
