"""What a moderator sends: what to cut out, and the decision."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from engage.models import Contribution, DecisionKind, State
from engage.moderation.proposals import MAX_WORDS
from engage.moderation.reasons import CHANGE, DECLINE, HOLD, REFER, RETURN, ROUTE, Reason
from engage.moderation.service import ASK_AUTHOR, MAX_QUESTION, QUICKER, SECOND_OPINION
from engage.moderation.words import IDENTIFIERS
from engage.submissions.intake import clean_text

CHOICES: dict[str, tuple[State, DecisionKind]] = {
    "publish": (State.PUBLISHED, DecisionKind.PUBLISH),
    "route": (State.PUBLISHED, DecisionKind.ROUTE),
    "ask": (State.HELD, DecisionKind.ASK),
    "second": (State.HELD, DecisionKind.SECOND),
    "hold": (State.HELD, DecisionKind.HOLD),
    "decline": (State.DECLINED, DecisionKind.DECLINE),
    "refer": (State.REFERRED, DecisionKind.REFER),
    "return": (State.RECEIVED, DecisionKind.BACK),
}
NEW = {
    "publish": "Publish it, with the ticked parts taken out",
    "route": "Tell the writer who else can help; what they say still counts",
    "ask": "Ask the writer something",
    "second": "Ask for a second opinion",
    "hold": "Put it on hold",
    "decline": "Do not publish it",
    "refer": "Pass it to the safeguarding lead",
}
AGAIN = {"return": "Put it back in the queue"}
OFFERED: dict[State, dict[str, str]] = {
    State.RECEIVED: NEW,
    State.HELD: NEW,
    State.REFERRED: {name: NEW[name] for name in ("publish", "route", "ask", "decline")}
    | AGAIN
    | {"hold": NEW["hold"]},
    State.PUBLISHED: {
        "publish": "Publish it again, with the ticked parts taken out",
        "decline": "Take it down",
        "return": "Take it down and put it back in the queue",
        "refer": "Take it down and pass it to the safeguarding lead",
        "hold": "Take it down and put it on hold",
    },
    State.DECLINED: {name: NEW[name] for name in ("publish", "route")}
    | AGAIN
    | {"refer": NEW["refer"], "hold": NEW["hold"]},
    State.WITHDRAWN: {},
}
REWRITTEN = "The writer changed the text while you were reading it. Nothing of yours was saved."
PLACE = "chapter-"
"""Before a chapter's slug: the name of the question whether the text is about it."""
REVERSED = frozenset({State.PUBLISHED, State.DECLINED})


def _choices(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    return [("", "Choose one"), *((reason.slug, reason.label) for reason in reasons)]


def _plain(value: str | None) -> str:
    return clean_text(value or "")


class DecisionForm(FlaskForm):
    """The item page's form. ``for_item`` sets what this item can become."""

    version = IntegerField(validators=[InputRequired("Open the item again.")])
    digest = HiddenField()
    words = StringField(
        "Take out other words",
        filters=[_plain],
        validators=[Length(max=MAX_WORDS, message=f"Copy at most {MAX_WORDS} characters.")],
        description="Copy the words from the text, just as they are there. They go wherever they stand.",
    )
    kind = SelectField("What are they?", choices=[*IDENTIFIERS.items()], default="person", validate_choice=False)
    decision = RadioField("What is your decision?", choices=[], validate_choice=False)
    route_reason = SelectField("Who can help them?", choices=_choices(ROUTE), validate_choice=False)
    route_show = BooleanField("It may be shown and quoted too, as far as the writer agreed")
    question = TextAreaField(
        "What do you want to ask?",
        filters=[_plain],
        description="The writer reads this under their receipt. Their answer brings it back into the queue.",
        validators=[
            Length(max=MAX_QUESTION, message=f"Make the question shorter: at most {MAX_QUESTION:,} characters.")
        ],
    )
    decline_reason = SelectField("Why is it not published?", choices=_choices(DECLINE), validate_choice=False)
    refer_reason = SelectField(
        "Who may be at risk?",
        choices=_choices(REFER),
        validate_choice=False,
        description="Only the safeguarding lead can open it after that.",
    )
    hold_reason = SelectField("What is it on hold for?", choices=_choices(HOLD), validate_choice=False)
    change_reason = SelectField("Why do you change the decision?", choices=_choices(CHANGE), validate_choice=False)
    note = TextAreaField(
        "Note (if you want to add one)",
        filters=[_plain],
        validators=[Length(max=2_000, message="Make the note shorter: at most 2,000 characters.")],
    )
    read_all = BooleanField("I have read all of this text")

    reversing = False
    unchecked = False

    def for_item(self, contribution: Contribution, *, unchecked: bool, answers: bool = True) -> DecisionForm:
        """Offer what can be done with ``contribution``; ``answers``: whether its writer can be asked something."""
        offered = dict(OFFERED[contribution.state])
        if contribution.original is None:
            offered.pop("publish", None)
            offered.pop("route", None)
        if not answers:
            offered.pop("ask", None)
        self.decision.choices = list(offered.items())
        self.reversing = contribution.state in REVERSED
        self.unchecked = unchecked
        if not self.is_submitted():
            self.version.data = contribution.version
            self.digest.data = contribution.original.digest if contribution.original else ""
        return self

    def overtaken(self, contribution: Contribution) -> str | None:
        """What happened since the page was opened, if anything did: somebody decided, or the text is another one."""
        if self.version.data not in {None, contribution.version}:
            return QUICKER
        digest = contribution.original.digest if contribution.original else ""
        return REWRITTEN if self.digest.data and self.digest.data != digest else None

    @property
    def ticked(self) -> list[str]:
        """Keys of the parts to cut out."""
        return list(request.form.getlist("redact"))

    @property
    def offered(self) -> list[str]:
        """Keys of the parts that the moderator had added before."""
        return list(request.form.getlist("offered"))

    @property
    def places(self) -> dict[str, bool] | None:
        """By slug, whether the text is about a chapter; None when the page did not ask."""
        if not request.form.get("filed"):
            return None
        said = {name.removeprefix(PLACE): value for name, value in request.form.items() if name.startswith(PLACE)}
        added = dict.fromkeys(request.form.getlist("chapters"), True)
        return {slug: value == "yes" for slug, value in said.items() if value in {"yes", "no"}} | added

    @property
    def outcome(self) -> tuple[State, DecisionKind]:
        """The state that the decision leads to, and what was done."""
        return CHOICES[self.decision.data]

    @property
    def reason(self) -> str:
        """The reason that goes with the decision."""
        fixed = {"second": SECOND_OPINION, "ask": ASK_AUTHOR}
        if self.decision.data in fixed:
            return fixed[self.decision.data]
        if self.decision.data == "return" and not self.reversing:
            return RETURN.slug
        own = {"decline": self.decline_reason, "refer": self.refer_reason, "hold": self.hold_reason}
        field = (own | {"route": self.route_reason}).get(self.decision.data)
        field = field or (self.change_reason if self.reversing else None)
        return (field.data or "") if field else ""

    @property
    def use_only(self) -> bool:
        """Whether what is sent elsewhere counts without being shown."""
        return self.decision.data == "route" and not self.route_show.data

    def validate(self, extra_validators: Any = None) -> bool:
        """Each decision asks for its own reason; a change of mind asks for one too."""
        valid = bool(super().validate(extra_validators))
        checks = [
            self._check_choice(), self._check_reason(), self._check_note(), self._check_question(), self._check_read()
        ]  # fmt: skip
        return valid and all(checks)

    def _check_choice(self) -> bool:
        if self.decision.data in dict(self.decision.choices):
            return True
        return _fault(self.decision, "Choose a decision.")

    def _check_reason(self) -> bool:
        needed = {
            "decline": (self.decline_reason, "Choose why it is not published."),
            "refer": (self.refer_reason, "Choose who may be at risk."),
            "hold": (self.hold_reason, "Choose what it is on hold for."),
            "route": (self.route_reason, "Choose who can help them."),
        }
        asked = [needed[self.decision.data]] if self.decision.data in needed else []
        if self.reversing:
            asked.append((self.change_reason, "Choose why you change the decision."))
        faults = [field for field, message in asked if field.data not in _slugs(field) and not _fault(field, message)]
        return not faults

    def _check_note(self) -> bool:
        if self.decision.data == "decline" and self.decline_reason.data == "other" and not self.note.data:
            return _fault(self.note, "Write the reason in the note. The writer will read it.")
        if self.decision.data == "return" and not self.note.data:
            return _fault(self.note, "Write a note for the next person who reads it.")
        return True

    def _check_question(self) -> bool:
        if self.decision.data == "ask" and not self.question.data:
            return _fault(self.question, "Write what you want to ask.")
        return True

    def _check_read(self) -> bool:
        if self.decision.data in {"publish", "route"} and self.unchecked and not self.read_all.data:
            return _fault(self.read_all, "The computer has not checked this text. Say that you have read all of it.")
        return True


class UndoForm(FlaskForm):
    """One button: take my last decision back."""

    decision = IntegerField(validators=[InputRequired()])


def _slugs(field: Any) -> set[str]:
    return {slug for slug, _ in field.choices if slug}


def _fault(field: Any, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False
