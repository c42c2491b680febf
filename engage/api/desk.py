"""Where a member of staff makes and ends the tokens with which their programs read."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from engage.api import tokens
from engage.extensions import begin_writing, db
from engage.models import ApiToken, Scope
from engage.policies import Permission
from engage.web import requires

desk = Blueprint("tokens", __name__, url_prefix="/staff/tokens")

_SCOPES = {
    Scope.THEMES: "The themes of each chapter",
    Scope.QUOTES: "What may be quoted, word for word",
    Scope.EVIDENCE: "How many people spoke to each chapter",
}


class TokenForm(FlaskForm):
    """A new token."""

    name = StringField(
        "What is it for?", [InputRequired("Say what it is for."), Length(max=80, message="Use 80 characters or fewer.")]
    )
    scopes = SelectMultipleField("What may it read?", [InputRequired("Choose what it may read.")])
    days = RadioField("For how long?", choices=[("30", "A month"), ("91", "Three months"), ("365", "A year")], default="91")  # fmt: skip


def _page(form: TokenForm, made: tuple[ApiToken, str] | None = None) -> str:
    return render_template(
        "api/tokens.html", form=form, tokens=tokens.tokens_of(current_user), made=made, scopes=_SCOPES
    )


def _form() -> TokenForm:
    form = TokenForm()
    form.scopes.choices = [(str(scope), _SCOPES[scope]) for scope in tokens.scopes_open_to(current_user)]
    return form


@desk.get("")
@requires(Permission.READ_BY_PROGRAM)
def page() -> str:
    """My tokens, and the form that makes one more."""
    return _page(_form())


@desk.post("")
@requires(Permission.READ_BY_PROGRAM)
def make() -> str | tuple[str, int]:
    """Make a token, and show its secret this once."""
    begin_writing()
    form = _form()
    if not form.validate():
        return _page(form), 400
    made = tokens.issue(
        current_user,
        form.name.data,
        [Scope(scope) for scope in form.scopes.data],
        int(form.days.data),
        key=current_app.config["SECRET_KEY"],
    )
    db.session.commit()
    return _page(_form(), made)


@desk.post("/<int:token_id>/end")
@requires(Permission.READ_BY_PROGRAM)
def end(token_id: int) -> Response:
    """End a token at once."""
    begin_writing()
    tokens.end(current_user, token_id)
    db.session.commit()
    flash("The token has ended. Programs cannot read with it any more.")
    return redirect(url_for(".page"))
