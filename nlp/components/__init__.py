"""The pipeline's spaCy components. Importing this package registers them all."""

from nlp.components import boundaries, concerns, give_aways, identifiers, names, passages, tokenizer

__all__ = ["boundaries", "concerns", "give_aways", "identifiers", "names", "passages", "tokenizer"]
