"""The pipeline's spaCy components. Importing this package registers them all."""

from nlp.components import boundaries, concerns, identifiers, names, passages, tokenizer

__all__ = ["boundaries", "concerns", "identifiers", "names", "passages", "tokenizer"]
