"""What can go wrong, in the product's words. The web layer turns each into a page with a status."""

from __future__ import annotations


class EngageError(Exception):
    """Base of the product's own errors; the message is fit to show to the person."""

    status = 400


class NotFoundError(EngageError):
    """There is no such thing, or this person may not know that there is."""

    status = 404


class NotPermittedError(EngageError):
    """This person may not do this."""

    status = 403


class InvalidTransitionError(EngageError):
    """The contribution cannot go from its present state to the one asked for."""

    status = 409


class StaleError(EngageError):
    """Somebody else changed it since it was read."""

    status = 409


class NotScreenedError(EngageError):
    """Screening has not finished or failed; a person has to read the whole text first."""

    status = 409


class NotVerbatimError(EngageError):
    """The offsets do not match the approved text."""

    status = 409


class InputError(EngageError):
    """What was given cannot be used; the message says what to do."""

    status = 400
