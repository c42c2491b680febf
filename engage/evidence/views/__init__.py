"""Pages of the evidence. Importing this package puts every page on ``room``."""

from engage.evidence.views import coverage, endorsing, packs, pages, register, sheets
from engage.evidence.views.door import room

__all__ = ["coverage", "endorsing", "packs", "pages", "register", "room", "sheets"]
