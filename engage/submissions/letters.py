"""The letters that the public room sends: that something was received. No words of the person, no private code."""

from __future__ import annotations

from engage.messages import Letter, letter
from engage.models import Message, current_plan

RECEIPT = "receipt"


@letter(RECEIPT)
def receipt_letter(message: Message, site_url: str) -> Letter:
    """We have it: the reference, and how to see what happens."""
    plan = current_plan()
    reference = message.contribution.reference if message.contribution else ""
    reader = plan.moderator.get("short_name", "our reading team")
    days = plan.moderator.get("timing_days", 5)
    where = f"{site_url}/receipt" if site_url else "the page called “Your receipt”"
    lines = (
        "Thank you. We have what you sent.",
        f"Your reference: {reference}",
        f"A person at {reader} reads it. They try to do this within {days} working days.",
        f"To see what happens to it, put it right or take it back, open {where} and enter your private code.",
        "The code is on the receipt that you saw when you sent it. It is not in this letter, so that nobody else can use it.",
        "This letter was sent by a computer. If you need help now, ring 111. If a life is in danger, ring 999.",
        plan.partnership,
    )
    return Letter(subject=f"We have what you sent ({reference})", text="\n\n".join(lines) + "\n")
