"""Concerns: what in a text needs a person sooner or with care. A lexicon, a linear model over words, and the encoder."""
