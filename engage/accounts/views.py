"""Staff pages: what waits for me, sign-out, invitations."""

from __future__ import annotations

from flask import Blueprint, render_template

from engage.policies import Permission
from engage.web import public, requires

room = Blueprint("accounts", __name__)


@room.get("/staff")
@requires(Permission.STAFF_HOME)
def home() -> str:
    """What waits for the person who signed in."""
    return render_template("base.html")


@room.get("/sign-out")
@public
def sign_out() -> str:
    """Ask to sign out."""
    return render_template("base.html")
