"""The public pages, and the staff's desk. Importing this package puts every page on ``room`` or ``desk``."""

from engage.submissions.views import (
    about,
    feeds,
    give,
    joining_in,
    pages,
    paper,
    questions,
    receipts,
    standing_in,
    themes,
    voices,
)
from engage.submissions.views.desk import room as desk
from engage.submissions.views.door import room

__all__ = [
    "about",
    "desk",
    "feeds",
    "give",
    "joining_in",
    "pages",
    "paper",
    "questions",
    "receipts",
    "room",
    "standing_in",
    "themes",
    "voices",
]
