"""The one door: everything that is shown, searched, counted, themed, quoted or exported begins here."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Select, select

from engage.models.contribution import Consent, Contribution, State


class Purpose(StrEnum):
    """What the words are wanted for; each needs its own consent."""

    USE = "use"
    """Count and analyse; no words shown outside the staff who write the plan."""
    SHOW = "show"
    """Show on the public site."""
    QUOTE = "quote"
    """Quote in the plan."""


def published(purpose: Purpose = Purpose.USE, *, plan_id: int) -> Select[Contribution]:
    """Contributions of a plan that a person approved, that are not withdrawn, and whose consent covers ``purpose``."""
    agreed = {Purpose.USE: Consent.use, Purpose.SHOW: Consent.show, Purpose.QUOTE: Consent.quote}[purpose]
    approved = (
        select(Contribution)
        .join(Consent, Consent.contribution_id == Contribution.id)
        .where(Contribution.plan_id == plan_id, Contribution.state == State.PUBLISHED, agreed.is_(True))
    )
    return approved if purpose is Purpose.USE else approved.where(Contribution.use_only.is_(False))
