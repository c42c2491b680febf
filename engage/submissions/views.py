"""The public pages."""

from flask import Blueprint

from engage.web import public

room = Blueprint("submissions", __name__)


@room.get("/")
@public
def home() -> str:
    return ""


@room.get("/give")
@public
def start() -> str:
    return ""


@room.get("/voices")
@public
def browse() -> str:
    return ""


@room.get("/receipt")
@public
def receipt_sign_in() -> str:
    return ""


@room.get("/about/<page>")
@public
def about(page: str) -> str:
    return page
