"""What moderators send beside decisions: a concern, a step of a case, a letter's words, the tray, a second reading."""

from __future__ import annotations

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.moderation.agreement import VERDICTS
from engage.moderation.letters import MAX_LETTER
from engage.moderation.reasons import REFER
from engage.moderation.safeguarding import BY_HAND, STEPS
from engage.submissions.intake import clean_text


def _plain(value: str | None) -> str:
    return clean_text(value or "")


class ConcernForm(FlaskForm):
    """Somebody may be in danger."""

    reference = StringField("Reference", filters=[_plain], validators=[InputRequired("Enter the reference.")])
    reason = RadioField(
        "Who may be at risk?",
        choices=[(reason.slug, reason.label) for reason in REFER],
        validators=[InputRequired("Choose who may be at risk.")],
    )
    note = TextAreaField(
        "What worries you?",
        filters=[_plain],
        validators=[Length(max=2_000, message="Make the note shorter: at most 2,000 characters.")],
        description="Only the safeguarding lead reads this. It is kept for good.",
    )


class StepForm(FlaskForm):
    """A step that a safeguarding lead took."""

    step = RadioField(
        "What did you do?",
        choices=[(kind.value, STEPS[kind]) for kind in BY_HAND],
        validators=[InputRequired("Choose what you did.")],
    )
    told_to = StringField(
        "Whom did you tell?",
        filters=[_plain],
        validators=[Length(max=200, message="Use at most 200 characters.")],
        description="The emergency services, or a safeguarding team. Needed when you told somebody.",
    )
    happened = TextAreaField(
        "What happened?",
        filters=[_plain],
        validators=[Length(max=2_000, message="Make the note shorter: at most 2,000 characters.")],
        description="Only what a colleague must know. It is kept for good, and only leads read it.",
    )


class LetterForm(FlaskForm):
    """One letter to writers."""

    text = TextAreaField(
        "What the writer reads",
        filters=[_plain],
        validators=[
            InputRequired("Write the letter."),
            Length(max=MAX_LETTER, message=f"Make the letter shorter: at most {MAX_LETTER:,} characters."),
        ],
        description="[reference], [moderator] and [days] are filled in when it is sent.",
    )


class BulkForm(FlaskForm):
    """What to do with the ticked ones in the tray."""

    action = RadioField("What shall become of them?", choices=[("decline", "Spam"), ("queue", "Not spam")])

    @property
    def references(self) -> list[str]:
        """The ticked ones."""
        return request.form.getlist("item")


class SecondReadingForm(FlaskForm):
    """What the second reader would have decided."""

    reference = HiddenField()
    verdict = RadioField(
        "What would you have decided?",
        choices=[*VERDICTS.items()],
        validators=[InputRequired("Choose what you would have decided.")],
    )
