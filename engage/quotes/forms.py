"""What an author types and presses."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from engage.models import Kind, now
from engage.moderation.clock import UK
from engage.quotes.choices import Choices
from engage.quotes.filters import Filters, Order
from engage.quotes.service import MAX_NOTE, Direction
from engage.submissions.intake import clean_text

_ANY = ("", "Any")
_KINDS = [(str(Kind.IDEA), "Ideas"), (str(Kind.STORY), "Stories")]
_MEANING, _WORDS = "meaning", "words"
_HOW = [(_WORDS, "These words"), (_MEANING, "The same meaning, in any words")]
_WHEN = [_ANY, ("30", "In the last month"), ("91", "In the last three months"), ("365", "In the last year")]
_ORDERS = [
    (str(Order.STRONGEST), "Strongest for this chapter"),
    (str(Order.NEWEST), "Newest"),
    (str(Order.CENTRAL), "What most people say"),
    (str(Order.DIVERSE), "Many different views"),
    (str(Order.DISSENT), "Those who see it another way"),
]
_LARGEST = 2**31 - 1


class FilterForm(FlaskForm):
    """Narrows the list; read from the address, so that a search can be kept as a bookmark."""

    class Meta:
        """Nothing is changed by it, so it needs no token."""

        csrf = False

    words = StringField("Words or a reference", [Length(max=200)], description="For example: waiting list, bus")
    how = SelectField("Look for", choices=_HOW, default=_WORDS)
    objective = SelectField("Objective", default="")
    when = SelectField("When they said it", choices=_WHEN, default="")
    said_from = DateField("Said on or after", [Optional()])
    said_to = DateField("Said on or before", [Optional()])
    like = IntegerField("Like passage", [Optional(), NumberRange(1, _LARGEST)])
    theme = SelectField("Theme", default="")
    goal = SelectField("Goal", default="")
    place = SelectField("Where they live", default="")
    who = SelectField("Who they are", default="")
    kind = SelectField("What it is", choices=[_ANY, *_KINDS], default="")
    channel = SelectField("How it reached us", default="")
    new = BooleanField("Only what is new")
    order = SelectField("Show first", choices=_ORDERS, default=str(Order.STRONGEST))
    page = IntegerField("Page", [Optional(), NumberRange(1, _LARGEST)])

    def offer(self, choices: Choices) -> None:
        """Fill in what can be chosen in this chapter."""
        for name, entries in choices.fields().items():
            self[name].choices = [_ANY, *entries]

    def filters(self, last_look: datetime | None) -> Filters:
        """What was asked for; a choice that does not exist is left out. New is what came after ``last_look``."""
        asked: dict[str, Any] = {}
        for name in ("words", "theme", "goal", "place", "who", "kind", "channel"):
            field = self[name]
            asked[name] = "" if field.errors else clean_text(field.data or "")
        order = Order.STRONGEST if self.order.errors else Order(self.order.data)
        return Filters(
            **asked,
            **self._near(asked),
            order=order,
            since=last_look if self.new.data else None,
            said_since=self._since(),
            said_until=_midnight(self.said_to.data + timedelta(days=1)) if self.said_to.data else None,
        )

    def _since(self) -> datetime | None:
        """The later of the two ways to say from when on."""
        asked = [_midnight(self.said_from.data)] if self.said_from.data else []
        if self.when.data and not self.when.errors:
            asked.append(now() - timedelta(days=int(self.when.data)))
        return max(asked, default=None)

    def _near(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What is looked for by meaning: one passage's like, an objective, or the words that were typed."""
        if self.like.data and not self.like.errors:
            return {"like": self.like.data}
        if self.objective.data and not self.objective.errors:
            return {"meaning": dict(self.objective.choices).get(self.objective.data, "")}
        if self.how.data == _MEANING and asked["words"]:
            return {"meaning": asked.pop("words")}
        return {}


def _midnight(day: date) -> datetime:
    """When a day begins here."""
    return datetime.combine(day, time(), tzinfo=UK)


class PickForm(FlaskForm):
    """Which words of which contribution, counted in which text."""

    contribution = HiddenField(validators=[InputRequired(), Length(max=20)])
    start = IntegerField(validators=[InputRequired(), NumberRange(0, _LARGEST)])
    end = IntegerField(validators=[InputRequired(), NumberRange(1, _LARGEST)])
    digest = HiddenField(validators=[InputRequired(), Length(max=64)])


class MoveForm(FlaskForm):
    """Where a quote moves to."""

    direction = SelectField(choices=[(str(way), str(way)) for way in Direction])


class NoteForm(FlaskForm):
    """What the author wants to remember."""

    note = TextAreaField("Note", [Length(max=MAX_NOTE)])


class ShortenForm(FlaskForm):
    """The part of a quote to keep."""

    words = TextAreaField("Words to keep", [InputRequired("Paste the words to keep."), Length(max=20_000)])
