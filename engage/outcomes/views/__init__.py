"""Pages of outcomes and drafts. Importing this package puts every page on ``room``."""

from engage.outcomes.views import drafting, drafts, listening, outcomes, writing
from engage.outcomes.views.door import room

__all__ = ["drafting", "drafts", "listening", "outcomes", "room", "writing"]
