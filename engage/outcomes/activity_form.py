"""What an author fills in about one activity."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from engage.forms import one_line, plain_text
from engage.outcomes.activities import MAX_WORDS, Planned


class ActivityForm(FlaskForm):
    """One line of a chapter's engagement plan."""

    what = StringField(
        "What will you do?", [InputRequired("Say what you will do."), Length(max=300, message="Use 300 characters or fewer.")],
        [one_line], description="For example: A stall at the market in Dereham.",
    )  # fmt: skip
    audience = StringField(
        "Who is it for?", [InputRequired("Say who it is for."), Length(max=200, message="Use 200 characters or fewer.")],
        [one_line], description="For example: carers, young people, people in the fens.",
    )  # fmt: skip
    on = DateField("First day", [InputRequired("Choose the day.")])
    until = DateField("Last day (optional)", [Optional()], description="Only if it goes on for more than a day.")
    owner = StringField(
        "Who sees to it?", [InputRequired("Say who sees to it."), Length(max=200, message="Use 200 characters or fewer.")],
        [one_line], description="A role, not a name: everybody can read this.",
    )  # fmt: skip
    came_of_it = TextAreaField(
        "What came of it (optional)", [Length(max=MAX_WORDS, message="Use 2,000 characters or fewer.")], [plain_text]
    )
    version = HiddenField()

    def planned(self) -> Planned:
        """What was filled in."""
        return Planned(
            what=self.what.data, audience=self.audience.data, on=self.on.data, until=self.until.data,
            owner=self.owner.data, came_of_it=self.came_of_it.data or "",
        )  # fmt: skip
