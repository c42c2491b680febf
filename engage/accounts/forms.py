"""Input of the staff pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from engage.models import Plan
from engage.policies import RoleName

ROLE_NAMES = {
    RoleName.MODERATOR: ("Moderator", "Reads everything first and decides what is published."),
    RoleName.SAFEGUARDING_LEAD: ("Safeguarding lead", "Acts when somebody may be in danger. Can also moderate."),
    RoleName.ENGAGEMENT_OFFICER: ("Engagement officer", "Brings in contributions and events, and edits the plan."),
    RoleName.STEERING_GROUP: ("Steering group", "Sees the evidence of engagement for every chapter."),
    RoleName.AUTHOR: ("Chapter author", "Finds quotes for the chapters chosen below."),
    RoleName.ADMINISTRATOR: ("Administrator", "Invites staff. Reads no contributions."),
}


class Checkboxes(SelectMultipleField):
    """Several of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RolesForm(FlaskForm):
    """Which roles, and for an author which chapters."""

    roles = Checkboxes("Roles", choices=[(name.value, label) for name, (label, _) in ROLE_NAMES.items()])
    chapters = Checkboxes("Chapters", description="Only for chapter authors.")

    def offer(self, plan: Plan) -> None:
        """Offer the plan's chapters."""
        self.chapters.choices = [(chapter.slug, chapter.title) for chapter in plan.chapters]


class InviteForm(RolesForm):
    """Invite somebody."""

    name = StringField("Full name", validators=[InputRequired("Enter a name."), Length(max=120)])
    email = EmailField(
        "Work e-mail address",
        validators=[
            InputRequired("Enter an e-mail address."),
            Email("Enter an e-mail address like name@example.org."),
            Length(max=255),
        ],
    )


class PasswordForm(FlaskForm):
    """Choose a password."""

    password = PasswordField(
        "Choose a password",
        description="At least 12 characters. Three random words make a good password.",
        validators=[InputRequired("Choose a password."), Length(min=12, message="Use at least 12 characters.")],
    )
    again = PasswordField(
        "Type it again", validators=[EqualTo("password", "The two passwords are not the same. Type them again.")]
    )
