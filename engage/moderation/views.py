"""moderation, HTTP."""

from flask import Blueprint

room = Blueprint("moderation", __name__)
