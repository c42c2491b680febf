"""The moderator's pages. Importing this package puts every page on ``room``."""

from engage.moderation.views import desk, item, letters, lists, safeguarding
from engage.moderation.views.door import room

__all__ = ["desk", "item", "letters", "lists", "room", "safeguarding"]
