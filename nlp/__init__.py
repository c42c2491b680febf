"""The text pipeline: screening, passages, mapping, themes. No web, no database; nothing leaves the computer."""

from nlp.encoder.encoder import Encoder, EncoderMissing, load_encoder

__all__ = [
    "Encoder",
    "EncoderMissing",
    "load_encoder",
]
