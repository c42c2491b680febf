"""Input of the public pages: one form for each question."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, Optional, Regexp, ValidationError

from engage.models import Kind, Plan, Question
from engage.submissions.choices import CONSENTS, Choice
from engage.submissions.intake import MAX_TEXT, MAX_TITLE, clean_line, clean_text

RATHER_NOT = "rather-not"
EXPIRED = "This page was open for a long time, or your browser keeps no cookies. What you wrote is still here. Press the button again."


def _clean_line(value: str | None) -> str:
    return clean_line(value or "")


def _clean_text(value: str | None) -> str:
    return clean_text(value or "")


class GiveForm(FlaskForm):
    """A question page. A form that is too old comes back filled in, never as an error page that loses the words."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the answers; a stale form is told in plain words."""
        valid = bool(super().validate(extra_validators))
        token = getattr(self, "csrf_token", None)
        if token is not None and token.errors:
            token.errors = ()
            self.form_errors.append(EXPIRED)
            return False
        return valid

    def offer(self, choices: list[Choice]) -> None:
        """Offer the plan's own list, where the question has one."""

    def answers(self) -> dict[str, Any]:
        """What to keep."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class KindForm(GiveForm):
    """Idea or story, and the question of the week that it answers."""

    kind = RadioField(
        "What would you like to give?",
        choices=[(Kind.IDEA.value, "An idea"), (Kind.STORY.value, "A story")],
        validators=[InputRequired("Choose an idea or a story.")],
        validate_choice=True,
    )
    question = HiddenField(filters=[_clean_line], validators=[Length(max=80)])


class TextForm(GiveForm):
    """The words themselves. The kind travels along, so that the words find their place even without their draft."""

    asks = ""
    title = StringField(
        "Give it a title (optional)",
        filters=[_clean_line],
        validators=[Length(max=MAX_TITLE, message=f"Make the title shorter: {MAX_TITLE} characters or fewer.")],
    )
    text = TextAreaField(
        "In your own words",
        description=f"You can write up to {MAX_TEXT:,} characters. That is about {MAX_TEXT // 2500} pages.",
        filters=[_clean_text],
        validators=[InputRequired("Write something before you go on.")],
    )
    kind = HiddenField()
    question = HiddenField(filters=[_clean_line])

    def validate_kind(self, field: HiddenField) -> None:
        """Anything unknown counts as an idea: words are worth more than their drawer."""
        field.data = field.data if field.data in {Kind.IDEA, Kind.STORY} else Kind.IDEA.value

    def validate_text(self, field: TextAreaField) -> None:
        """Not empty after cleaning, and not longer than is taken."""
        if not field.data:
            raise ValidationError("Write something before you go on.")
        if len(field.data) > MAX_TEXT:
            raise ValidationError(
                f"Make your text shorter. It has {len(field.data):,} characters and we can take {MAX_TEXT:,}."
            )

    def ask(self, question: Question | None) -> None:
        """Put the question of the week, or the plain one for an idea or a story, at the top."""
        plain = "What happened?" if self.kind.data == Kind.STORY else "What is your idea?"
        self.asks = question.title if question else plain


class WhereForm(GiveForm):
    """The place, from the plan's list."""

    locality = RadioField(
        "Where do you live?",
        description="This helps to show what matters in each place. If you are not sure, look for the nearest town.",
        validators=[InputRequired("Choose a place, or choose that you would rather not say.")],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The plan's places, and a way out."""
        rest = (RATHER_NOT, "Somewhere else, or I would rather not say")
        self.locality.choices = [(choice.value, choice.label) for choice in choices] + [rest]


class WhoForm(GiveForm):
    """Who is speaking, from the plan's list."""

    respondent = RadioField(
        "Which of these is most like you?",
        description="Choose the one that fits best with what you told us.",
        validators=[InputRequired("Choose the one that fits best.")],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The plan's kinds of people."""
        self.respondent.choices = [(choice.value, choice.label) for choice in choices]


class ConsentForm(GiveForm):
    """Three separate choices, none of them made for the person."""

    use = BooleanField(CONSENTS["use"])
    show = BooleanField(CONSENTS["show"])
    quote = BooleanField(CONSENTS["quote"])

    def validate_use(self, field: BooleanField) -> None:
        """Without this one there is nothing to send for."""
        if not field.data:
            raise ValidationError("Tick the first box if you want to send this. We cannot use your words without it.")

    def validate_quote(self, field: BooleanField) -> None:
        """A quoted text is a shown text."""
        if field.data and not self.show.data:
            raise ValidationError(
                "The plan is public. If we may quote you there, please tick the box about this website too."
            )


class DescriptionForm(GiveForm):
    """How to be described, with examples made from the person's own answers."""

    attribution = RadioField(
        "How may we describe you?",
        description="We never ask for your name. This is what people see next to your words.",
        validators=[InputRequired("Choose how we may describe you.")],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The descriptions that differ for this person."""
        self.attribution.choices = [(choice.value, choice.label) for choice in choices]


class ContactForm(GiveForm):
    """Only for those who want to be told."""

    email = EmailField(
        "Email address (optional)",
        filters=[_clean_line],
        validators=[Optional(), Length(max=254, message="Enter a shorter email address."), Email("Enter an email address like name@example.com")],
    )  # fmt: skip
    phone = TelField(
        "Phone number (optional)",
        filters=[_clean_line],
        validators=[
            Optional(),
            Regexp(r"^[0-9 +()\-.extEXT]{6,40}$", message="Enter a phone number like 01632 960 001"),
        ],
    )


class SendForm(GiveForm):
    """Send what was checked."""

    form_token = HiddenField()


class CodeForm(GiveForm):
    """The private code of a receipt."""

    code = StringField(
        "Your private code",
        description="It has 20 letters and numbers, like 7K4P-2M9Q-X3TB-8HWC-5RND. Capitals and dashes do not matter.",
        validators=[InputRequired("Enter your private code.")],
    )


class SearchForm(FlaskForm):
    """Find what people said."""

    class Meta:
        csrf = False  # a search changes nothing, and its address can be shared

    q = StringField("Words to look for", filters=[_clean_line])
    chapter = SelectField("About", validate_choice=False)
    place = SelectField("From", validate_choice=False)
    kind = SelectField(
        "Ideas or stories",
        choices=[("", "Ideas and stories"), (Kind.IDEA.value, "Ideas"), (Kind.STORY.value, "Stories")],
        validate_choice=False,
    )

    def offer(self, plan: Plan, places: list[Choice]) -> None:
        """Offer the plan's chapters and places."""
        self.chapter.choices = [("", "Everything"), *((c.slug, c.title) for c in plan.chapters)]
        self.place.choices = [("", "Everywhere"), *((p.value, p.label) for p in places)]
