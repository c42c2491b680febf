"""Themes: found in people's words, named by them, and continued from one run to the next."""

from nlp.themes.changes import Change, propose_changes
from nlp.themes.discovery import discover_themes
from nlp.themes.files import ThemesUnreadable, from_values, to_values
from nlp.themes.model import Discovered, ThemeModel, assign
from nlp.themes.polarity import leaning
from nlp.themes.quotes import Quote, dissenting, members_of, quote_themes, representative

__all__ = [
    "Change",
    "Discovered",
    "Quote",
    "ThemeModel",
    "ThemesUnreadable",
    "assign",
    "discover_themes",
    "dissenting",
    "from_values",
    "leaning",
    "members_of",
    "propose_changes",
    "quote_themes",
    "representative",
    "to_values",
]
