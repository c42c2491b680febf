"""What the giver fills in: one form for each question."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from engage.forms import MOST_PEOPLE, PHONE, one_line, plain_text, quoted_is_shown
from engage.models import Behalf, Kind, Leave, Question
from engage.submissions.choices import BEHALVES, CONSENTS, LEAVES, RATHER_NOT, Choice
from engage.submissions.words_form import GiveForm, WordsForm

NO = "no"


class KindForm(GiveForm):
    """Idea or story, and the question of the week that it answers."""

    kind = RadioField(
        _l("What would you like to give?"),
        choices=[(Kind.IDEA.value, _l("An idea")), (Kind.STORY.value, _l("A story"))],
        validators=[InputRequired(_l("Choose an idea or a story."))],
        validate_choice=True,
    )
    question = HiddenField(filters=[one_line], validators=[Length(max=80)])


class TextForm(WordsForm):
    """The words, with the kind travelling along, so that they find their place even without their draft."""

    asks = ""
    kind = HiddenField()
    question = HiddenField(filters=[one_line])

    def validate_kind(self, field: HiddenField) -> None:
        """Anything unknown counts as an idea: words are worth more than their drawer."""
        field.data = field.data if field.data in {Kind.IDEA, Kind.STORY} else Kind.IDEA.value

    def ask(self, question: Question | None) -> None:
        """Put the question of the week, or the plain one for an idea or a story, at the top."""
        plain = _("What happened?") if self.kind.data == Kind.STORY else _("What is your idea?")
        self.asks = question.title if question else plain


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
        filters=[one_line],
        validators=[
            InputRequired(_l("Enter the name of the group.")),
            Length(max=200, message=_l("Make the name shorter: %(most)s characters or fewer.", most=200)),
        ],
    )
    group_size = IntegerField(
        _l("How many people took part? (optional)"),
        validators=[Optional(), NumberRange(1, MOST_PEOPLE, _l("Enter a number of people, like 12"))],
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
    quote = BooleanField(CONSENTS["quote"], validators=[quoted_is_shown])

    def validate_use(self, field: BooleanField) -> None:
        """Without this one there is nothing to send for."""
        if not field.data:
            raise ValidationError(
                _("Tick the first box if you want to send this. We cannot use your words without it.")
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

    def ask_of(self, behalf: str) -> None:
        """Ask about the person or the group that is spoken for."""
        field = self.attribution
        if behalf == Behalf.PERSON:
            field.label.text = _("How may we describe them?")
            field.description = _("We never ask for their name. This is what people see next to the words.")
        elif behalf == Behalf.GROUP:
            field.label.text = _("How may we describe your group?")
            field.description = _("This is what people see next to the words. We do not show the group's name.")


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
        filters=[one_line],
        validators=[
            Optional(),
            Length(max=254, message=_l("Enter a shorter email address.")),
            Email(_l("Enter an email address like name@example.com")),
        ],
    )
    phone = TelField(
        _l("Phone number (optional)"),
        filters=[one_line],
        validators=[
            Optional(),
            Regexp(PHONE, message=_l("Enter a phone number like 01632 960 001")),
        ],
    )
    post = TextAreaField(
        _l("Postal address (optional)"),
        filters=[plain_text],
        validators=[
            Optional(),
            Length(max=500, message=_l("Make the address shorter: %(most)s characters or fewer.", most=500)),
        ],
    )


class SendForm(GiveForm):
    """Send what was checked."""

    form_token = HiddenField()
