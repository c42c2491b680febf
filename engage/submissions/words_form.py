"""What every page of the form is made of, and the words themselves: asked for once, and again to put a slip right."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from engage.forms import PatientForm, Words, one_line, plain_text
from engage.submissions.choices import Choice
from engage.submissions.intake import MAX_TEXT, MAX_TITLE


class GiveForm(PatientForm):
    """A question page."""

    def offer(self, choices: list[Choice]) -> None:
        """Offer the plan's own list, where the question has one."""

    def answers(self) -> dict[str, Any]:
        """What to keep."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class WordsForm(GiveForm):
    """The words themselves, and a title."""

    title = StringField(
        _l("Give it a title (optional)"),
        filters=[one_line],
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
        filters=[plain_text],
        validators=[Words(MAX_TEXT)],
    )  # fmt: skip
