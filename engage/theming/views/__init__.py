"""Themes, and where contributions belong, HTTP. Importing this package puts every page on ``room``."""

from engage.theming.views import belonging, changes, theme, themes
from engage.theming.views.door import room

__all__ = ["belonging", "changes", "room", "theme", "themes"]
