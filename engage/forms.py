"""What the forms of several rooms have in common: cleaned words, how long they may be, and a form that is never too old."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from engage.submissions.intake import clean_line, clean_text

EXPIRED = _l(
    "This page was open for a long time, or your browser keeps no cookies. What you wrote is still here. Press the button again."
)
WRITE = _l("Write something before you go on.")
PHONE = r"^[0-9 +()\-.extEXT]{6,40}$"
MOST_PEOPLE = 100_000
"""The largest group that is believed."""


def one_line(value: str | None) -> str:
    """What was typed into a line, cleaned."""
    return clean_line(value or "")


def plain_text(value: str | None) -> str:
    """What was typed into a text, cleaned."""
    return clean_text(value or "")


class Words:
    """Not empty after cleaning, and not longer than is taken; the writer is told by how much."""

    def __init__(self, most: int, empty: Any = WRITE) -> None:
        self.most, self.empty = most, empty
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 - the library's signature
        """Check one field."""
        length = len(field.data or "")
        if not length:
            raise StopValidation(str(self.empty))
        if length > self.most:
            raise ValidationError(
                _("Make your text shorter. It has %(length)s characters and we can take %(most)s.",
                  length=f"{length:,}", most=f"{self.most:,}")
            )  # fmt: skip


def quoted_is_shown(form: Any, field: Field) -> None:
    """A quoted text is a shown text: the plan is public."""
    if field.data and not form.show.data:
        raise ValidationError(
            _("The plan is public. If we may quote you there, please tick the box about this website too.")
        )


class PatientForm(FlaskForm):
    """A form that is too old comes back filled in, never as an error page that loses the words."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the answers; a stale form is told in plain words."""
        valid = bool(super().validate(extra_validators))
        token = getattr(self, "csrf_token", None)
        if token is not None and token.errors:
            token.errors = ()
            self.form_errors.append(EXPIRED)
            return False
        return valid
