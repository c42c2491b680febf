"""The text pipeline: screening, passages, mapping, themes. No web, no database, nothing leaves this computer."""
