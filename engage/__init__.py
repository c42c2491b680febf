"""The web application: a factory and nothing else. What it builds from is imported when it is called: commands on texts need none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engage.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application from ``config``, or from the environment."""
    from flask import Flask
    from flask_security import SQLAlchemyUserDatastore

    from engage import models, web
    from engage.accounts.sign_in import SECURITY, prepare_sign_in
    from engage.assets import serve_assets
    from engage.config import ROOT, Config
    from engage.extensions import compress, csrf, db, json_api, limiter, mail, migrate, security
    from engage.language import prepare_languages
    from engage.rooms import API, ROOMS

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
    serve_assets(app, config)
    return app
