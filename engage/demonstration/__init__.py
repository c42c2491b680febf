"""A site with something to show: our own written contributions, events, decisions and people. Never in production."""
