"""The public room's blueprint, and the cookie with the private code, for its views."""

from __future__ import annotations

from flask import Blueprint, request

from engage.private_code import RECEIPT_SECONDS, drop_code, held_code, keep_code, site_key

__all__ = ["RECEIPT_SECONDS", "drop_code", "held_code", "keep_code", "room", "site_key"]

room = Blueprint("submissions", __name__)


@room.before_request
def _no_floods() -> None:
    """No page here takes a file. The longest text, in a script of many bytes a letter, stays far below this."""
    request.max_content_length = request.max_form_memory_size = 8 * 1024 * 1024
