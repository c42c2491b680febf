"""See the map of the house in README.md."""
