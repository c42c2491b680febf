"""What somebody fills in on their receipt: the code, better words, an answer to the moderator."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from engage.forms import PatientForm, Words, plain_text
from engage.submissions.intake import MAX_COMMENT
from engage.submissions.words_form import WordsForm


class CodeForm(PatientForm):
    """The private code of a receipt."""

    code = StringField(
        _l("Your private code"),
        description=_l(
            "It has 20 letters and numbers, like 7K4P-2M9Q-X3TB-8HWC-5RND. Capitals and dashes do not matter."
        ),
        validators=[InputRequired(_l("Enter your private code."))],
    )


class CorrectForm(WordsForm):
    """The words put right. ``seen`` says which words the person was looking at."""

    seen = HiddenField()


class AnswerForm(PatientForm):
    """The answer to a moderator's question."""

    answer = TextAreaField(_l("Your answer"), filters=[plain_text], validators=[Words(MAX_COMMENT)])
