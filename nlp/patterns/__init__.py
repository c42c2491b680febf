"""Rules and word lists that screening is built from; the lists are plain text that anyone can edit."""
