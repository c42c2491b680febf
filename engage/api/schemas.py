"""What goes in and comes out, field by field: the documentation is made from these."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate


def _about(text: str, **more: object) -> dict[str, Any]:
    return {"metadata": {"description": text, **more}}


class Goal(Schema):
    """A goal of the plan."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    plain = fields.String(required=True, **_about("The goal in plain words."))


class Chapter(Schema):
    """A chapter of the plan."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    plain = fields.String(required=True, **_about("The chapter in plain words."))
    goals = fields.List(fields.String(), required=True, **_about("Slugs of the goals that it serves."))


class Plan(Schema):
    """The plan that people shape."""

    name = fields.String(required=True)
    partnership = fields.String(required=True)
    years = fields.String(required=True)
    goals = fields.List(fields.Nested(Goal), required=True)
    chapters = fields.List(fields.Nested(Chapter), required=True)


class Theme(Schema):
    """What several people said."""

    key = fields.String(required=True, **_about("Its lasting identity: names may change, this does not."))
    name = fields.String(required=True)
    people = fields.Integer(required=True, **_about("How many people said something like this."))


class ThemesWanted(Schema):
    """Which themes."""

    class Meta:
        """Unknown parameters are left out, as browsers and proxies add their own."""

        unknown = EXCLUDE

    chapter = fields.String(required=True, validate=validate.Length(1, 80), **_about("The slug of a chapter."))


class QuotesWanted(Schema):
    """Which quotes."""

    class Meta:
        """Unknown parameters are left out, as browsers and proxies add their own."""

        unknown = EXCLUDE

    theme = fields.String(load_default="", validate=validate.Length(0, 64), **_about("The key of a theme."))
    goal = fields.String(load_default="", validate=validate.Length(0, 80), **_about("The slug of a goal."))
    place = fields.String(load_default="", validate=validate.Length(0, 80), **_about("The slug of a place."))
    words = fields.String(load_default="", validate=validate.Length(0, 200), **_about("Words that stand in the quote."))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class Quote(Schema):
    """Words that their speaker agreed may be quoted, exactly as approved."""

    reference = fields.String(required=True, **_about("Cite this beside the words, so that they can be checked."))
    text = fields.String(required=True)
    start = fields.Integer(required=True, **_about("Where the words begin in the approved text, in characters."))
    end = fields.Integer(required=True)
    contribution = fields.String(required=True)
    attribution = fields.String(required=True, **_about("How the speaker agreed to be described."))
    kind = fields.String(required=True, validate=validate.OneOf(["idea", "story", "comment"]))
    channel = fields.String(required=True)
    month = fields.String(required=True, **_about("When it reached us: year and month."))
    themes = fields.List(fields.String(), required=True)
    labels = fields.List(
        fields.String(),
        required=True,
        **_about("What has to be said beside the words: written down by staff, or translated."),
    )
    used_in = fields.List(
        fields.String(), required=True, **_about("Other chapters that have picked some of these words.")
    )


class Quotes(Schema):
    """One page of quotes."""

    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(Quote), required=True)


class ChapterEvidence(Schema):
    """A chapter's evidence in one line."""

    chapter = fields.String(required=True)
    title = fields.String(required=True)
    people = fields.Integer(required=True, **_about("Everybody once, however often they spoke."))
    contributions = fields.Integer(required=True)
    confirmed = fields.Integer(required=True, **_about("Contributions whose place here a person confirmed."))
    places = fields.Integer(required=True)
    kinds = fields.Integer(required=True, **_about("Kinds of people."))
    lately = fields.Integer(required=True, **_about("People in the last 14 days."))
    latest = fields.Date(required=True, allow_none=True)
    thin = fields.List(fields.String(), required=True, **_about("Why more voices are needed, in words."))
    goals = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, **_about("People by goal."))


class Evidence(Schema):
    """The evidence of engagement, as it stands."""

    at = fields.DateTime(required=True, **_about("The moment that all figures are of."))
    received = fields.Integer(required=True)
    read = fields.Integer(required=True)
    published = fields.Integer(required=True)
    people = fields.Integer(required=True)
    events = fields.Integer(required=True)
    chapters = fields.List(fields.Nested(ChapterEvidence), required=True)


class Problem(Schema):
    """What went wrong, and what to do."""

    code = fields.Integer(required=True)
    status = fields.String(required=True)
    message = fields.String(required=True)
    errors = fields.Dict(**_about("What was wrong with each parameter."))
