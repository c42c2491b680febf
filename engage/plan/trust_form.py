"""What the pages that people trust say about law, keeping and answering: the parts that are this office's own."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from engage.models import Plan
from engage.plan.fields import LinesField, long_text, short_text, whole_number

TRUST = "trust"


class TrustForm(FlaskForm):
    """Privacy, accessibility, complaints and licence; an empty field shows the house's own words."""

    controller = short_text("Who answers for what is kept (the controller)", 200)
    data_protection = short_text(
        "Who watches over it", 200, "For example: The data protection officer of the partnership."
    )
    data_protection_email = short_text("Their email address", 200)
    registration = short_text("Number with the Information Commissioner", 40)
    lawful_basis = long_text("The legal reason to use what people say", "In plain words, with the article in brackets.")
    special_category = long_text("The second legal reason, because it may be about health")
    consent = long_text("What we need a yes for")
    shared_with = LinesField("Who else is given the words", description="One on each line. Empty means nobody.")
    keep_published = short_text("How long published words are kept", 200, "For example: for as long as the plan runs.")
    reviewed = short_text("When the privacy page was looked at last", 40)
    complaint_days = whole_number("Days until a complaint is answered with “we have it”")
    accessibility_answer_days = whole_number("Working days until a question about access is answered")
    accessibility_tested = long_text("Who has tested the site, and when")
    accessibility_reviewed = short_text("When the accessibility page was looked at last", 40)
    accessibility_enforcement = short_text("Who makes sure that the accessibility law is kept", 200)
    licence = short_text("Licence of what is published", 120)
    licence_about = long_text("The licence in plain words")

    def trust(self) -> dict[str, dict[str, Any]]:
        """The wording, as a plan file has it."""
        return {TRUST: {field.name: field.data for field in self if field.name != "csrf_token"}}

    @staticmethod
    def present(plan: Plan) -> dict[str, Any]:
        """What the form starts with: the plan's own, and the house's days where it has none."""
        return {"complaint_days": 30, "accessibility_answer_days": 5} | plan.wording.get(TRUST, {})
