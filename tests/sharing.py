"""What one process of a run keeps together: tests that share something dear, made once (a walk, a served site).

pytest-xdist's own groups are not used: with pytest 9.2 their names are lost on the way, and every process made everything.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

ROUNDS = frozenset({"tests/house/test_pages.py", "tests/house/test_routes.py"})
"""They look at what one walk through the house found, on each database."""


class Together(LoadScopeScheduling):
    """Gives out the tests that belong together first, the larger lots before the smaller, and then the others singly."""

    def _split_scope(self, nodeid: str) -> str:
        """What a test belongs to."""
        file = nodeid.split("::", maxsplit=1)[0]
        if file in ROUNDS:
            return "rounds on PostgreSQL" if "[postgresql" in nodeid else "rounds on SQLite"
        if file.startswith("tests/journeys/") or file == "tests/house/test_public_pages.py":
            return file
        return nodeid
