"""What has to be said beside somebody's words: that staff wrote them down, or that they are a translation."""

from __future__ import annotations

from engage.models import Contribution
from engage.submissions.tongues import NAMES

WRITTEN_DOWN = "written down by staff"


def labels_of(contribution: Contribution) -> tuple[str, ...]:
    """In small letters, to stand in the line under a quote; nothing for what somebody wrote in English themselves."""
    labels = [WRITTEN_DOWN] if contribution.transcribed else []
    if contribution.translated_from:
        labels.append(f"translated from {NAMES.get(contribution.translated_from, 'another language')}")
    elif contribution.language != "en":
        labels.append(f"in {NAMES.get(contribution.language, 'another language')}")
    return tuple(labels)


def told(labels: tuple[str, ...]) -> str:
    """The same in a sentence, for the public pages: nobody must wonder whose wording it is, or which language."""
    words = " and ".join(f"written {label}" if label.startswith("in ") else label for label in labels)
    return f"{words[0].upper()}{words[1:]}." if words else ""
