"""Sentence boundaries that nobody marked: a small model of where one sentence runs into the next."""
