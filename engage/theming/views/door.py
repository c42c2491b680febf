"""The blueprint of themes, and of where contributions belong, for its views."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("theming", __name__)

NUMBER = "int(max=2147483647)"
