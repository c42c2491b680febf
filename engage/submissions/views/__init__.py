"""The public pages. Importing this package puts every page on ``room``."""

from engage.submissions.views import give, pages, receipts, themes, voices
from engage.submissions.views.door import room

__all__ = ["give", "pages", "receipts", "room", "themes", "voices"]
