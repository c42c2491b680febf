"""The text pipeline: screening, passages, mapping, themes. No web, no database; nothing leaves the computer."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.alarm import alarming
    from nlp.encoder.encoder import Encoder, EncoderMissing, load_encoder
    from nlp.pipeline import SCREENING_VERSION, screen, split_passages

__all__ = [
    "SCREENING_VERSION",
    "Encoder",
    "EncoderMissing",
    "alarming",
    "load_encoder",
    "screen",
    "split_passages",
]

# spaCy and the encoder take a while to import: each is imported when a name from it is first asked for.
_HOMES = {
    "SCREENING_VERSION": "nlp.pipeline",
    "Encoder": "nlp.encoder.encoder",
    "EncoderMissing": "nlp.encoder.encoder",
    "alarming": "nlp.alarm",
    "load_encoder": "nlp.encoder.encoder",
    "screen": "nlp.pipeline",
    "split_passages": "nlp.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
