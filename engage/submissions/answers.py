"""Input about what somebody else said: a comment, a report."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from engage.moderation.reports import MAX_NOTE, REASONS
from engage.submissions.intake import clean_line, clean_text
from engage.submissions.joining_in import MAX_COMMENT

EXPIRED = "This page was open for a long time, or your browser keeps no cookies. What you wrote is still here. Press the button again."


def _text(value: str | None) -> str:
    return clean_text(value or "")


def _line(value: str | None) -> str:
    return clean_line(value or "")[:200]


class AnswerForm(FlaskForm):
    """A form that is too old comes back filled in, never as an error page that loses the words."""

    def validate(self, extra_validators: object = None) -> bool:
        """Check the answers; a stale form is told in plain words."""
        valid = bool(super().validate(extra_validators))
        token = getattr(self, "csrf_token", None)
        if token is not None and token.errors:
            token.errors = ()
            self.form_errors.append(EXPIRED)
            return False
        return valid


class CommentForm(AnswerForm):
    """A comment on what somebody said, and what may be done with it."""

    text = TextAreaField(
        "Your comment",
        description="Be kind: a person wrote this, and others read it. Try not to write anybody's name.",
        filters=[_text],
        validators=[
            InputRequired("Write something before you send it."),
            Length(max=MAX_COMMENT, message=f"Make your text shorter. We can take {MAX_COMMENT:,} characters."),
        ],
    )
    show = BooleanField("Show my comment on this website, and use it to write the plan")
    quote = BooleanField("Quote my comment in the plan")
    form_token = HiddenField(filters=[_line])

    def validate_text(self, field: TextAreaField) -> None:
        """Not empty after cleaning."""
        if not field.data:
            raise ValidationError("Write something before you send it.")

    def validate_show(self, field: BooleanField) -> None:
        """A comment that nobody may see says nothing."""
        if not field.data:
            raise ValidationError(
                "Tick the first box if you want to send this. We cannot show your comment without it."
            )

    def validate_form_token(self, field: HiddenField) -> None:
        """Only what we made ourselves fits."""
        if not 20 <= len(field.data or "") <= 64:
            raise ValidationError("Open the page again.")


class ReportForm(AnswerForm):
    """What is wrong with something that is shown here."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired("Choose what is wrong with it.")],
    )
    note = TextAreaField(
        "Tell us more (optional)",
        description="You do not have to say who you are. If you want an answer, keep the reference on the next page.",
        filters=[_text],
        validators=[Length(max=MAX_NOTE, message=f"Make your text shorter. We can take {MAX_NOTE:,} characters.")],
    )
    again = HiddenField(filters=[_line])
