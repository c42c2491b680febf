"""Staff pages: what waits for me, sign-out, invitations, roles."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.accounts import queries, service
from engage.accounts.forms import ROLE_NAMES, InviteForm, PasswordForm, RolesForm
from engage.errors import InputError, NotFoundError
from engage.extensions import begin_writing, db
from engage.models import Role, User, current_plan
from engage.policies import Permission, RoleName
from engage.web import public, requires

room = Blueprint("accounts", __name__)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError("There is no such account.")
    return user


@room.get("/staff")
@requires(Permission.STAFF_HOME)
def home() -> str:
    """What waits for the person who signed in."""
    return render_template("accounts/home.html", waiting=queries.waiting_for(current_plan(), current_user))


@room.get("/sign-out")
@public
def sign_out() -> str:
    """Ask to sign out; the button posts."""
    return render_template("accounts/sign_out.html")


@room.route("/staff/people", methods=["GET", "POST"])
@requires(Permission.MANAGE_STAFF)
def staff() -> str | Response:
    """Everybody with an account, and the form that invites one more."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    form = InviteForm()
    form.offer(plan)
    if form.validate_on_submit():
        try:
            user = service.invite(
                current_user,
                name=form.name.data,
                email=form.email.data,
                roles=[RoleName(role) for role in form.roles.data],
                chapters=queries.chapters_of(plan, form.chapters.data),
                second_factor=current_app.config["ENGAGE"].production,
            )
        except InputError as problem:
            form.form_errors.append(str(problem))
        else:
            db.session.commit()
            return redirect(url_for("accounts.invitation", user_id=user.id), 303)
    return render_template(
        "accounts/staff.html", form=form, people=queries.staff(), roles=queries.roles(), names=ROLE_NAMES
    )


@room.get("/staff/people/<int:user_id>/invitation")
@requires(Permission.MANAGE_STAFF)
def invitation(user_id: int) -> str:
    """The link to give to the person."""
    user = _user(user_id)
    if user.password is not None:
        raise NotFoundError("This person has signed in already. Start their account again to make a new invitation.")
    link = url_for("accounts.welcome", token=service.invitation(user, _key()), _external=True)
    return render_template("accounts/invitation.html", user=user, link=link, days=service.INVITATION_DAYS)


@room.route("/staff/people/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_STAFF)
def person(user_id: int) -> str | Response:
    """One person's roles and chapters."""
    if request.method == "POST":
        begin_writing()
    plan, user = current_plan(), _user(user_id)
    form = RolesForm(roles=[role.name for role in user.roles], chapters=[chapter.slug for chapter in user.chapters])
    form.offer(plan)
    if form.validate_on_submit():
        try:
            service.set_roles(
                current_user,
                user,
                roles=[RoleName(role) for role in form.roles.data],
                chapters=queries.chapters_of(plan, form.chapters.data),
                second_factor=current_app.config["ENGAGE"].production,
            )
        except InputError as problem:
            form.form_errors.append(str(problem))
        else:
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("accounts.staff"), 303)
    return render_template("accounts/person.html", form=form, user=user, names=ROLE_NAMES)


@room.post("/staff/people/<int:user_id>/close")
@requires(Permission.MANAGE_STAFF)
def close(user_id: int) -> Response:
    """Close an account."""
    begin_writing()
    service.close(current_user, _user(user_id))
    db.session.commit()
    flash("The account is closed. The person is signed out everywhere.")
    return redirect(url_for("accounts.staff"), 303)


@room.post("/staff/people/<int:user_id>/again")
@requires(Permission.MANAGE_STAFF)
def start_again(user_id: int) -> Response:
    """Let somebody start again with a new invitation."""
    begin_writing()
    user = _user(user_id)
    service.start_again(current_user, user)
    db.session.commit()
    return redirect(url_for("accounts.invitation", user_id=user.id), 303)


@room.post("/staff/roles/<int:role_id>/second-factor")
@requires(Permission.MANAGE_STAFF)
def second_factor(role_id: int) -> Response:
    """Ask everybody with a role for a second factor, or stop asking."""
    begin_writing()
    role = db.session.get(Role, role_id)
    if role is None:
        raise NotFoundError("There is no such role.")
    service.set_second_factor(current_user, role, needed=request.form.get("needed") == "yes")
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("accounts.staff"), 303)


@room.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> str | Response:
    """Accept an invitation: choose a password."""
    if request.method == "POST":
        begin_writing()
    user = service.invited(token, _key())
    form = PasswordForm()
    if form.validate_on_submit():
        service.accept(token, _key(), form.password.data)
        db.session.commit()
        flash("Your password is set. Sign in with it now.")
        return redirect(url_for("security.login"), 303)
    return render_template("accounts/welcome.html", form=form, user=user)
