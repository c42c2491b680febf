"""theming, HTTP."""

from flask import Blueprint

room = Blueprint("theming", __name__)
