"""Put a slip right while nobody has decided yet: new words, a fresh screening, and the moderator sees both."""

from __future__ import annotations

from engage.errors import InvalidTransitionError, StaleError
from engage.extensions import db
from engage.models import Contribution, DecisionKind, EarlierText, State, digest, now
from engage.moderation.enquiries import open_question
from engage.moderation.service import decide
from engage.submissions.intake import MAX_TITLE, clean_line, clean_text
from engage.submissions.tongues import guess_language


def may_correct(contribution: Contribution) -> bool:
    """Whether its writer can still change the words: nobody has decided, or they were asked something.

    Anything else that was read already looks the same whatever the reason, so that nobody learns of a referral.
    """
    if contribution.original is None:
        return False
    if contribution.state is State.RECEIVED:
        return True
    return open_question(contribution) is not None


def correct(contribution: Contribution, *, title: str, text: str, seen: str) -> bool:
    """Put new words in place of the old, which stay with the original until that goes; False when nothing changed.

    ``seen`` is the digest of the words that the writer was looking at. The caller has locked the row, and commits.
    What was asked for comes back into the queue; a moderator who is reading the old words is told when they decide.

    Raises:
        InvalidTransitionError: somebody has decided meanwhile.
        StaleError: the writer changed the words in another window meanwhile.
    """
    text, title = clean_text(text), clean_line(title)[:MAX_TITLE]
    original = contribution.original
    if original is None or not may_correct(contribution):
        message = "Somebody has read it and decided meanwhile, so it cannot be changed now."
        raise InvalidTransitionError(message)
    if digest(text) == original.digest and title == (original.title or ""):
        return False
    if seen != original.digest:
        message = "These words were changed in another window meanwhile."
        raise StaleError(message)
    original.earlier.append(EarlierText(title=original.title, text=original.text, digest=original.digest))
    original.title, original.text, original.digest, original.chosen = title or None, text, digest(text), None
    contribution.corrected_at = now()
    contribution.language = guess_language(text, page=contribution.language)
    if contribution.state is State.HELD:
        decide(contribution, State.RECEIVED, source="contributor", kind=DecisionKind.ANSWER, reason="corrected")
    db.session.flush()
    return True
