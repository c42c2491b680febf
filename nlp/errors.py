"""What the pipeline raises when something it was pointed at cannot be used."""

from __future__ import annotations


class UnusableError(Exception):
    """A file, folder or set of examples cannot be used; the message says why and how to mend it."""
