"""The fields that forms of the plan are made of."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.validators import ValidationError as Refused

from engage.submissions.intake import clean_text


def _clean(text: str | None) -> str:
    return clean_text(text or "")


def short_text(label: str, most: int, hint: str = "", *, needed: str = "") -> StringField:
    """A line of at most ``most`` characters; ``needed`` is what is said when it is missing."""
    rules = [InputRequired(needed)] if needed else []
    return StringField(
        label, [*rules, Length(max=most, message=f"Use {most} characters or fewer.")], [_clean], description=hint
    )


def long_text(label: str, hint: str = "", *, needed: str = "") -> TextAreaField:
    """Some paragraphs."""
    rules = [InputRequired(needed)] if needed else []
    return TextAreaField(
        label, [*rules, Length(max=5_000, message="Use 5,000 characters or fewer.")], [_clean], description=hint
    )


class LinesField(TextAreaField):
    """A list, one entry on each line."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lines that say something."""
        lines = _clean(valuelist[0] if valuelist else "").splitlines()
        self.data = [line.strip() for line in lines if line.strip()]

    @property
    def shown(self) -> str:
        """The entries as lines."""
        return "\n".join(self.data or [])


class CrisisField(LinesField):
    """Crisis numbers, one on each line: name | number | when to ring."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Each line's three parts."""
        super().process_formdata(valuelist)
        self.data = [[part.strip() for part in line.split("|")] for line in self.data or []]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's signature
        """Every line needs a name, a number and a reason."""
        if any(len(line) != 3 or not all(line) for line in self.data or []):
            raise Refused("Write each line like this: Samaritans | 116 123 | You want to talk to somebody.")

    @property
    def shown(self) -> str:
        """The numbers as lines."""
        return "\n".join(" | ".join(line) for line in self.data or [])


def day(label: str, hint: str = "") -> DateField:
    """A day that must be given."""
    return DateField(label, [InputRequired("Enter a day, like 2026-11-30.")], description=hint)


def whole_number(label: str) -> IntegerField:
    """A number that must be given."""
    return IntegerField(label, [InputRequired("Enter a number."), NumberRange(1, 999, "Enter a number from 1 to 999.")])


def several(label: str) -> SelectMultipleField:
    """Some of a list, or none."""
    return SelectMultipleField(label, [Optional()])
