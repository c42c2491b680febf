"""quotes, HTTP."""

from flask import Blueprint

room = Blueprint("quotes", __name__)
