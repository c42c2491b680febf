"""The web application: a factory and nothing else."""

from __future__ import annotations

from flask import Flask
from flask_security import SQLAlchemyUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from engage import models, web
from engage.accounts.sign_in import SECURITY, prepare_sign_in
from engage.config import ROOT, Config
from engage.extensions import compress, csrf, db, json_api, limiter, mail, migrate, security
from engage.language import prepare_languages
from engage.rooms import API, ROOMS


def create_app(config: Config | None = None) -> Flask:
    """Build the application from ``config``, or from the environment."""
    config = config or Config.from_env()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(config.flask() | SECURITY | {"ENGAGE": config})
    web.prepare_templates(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    mail.state = mail.init_app(app)
    prepare_languages(app)
    prepare_sign_in(app, security, SQLAlchemyUserDatastore(db, models.User, models.Role))
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)
    json_api.init_app(app)
    json_api.register_blueprint(API)
    web.prepare_errors(app)
    _serve_assets(app, config)
    return app


def _serve_assets(app: Flask, config: Config) -> None:
    """The NHS design system's files, as npm installed them, and our own few, with long cache times."""
    static = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=3600)
    if config.assets.is_dir():
        static.add_files(str(config.assets), prefix="nhsuk/")
        static.add_files(str(config.assets / "assets"), prefix="assets/")
    app.wsgi_app = static  # type: ignore[method-assign]
    if config.proxies:  # the visitor's own address and scheme, as the proxies before us say
        app.wsgi_app = ProxyFix(static, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
