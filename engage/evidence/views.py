"""evidence, HTTP."""

from flask import Blueprint

room = Blueprint("evidence", __name__)
