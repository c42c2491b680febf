"""An author's own Word file, there and back: read with suspicion, given back with nothing changed but what was added."""
