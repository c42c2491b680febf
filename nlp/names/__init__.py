"""Names of people: lists of given names and surnames, and the recogniser."""
