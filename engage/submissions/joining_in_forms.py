"""Input about what somebody else said: a comment, a report."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from engage.forms import PatientForm, Words, one_line, plain_text
from engage.moderation.reports import MAX_NOTE, REASONS
from engage.submissions.intake import MAX_COMMENT


def _short(value: str | None) -> str:
    return one_line(value)[:200]


class CommentForm(PatientForm):
    """A comment on what somebody said, and what may be done with it."""

    text = TextAreaField(
        "Your comment",
        description="Be kind: a person wrote this, and others read it. Try not to write anybody's name.",
        filters=[plain_text],
        validators=[Words(MAX_COMMENT)],
    )
    show = BooleanField("Show my comment on this website, and use it to write the plan")
    quote = BooleanField("Quote my comment in the plan")
    form_token = HiddenField(filters=[_short])

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


class ReportForm(PatientForm):
    """What is wrong with something that is shown here."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired("Choose what is wrong with it.")],
    )
    note = TextAreaField(
        "Tell us more (optional)",
        description="You do not have to say who you are. If you want an answer, keep the reference on the next page.",
        filters=[plain_text],
        validators=[Length(max=MAX_NOTE, message=f"Make your text shorter. We can take {MAX_NOTE:,} characters.")],
    )
    again = HiddenField(filters=[_short])
