"""plan, HTTP."""

from flask import Blueprint

room = Blueprint("plan", __name__)
