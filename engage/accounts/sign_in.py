"""How Flask-Security is set up: staff only, by invitation, with a second factor and a lock after wrong tries."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from flask import Flask, redirect, request, url_for
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    current_user,
    user_authenticated,
    user_failed_authn,
)
from werkzeug.wrappers import Response

from engage.extensions import db, limiter
from engage.models import User

ISSUER = "Local health plan"

SECURITY: dict[str, Any] = {
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_POST_LOGIN_VIEW": "/staff",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_TRACKABLE": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/staff",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_TOTP_ISSUER": ISSUER,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (  # one answer for strangers, wrong passwords and locked accounts
        "The email address or the password is not right. After 5 wrong tries an account is locked for 15 minutes.",
        "error",
    ),
    "SECURITY_MSG_UNAUTHENTICATED": ("Sign in to see that page.", "error"),
    "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": ("Sign in first, with your email address and password.", "error"),
    "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": ("That code is not right. Codes change every 30 seconds.", "error"),
}

_WITHOUT_SECOND_FACTOR = frozenset({"static", "accounts.sign_out", None})


def prepare_sign_in(app: Flask, security: Security, users: SQLAlchemyUserDatastore) -> None:
    """Wire staff accounts into the application."""
    key = str(app.config["SECRET_KEY"]).encode()
    app.config["SECURITY_PASSWORD_SALT"] = hashlib.sha256(b"password" + key).hexdigest()
    app.config["SECURITY_TOTP_SECRETS"] = {"1": hashlib.sha256(b"second factor" + key).hexdigest()}
    recovery = hashlib.sha256(b"recovery codes" + key).digest()
    app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"] = [base64.urlsafe_b64encode(recovery)]
    security.init_app(app, users)
    for endpoint in ("security.login", "security.two_factor_token_validation", "security.mf_recovery"):
        limited = limiter.limit("60/minute", methods=["POST"])(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited  # type: ignore[assignment]
    user_failed_authn.connect(_remember_failure, app, weak=False)
    user_authenticated.connect(_forget_failures, app, weak=False)
    app.before_request(_ask_for_second_factor)


def _remember_failure(_app: Flask, **_details: object) -> None:
    """The count of wrong tries outlives the refused request."""
    db.session.commit()


def _forget_failures(_app: Flask, user: User, **_details: object) -> None:
    user.failed_sign_ins, user.locked_until = 0, None
    db.session.commit()


def _ask_for_second_factor() -> Response | None:
    """Somebody whose role has come to need a second factor sets it up before anything else."""
    if request.blueprint == "security" or request.endpoint in _WITHOUT_SECOND_FACTOR:
        return None
    if isinstance(current_user._get_current_object(), User):  # noqa: SLF001 - the proxy's own way to its object
        person: User = current_user
        if person.needs_second_factor and not person.tf_primary_method:
            return redirect(url_for("security.two_factor_setup"))
    return None
