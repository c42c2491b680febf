"""Input of the public pages: one form for each question."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
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

from engage.models import Behalf, Kind, Leave, Question
from engage.submissions.choices import BEHALVES, CONSENTS, LEAVES, RATHER_NOT, Choice
from engage.submissions.intake import MAX_TEXT, MAX_TITLE, clean_line, clean_text

NO = "no"
EXPIRED = _l(
    "This page was open for a long time, or your browser keeps no cookies. What you wrote is still here. Press the button again."
)
_WRITE = _l("Write something before you go on.")


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
        _l("What would you like to give?"),
        choices=[(Kind.IDEA.value, _l("An idea")), (Kind.STORY.value, _l("A story"))],
        validators=[InputRequired(_l("Choose an idea or a story."))],
        validate_choice=True,
    )
    question = HiddenField(filters=[_clean_line], validators=[Length(max=80)])


class WordsForm(GiveForm):
    """The words themselves, and a title."""

    title = StringField(
        _l("Give it a title (optional)"),
        filters=[_clean_line],
        validators=[
            Length(max=MAX_TITLE, message=_l("Make the title shorter: %(most)s characters or fewer.", most=MAX_TITLE))
        ],
    )
    text = TextAreaField(
        _l("In your own words"),
        description=_l(
            "You can write up to %(most)s characters. That is about %(pages)s pages.",
            most=f"{MAX_TEXT:,}", pages=MAX_TEXT // 2500,
        ),
        filters=[_clean_text],
        validators=[InputRequired(_WRITE)],
    )  # fmt: skip

    def validate_text(self, field: TextAreaField) -> None:
        """Not empty after cleaning, and not longer than is taken."""
        if not field.data:
            raise ValidationError(_WRITE)
        if len(field.data) > MAX_TEXT:
            raise ValidationError(
                _("Make your text shorter. It has %(length)s characters and we can take %(most)s.",
                  length=f"{len(field.data):,}", most=f"{MAX_TEXT:,}")
            )  # fmt: skip


class TextForm(WordsForm):
    """The words, with the kind travelling along, so that they find their place even without their draft."""

    asks = ""
    kind = HiddenField()
    question = HiddenField(filters=[_clean_line])

    def validate_kind(self, field: HiddenField) -> None:
        """Anything unknown counts as an idea: words are worth more than their drawer."""
        field.data = field.data if field.data in {Kind.IDEA, Kind.STORY} else Kind.IDEA.value

    def ask(self, question: Question | None) -> None:
        """Put the question of the week, or the plain one for an idea or a story, at the top."""
        plain = _("What happened?") if self.kind.data == Kind.STORY else _("What is your idea?")
        self.asks = question.title if question else plain


class CorrectForm(WordsForm):
    """The words put right. ``seen`` says which words the person was looking at."""

    seen = HiddenField()


class AnswerForm(GiveForm):
    """The answer to a moderator's question."""

    answer = TextAreaField(
        _l("Your answer"),
        filters=[_clean_text],
        validators=[
            InputRequired(_WRITE),
            Length(max=5_000, message=_l("Make your answer shorter: %(most)s characters or fewer.", most="5,000")),
        ],
    )

    def validate_answer(self, field: TextAreaField) -> None:
        """Not empty after cleaning."""
        if not field.data:
            raise ValidationError(_WRITE)


class ForForm(GiveForm):
    """For whom somebody speaks."""

    behalf = RadioField(
        _l("Who are you speaking for?"),
        choices=[(behalf.value, label) for behalf, label in BEHALVES.items()],
        validators=[InputRequired(_l("Choose who you are speaking for."))],
    )


class PermissionForm(GiveForm):
    """Whether the person whose story it is said yes."""

    leave = RadioField(
        _l("Did they say that you may send this?"),
        description=_l("It is about their life, so they decide."),
        choices=[*((leave.value, label) for leave, label in LEAVES.items()), (NO, _l("Not yet"))],
        validators=[InputRequired(_l("Choose what fits."))],
    )

    def validate_leave(self, field: RadioField) -> None:
        """Without their yes it cannot be taken; what was written waits."""
        if field.data not in set(Leave):
            raise ValidationError(
                _(
                    "Ask them first. We keep what you wrote: choose “Come back to this later” below, and go on when they have said yes."
                )
            )


class GroupForm(GiveForm):
    """The group that speaks with one voice."""

    group_name = StringField(
        _l("Name of the group"),
        filters=[_clean_line],
        validators=[
            InputRequired(_l("Enter the name of the group.")),
            Length(max=200, message=_l("Make the name shorter: %(most)s characters or fewer.", most=200)),
        ],
    )
    group_size = IntegerField(
        _l("How many people took part? (optional)"),
        validators=[Optional(), NumberRange(1, 100_000, _l("Enter a number of people, like 12"))],
    )

    def validate_group_name(self, field: StringField) -> None:
        """Not empty after cleaning."""
        if not field.data:
            raise ValidationError(_("Enter the name of the group."))


class WhereForm(GiveForm):
    """The place, from the plan's list."""

    locality = RadioField(
        _l("Where do you live?"),
        description=_l("Choose the place nearest to home. We use it to see what matters where."),
        validators=[InputRequired(_l("Choose a place, or choose that you would rather not say."))],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The plan's places, and a way out."""
        rest = (RATHER_NOT, _l("Somewhere else, or I would rather not say"))
        self.locality.choices = [*((choice.value, choice.label) for choice in choices), rest]

    def ask_of(self, behalf: str) -> None:
        """Ask about the person or the group that is spoken for."""
        asked = {Behalf.PERSON: _("Where do they live?"), Behalf.GROUP: _("Where is your group?")}
        self.locality.label.text = asked.get(Behalf(behalf), self.locality.label.text)


class WhoForm(GiveForm):
    """Who is speaking, from the plan's list."""

    respondent = RadioField(
        _l("Which of these is most like you?"),
        description=_l("Choose the one that fits best with what you told us."),
        validators=[InputRequired(_l("Choose the one that fits best."))],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The plan's kinds of people."""
        self.respondent.choices = [(choice.value, choice.label) for choice in choices]

    def ask_of(self, behalf: str) -> None:
        """Ask about the person that is spoken for, who would say these words."""
        if behalf == Behalf.PERSON:
            self.respondent.label.text = _("Which of these would they say?")


class ConsentForm(GiveForm):
    """Three separate choices, none of them made for the person."""

    use = BooleanField(CONSENTS["use"])
    show = BooleanField(CONSENTS["show"])
    quote = BooleanField(CONSENTS["quote"])

    def validate_use(self, field: BooleanField) -> None:
        """Without this one there is nothing to send for."""
        if not field.data:
            raise ValidationError(
                _("Tick the first box if you want to send this. We cannot use your words without it.")
            )

    def validate_quote(self, field: BooleanField) -> None:
        """A quoted text is a shown text."""
        if field.data and not self.show.data:
            raise ValidationError(
                _("The plan is public. If we may quote you there, please tick the box about this website too.")
            )


class DescriptionForm(GiveForm):
    """How to be described, with examples made from the person's own answers."""

    attribution = RadioField(
        _l("How may we describe you?"),
        description=_l("We never ask for your name. This is what people see next to your words."),
        validators=[InputRequired(_l("Choose how we may describe you."))],
    )

    def offer(self, choices: list[Choice]) -> None:
        """The descriptions that differ for this person."""
        self.attribution.choices = [(choice.value, choice.label) for choice in choices]


class AboutForm(GiveForm):
    """Whether to answer the plan's questions about oneself."""

    about = RadioField(
        _l("Will you answer some short questions about you?"),
        choices=[("yes", _l("Yes")), (NO, _l("No, go on without them"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )


class AboutAnswerForm(GiveForm):
    """One of the plan's questions about oneself; no answer is an answer too."""

    option = RadioField(validators=[Optional()], validate_choice=True)

    def offer(self, choices: list[Choice]) -> None:
        """The plan's own answers, and a way out."""
        rest = (RATHER_NOT, _l("I would rather not say"))
        self.option.choices = [*((choice.value, choice.label) for choice in choices), rest]


class ContactForm(GiveForm):
    """Only for those who want to be told."""

    email = EmailField(
        _l("Email address (optional)"),
        filters=[_clean_line],
        validators=[
            Optional(),
            Length(max=254, message=_l("Enter a shorter email address.")),
            Email(_l("Enter an email address like name@example.com")),
        ],
    )
    phone = TelField(
        _l("Phone number (optional)"),
        filters=[_clean_line],
        validators=[
            Optional(),
            Regexp(r"^[0-9 +()\-.extEXT]{6,40}$", message=_l("Enter a phone number like 01632 960 001")),
        ],
    )
    post = TextAreaField(
        _l("Postal address (optional)"),
        filters=[_clean_text],
        validators=[
            Optional(),
            Length(max=500, message=_l("Make the address shorter: %(most)s characters or fewer.", most=500)),
        ],
    )


class SendForm(GiveForm):
    """Send what was checked."""

    form_token = HiddenField()


class CodeForm(GiveForm):
    """The private code of a receipt."""

    code = StringField(
        _l("Your private code"),
        description=_l(
            "It has 20 letters and numbers, like 7K4P-2M9Q-X3TB-8HWC-5RND. Capitals and dashes do not matter."
        ),
        validators=[InputRequired(_l("Enter your private code."))],
    )


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
        "Title (optional)", filters=[_clean_line],
        validators=[Length(max=MAX_TITLE, message=f"Make the title shorter: {MAX_TITLE} characters or fewer.")],
    )  # fmt: skip
    text = TextAreaField("What they said", filters=[_clean_text], validators=[InputRequired("Write what they said.")])
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
        "Name of the group", filters=[_clean_line],
        description="Only if a group speaks with one voice.", validators=[Length(max=200)],
    )  # fmt: skip
    group_size = IntegerField(
        "How many people took part?",
        validators=[Optional(), NumberRange(1, 100_000, "Enter a number of people, like 12")],
    )
    permission = BooleanField("They know that I enter this, who reads it and what for, and said yes")
    show = BooleanField("They said yes to showing the words on the website")
    quote = BooleanField("They said yes to quoting the words in the plan")
    attribution = SelectField("How may they be described?", validate_choice=True)
    email = EmailField(
        "Email address (optional)", filters=[_clean_line],
        validators=[Optional(), Length(max=254), Email("Enter an email address like name@example.com")],
    )  # fmt: skip
    phone = TelField(
        "Phone number (optional)", filters=[_clean_line],
        validators=[Optional(), Regexp(r"^[0-9 +()\-.extEXT]{6,40}$", message="Enter a phone number like 01632 960 001")],
    )  # fmt: skip
    post = TextAreaField("Postal address (optional)", filters=[_clean_text], validators=[Optional(), Length(max=500)])
    form_token = HiddenField(filters=[_clean_line], validators=[Length(min=20, max=64)])

    def validate_text(self, field: TextAreaField) -> None:
        """Not empty after cleaning, and not longer than is taken."""
        if not field.data:
            raise ValidationError("Write what they said.")
        if len(field.data) > MAX_TEXT:
            raise ValidationError(
                f"Make it shorter. It has {len(field.data):,} characters and we can take {MAX_TEXT:,}."
            )

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
