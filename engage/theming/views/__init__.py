"""Themes, and where contributions belong, HTTP. Importing this package puts every page on ``room``."""

from engage.theming.views import belonging, changes, not_grouped, theme, themes
from engage.theming.views.door import room

__all__ = ["belonging", "changes", "not_grouped", "room", "theme", "themes"]
