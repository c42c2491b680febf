"""The letters that the public room sends: that something was received. No words of the person, no private code."""

from __future__ import annotations

from engage.language import speaking
from engage.messages import Letter, language_of, letter
from engage.models import Message, current_plan

RECEIPT = "receipt"


@letter(RECEIPT)
def receipt_letter(message: Message, site_url: str) -> Letter:
    """We have it: the reference, and how to see what happens; in the language that it was given in."""
    plan, language = current_plan(), language_of(message)
    _ = speaking(language)
    reference = message.contribution.reference if message.contribution else ""
    reader = plan.moderator.get("short_name") or _("our reading team")
    days = plan.moderator.get("timing_days", 5)
    where = f"\n{site_url}/receipt" if site_url else _("the page called “Your receipt”")
    lines = (
        _("Thank you. We have what you sent."),
        _("Your reference: %(reference)s", reference=reference),
        _(
            "A person at %(reader)s reads what you sent. They try to do this within %(days)s working days.",
            reader=reader,
            days=days,
        ),
        _(
            "To see what happens to it, put it right or take it back, open this page and enter your private code: %(where)s",
            where=where,
        ),
        _(
            "The code is on the receipt that you saw when you sent it. It is not in this letter, so that nobody else can use it."
        ),
        _("If you did not send us anything, somebody typed your address by mistake. You can throw this letter away."),
        _("A computer sent this letter. If you need help now, ring 111. If a life is in danger, ring 999."),
        plan.partnership,
    )
    subject = _("We have what you sent (%(reference)s)", reference=reference)
    return Letter(subject, "\n\n".join(lines).replace(" \n", "\n") + "\n", language)
