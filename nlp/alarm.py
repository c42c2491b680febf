"""The quick look that decides whether a person is shown where to find help while still on the page."""

from __future__ import annotations

from nlp.concerns.lexicon import load_lexicon
from nlp.folding import fold

ALARMS = frozenset({"self-harm", "risk-to-child", "risk-to-adult"})


def alarming(text: str) -> bool:
    """Whether the words alone say that somebody may come to harm. Rules only: no model is loaded."""
    return any(kind in ALARMS for kind, _, _, _ in load_lexicon().find(fold(text).text))
