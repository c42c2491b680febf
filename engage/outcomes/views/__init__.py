"""Pages of outcomes and drafts. Importing this package puts every page on ``room``."""

from engage.outcomes.views import drafting, drafts, outcomes, writing
from engage.outcomes.views.door import room

__all__ = ["drafting", "drafts", "outcomes", "room", "writing"]
