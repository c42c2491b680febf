"""Settings: one frozen value read from the environment; the defaults run on a laptop."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
_TREE = Path(__file__).resolve().parent / "_tree"
ROOT = _TREE if _TREE.is_dir() else _CHECKOUT
"""Where templates/, static/ and migrations/ are: inside the installed package, or in the checkout."""


MAIL = ("wait", "smtp", "file", "console")
"""What becomes of e-mail: it waits in the outbox, goes to a mail server, into ``var/mail``, or onto the screen."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that differs between installations. See docs/deploy.md for the meaning of each variable."""

    production: bool = False
    secret_key: str
    var: Path
    database_url: str
    encoder: Path
    assets: Path
    plan_file: Path | None = None
    session_hours: int = 12
    max_upload_mb: int = 25
    draft_days: int = 30
    rate_limits: bool = True
    limiter_storage: str = "memory://"
    broker_url: str | None = None
    proxies: int = 0
    embedded_worker: bool = True
    site_url: str = ""
    mail: str = "wait"
    mail_server: str = "localhost"
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str | None = None
    mail_password: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """Read settings from ``env``.

        Raises:
            ValueError: production mode without ENGAGE_SECRET_KEY.
        """
        production = env.get("ENGAGE_ENV", "embedded") == "production"
        var = Path(env.get("ENGAGE_VAR", "var")).resolve()
        key = env.get("ENGAGE_SECRET_KEY") or ("" if production else _kept_secret(var))
        if len(key) < 32:
            message = "Set ENGAGE_SECRET_KEY to at least 32 random characters: python -c 'import secrets; print(secrets.token_hex())'"
            raise ValueError(message)
        return cls(
            production=production,
            secret_key=key,
            var=var,
            database_url=env.get("ENGAGE_DATABASE_URL", f"sqlite:///{var / 'engage.db'}"),
            encoder=Path(env.get("ENGAGE_ENCODER", str(var / "encoder"))).resolve(),
            assets=Path(env.get("ENGAGE_ASSETS", str(var / "assets"))).resolve(),
            plan_file=Path(env["ENGAGE_PLAN"]) if env.get("ENGAGE_PLAN") else None,
            limiter_storage=env.get("ENGAGE_LIMITER_STORAGE", "memory://"),
            broker_url=env.get("ENGAGE_BROKER_URL"),
            draft_days=int(env.get("ENGAGE_DRAFT_DAYS", "30")),
            proxies=int(env.get("ENGAGE_PROXIES", "0")),
            embedded_worker=env.get("ENGAGE_EMBEDDED_WORKER", "0" if production else "1") == "1",
            site_url=env.get("ENGAGE_SITE_URL", "").rstrip("/"),
            mail=_one_of(env, "ENGAGE_MAIL", MAIL),
            mail_server=env.get("ENGAGE_MAIL_SERVER", "localhost"),
            mail_port=int(env.get("ENGAGE_MAIL_PORT", "587")),
            mail_security=_one_of(env, "ENGAGE_MAIL_SECURITY", ("starttls", "tls", "none")),
            mail_user=env.get("ENGAGE_MAIL_USER"),
            mail_password=env.get("ENGAGE_MAIL_PASSWORD"),
            mail_from=env.get("ENGAGE_MAIL_FROM"),
        )

    def flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "TESTING": self.testing,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # an error in the log holds nobody's words
            "MAX_CONTENT_LENGTH": self.max_upload_mb * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 500,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_NAME": "__Host-session" if self.production else "session",
            "PERMANENT_SESSION_LIFETIME": self.session_hours * 3600,
            "WTF_CSRF_TIME_LIMIT": None,  # nothing times out while a person is writing
            "API_TITLE": "Engage",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api",
            "OPENAPI_JSON_PATH": "openapi.json",
            "API_SPEC_OPTIONS": {
                "info": {"description": "Read what people said, and how many said it. Words are exactly as approved."},
                "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            },
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": self.limiter_storage,
            "RATELIMIT_HEADERS_ENABLED": True,
            "MAIL_BACKEND": "locmem" if self.mail == "memory" else ("dummy" if self.mail == "wait" else self.mail),
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USE_TLS": self.mail_security == "starttls",
            "MAIL_USE_SSL": self.mail_security == "tls",
            "MAIL_USERNAME": self.mail_user,
            "MAIL_PASSWORD": self.mail_password,
            "MAIL_DEFAULT_SENDER": self.mail_from,
            "MAIL_FILE_PATH": str(self.var / "mail"),
            "MAIL_TIMEOUT": 20,
            "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/csv", "application/json", "image/svg+xml"],
        }


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The setting called ``name``, by default the first allowed word.

    Raises:
        ValueError: any other word.
    """
    value = env.get(name, allowed[0])
    if value not in allowed:
        message = f"Set {name} to one of: {', '.join(allowed)}"
        raise ValueError(message)
    return value


def _kept_secret(var: Path) -> str:
    """A secret made once and kept beside the embedded database, so that a restart signs nobody out."""
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
