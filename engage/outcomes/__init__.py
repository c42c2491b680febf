"""You said, we did: what became of what people said; and draft chapters, to read and to comment on."""
