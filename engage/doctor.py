"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from engage.extensions import db
from engage.models import (
    Contribution,
    Message,
    MessageState,
    MessageWay,
    Plan,
    Role,
    Screening,
    ScreeningStatus,
    State,
    User,
)
from engage.moderation.sealing import check_seals
from engage.theming.service import encoder_problem, set_aside


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``mend`` says what to do when it is not ``good``."""

    name: str
    good: bool
    found: str
    mend: str = ""


def examine(app: Flask) -> list[Finding]:
    """Look at everything; a check that cannot run is a bad finding, never a crash."""
    checks: tuple[tuple[str, Callable[[Flask], Finding]], ...] = (
        ("Settings", _settings),
        ("Database", _durability),
        ("Tables", _migrations),
        ("Plan", _plan),
        ("Design system files", _assets),
        ("Sentence encoder", _encoder),
        ("Staff", _staff),
        ("Screening", _screening),
        ("Analysis", _analysis),
        ("E-mail", _mail),
        ("Log of decisions", _log),
    )
    findings = []
    for name, check in checks:
        try:
            findings.append(check(app))
        except (SQLAlchemyError, OSError) as problem:
            db.session.rollback()
            findings.append(
                Finding(name, False, type(problem).__name__, "Check ENGAGE_DATABASE_URL, then: make migrate")
            )
    return findings


def _settings(app: Flask) -> Finding:
    config = app.config["ENGAGE"]
    if config.production and config.database_url.startswith("sqlite"):
        return Finding("Settings", False, "production on SQLite", "Set ENGAGE_DATABASE_URL to a PostgreSQL address.")
    if config.production and config.limiter_storage.startswith("memory"):
        mend = "Set ENGAGE_LIMITER_STORAGE to a Redis address, so that all processes count together."
        return Finding("Settings", False, "rate limits are counted in each process by itself", mend)
    return Finding("Settings", True, "production" if config.production else "embedded")


def _durability(_app: Flask) -> Finding:
    if db.engine.dialect.name == "sqlite":
        wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}
        found = {name: str(db.session.execute(text(f"PRAGMA {name}")).scalar()) for name in wanted}
    else:
        wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        found = {name: str(db.session.execute(text(f"SHOW {name}")).scalar()) for name in wanted}
    wrong = [f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value]
    mend = "A saved text could be lost in a power cut. Set these back in the database's settings."
    return Finding("Database", not wrong, "; ".join(wrong) or f"{db.engine.dialect.name}, safe to lose power", mend)


def _migrations(app: Flask) -> Finding:
    wanted = ScriptDirectory(app.extensions["migrate"].directory).get_current_head()
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return Finding("Tables", found == wanted, f"at {found}, newest is {wanted}", "Run: make migrate")


def _plan(_app: Flask) -> Finding:
    plan = db.session.scalar(select(Plan).order_by(Plan.id.desc()).limit(1))
    return Finding("Plan", plan is not None, plan.name if plan else "none", "Run: engage plan load FILE")


def _assets(app: Flask) -> Finding:
    folder = app.config["ENGAGE"].assets
    good = (folder / "nhsuk-frontend.min.css").is_file()
    return Finding("Design system files", good, "built" if good else "missing", "Run: make assets")


def _encoder(_app: Flask) -> Finding:
    problem = encoder_problem()
    return Finding("Sentence encoder", problem is None, "ready" if problem is None else "missing", problem or "")


def _staff(_app: Flask) -> Finding:
    count = db.session.scalar(select(func.count()).select_from(User).where(User.active.is_(True))) or 0
    open_roles = db.session.scalars(select(Role.name).where(Role.second_factor.is_(False))).all()
    if not count:
        return Finding("Staff", False, "nobody can sign in", "Run: engage staff invite NAME EMAIL --role administrator")
    note = f"; no second factor asked for: {', '.join(open_roles)}" if open_roles else ""
    return Finding("Staff", True, f"{count} accounts{note}")


def _screening(_app: Flask) -> Finding:
    failed = db.session.scalar(
        select(func.count())
        .select_from(Screening)
        .join(Contribution, Contribution.id == Screening.contribution_id)
        .where(Screening.status == ScreeningStatus.FAILED, Contribution.state == State.RECEIVED)
    )
    mend = "They wait in the queue, marked as not checked: a moderator reads each whole."
    return Finding("Screening", not failed, f"{failed or 0} texts could not be checked", mend)


def _analysis(_app: Flask) -> Finding:
    plan = db.session.scalar(select(Plan).order_by(Plan.id.desc()).limit(1))
    stuck = set_aside(plan) if plan else 0
    return Finding("Analysis", not stuck, f"{stuck} texts set aside after three tries", "Run: engage analyse --all")


def _log(app: Flask) -> Finding:
    check = check_seals(str(app.config["SECRET_KEY"]))
    told = f"{check.sealed} sealed, {check.waiting} wait for it"
    if check.good:
        return Finding("Log of decisions", True, f"{told}; the latest seal begins {check.latest[:16] or 'nowhere yet'}")
    mend = "Somebody altered them in the database, or the secret key is another one. Compare with a backup."
    return Finding("Log of decisions", False, f"{told}; {len(check.broken)} do not fit their seals", mend)


def _mail(app: Flask) -> Finding:
    config = app.config["ENGAGE"]
    by_mail = select(func.count()).select_from(Message).where(Message.way == MessageWay.EMAIL)
    waiting = db.session.scalar(by_mail.where(Message.state == MessageState.WAITING)) or 0
    tried = db.session.scalar(by_mail.where(Message.state == MessageState.WAITING, Message.attempts > 0)) or 0
    if config.mail == "smtp" and not config.mail_from:
        return Finding("E-mail", False, "no sender", "Set ENGAGE_MAIL_FROM to the address that letters come from.")
    if config.mail == "wait":
        mend = "Set ENGAGE_MAIL and the mail server in the settings; see docs/deploy.md."
        is_open = select(func.count()).select_from(Contribution).where(Contribution.state == State.REFERRED)
        cases = db.session.scalar(is_open) or 0
        told = f"not sent from here; {waiting} letters wait" + (
            f", and leads hear of no case ({cases} open)" if cases else ""
        )
        return Finding("E-mail", not waiting and not cases, told, mend)
    mend = "Check the mail server's name, port and password; the log says how it answered."
    return Finding("E-mail", not tried, f"{config.mail}; {waiting} letters wait, {tried} of them were refused", mend)
