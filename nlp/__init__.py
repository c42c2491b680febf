"""The text pipeline: screening, passages, mapping, themes. No web, no database; nothing leaves the computer."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.alarm import alarming
    from nlp.duplicates import find_duplicates, personal_parts
    from nlp.encoder.encoder import Encoder, EncoderMissing, load_encoder
    from nlp.frames import read_frame, read_plan
    from nlp.mapping.mapper import ANALYSIS_VERSION, Mapper
    from nlp.pipeline import SCREENING_VERSION, screen, split_passages
    from nlp.telling import telling_words
    from nlp.themes import Discovered, ThemeModel, assign, discover_themes, dissenting, leaning, representative

__all__ = [
    "ANALYSIS_VERSION",
    "SCREENING_VERSION",
    "Discovered",
    "Encoder",
    "EncoderMissing",
    "Mapper",
    "ThemeModel",
    "alarming",
    "assign",
    "discover_themes",
    "dissenting",
    "find_duplicates",
    "leaning",
    "load_encoder",
    "personal_parts",
    "read_frame",
    "read_plan",
    "representative",
    "screen",
    "split_passages",
    "telling_words",
]

# spaCy and the encoder take a while to import: each is imported when a name from it is first asked for.
_HOMES = {
    "ANALYSIS_VERSION": "nlp.mapping.mapper",
    "SCREENING_VERSION": "nlp.pipeline",
    "Discovered": "nlp.themes",
    "Encoder": "nlp.encoder.encoder",
    "EncoderMissing": "nlp.encoder.encoder",
    "Mapper": "nlp.mapping.mapper",
    "ThemeModel": "nlp.themes",
    "alarming": "nlp.alarm",
    "assign": "nlp.themes",
    "discover_themes": "nlp.themes",
    "dissenting": "nlp.themes",
    "find_duplicates": "nlp.duplicates",
    "leaning": "nlp.themes",
    "load_encoder": "nlp.encoder.encoder",
    "personal_parts": "nlp.duplicates",
    "read_frame": "nlp.frames",
    "read_plan": "nlp.frames",
    "representative": "nlp.themes",
    "screen": "nlp.pipeline",
    "split_passages": "nlp.pipeline",
    "telling_words": "nlp.telling",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
