"""What staff enter for somebody: what was said on paper, by phone or at an event, and what they ask for later."""

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
from engage.models import AskedBy, Done, Kind, Sure
from engage.submissions.intake import MAX_TEXT, MAX_TITLE
from engage.submissions.standing_in import MAX_NOTE, Call
from engage.submissions.tongues import NAMES as LANGUAGES
from engage.submissions.words_form import WordsForm


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
    translated_from = SelectField(
        "Is it translated?",
        default="",
        choices=[("", "No"), *((code, f"Yes, from {name}") for code, name in LANGUAGES.items() if code != "en")],
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


class FindForm(FlaskForm):
    """Which contribution somebody rings about; read from the address."""

    class Meta:
        """Nothing is changed by it, so it needs no token."""

        csrf = False

    reference = StringField(
        "Their reference",
        filters=[one_line],
        description="It stands on their receipt and on the page, like 7K4P-2M9QX.",
    )


class CallForm(FlaskForm):
    """Who asked, how staff are sure, and why."""

    asked_by = RadioField(
        "Who asks?",
        choices=[
            (AskedBy.THEMSELVES.value, "The person whose words these are"),
            (AskedBy.DECIDES.value, "Somebody who may decide for them, such as a parent of a child"),
        ],
        validators=[InputRequired("Choose who asks.")],
    )
    sure = RadioField(
        "How did you make sure that these are their words?",
        choices=[
            (Sure.CONTACT.value, "They told me how to reach them, and it is what they left"),
            (Sure.WORDS.value, "They told me things that only their writer can know, and that are not on the site"),
            (Sure.KNOWN.value, "I wrote it down for them, or I know them"),
        ],
        validators=[InputRequired("Choose how you made sure.")],
    )
    contact = StringField(
        "What they say they left (optional)", filters=[one_line], validators=[Length(max=500)],
        description="Type the email address, phone number or address that they tell you. It is compared, and not kept.",
    )  # fmt: skip
    note = StringField(
        "Why", filters=[one_line], description="For example: rang, has lost the code. Kept for good, so write no names.",
        validators=[InputRequired("Write why you do this."), Length(max=MAX_NOTE)],
    )  # fmt: skip

    def call(self) -> Call:
        """What was filled in."""
        return Call(
            asked_by=AskedBy(self.asked_by.data), sure=Sure(self.sure.data), note=self.note.data or "",
            contact=self.contact.data or "",
        )  # fmt: skip


class StandInForm(CallForm):
    """What is to be done."""

    did = RadioField(
        "What do they ask for?",
        choices=[
            (Done.NEW_CODE.value, "A new private code, so that they can do all of it themselves"),
            (Done.WITHDRAWN.value, "Take this one back"),
            (Done.ERASED.value, "Erase everything about them"),
        ],
        validators=[InputRequired("Choose what they ask for.")],
    )

    def offer(self, possible: tuple[Done, ...]) -> None:
        """Only what can still be done."""
        self.did.choices = [each for each in self.did.choices if each[0] in possible]


class PutRightForm(CallForm, WordsForm):
    """Better words, as the person says them. ``seen`` says which words staff were looking at."""

    seen = HiddenField()
