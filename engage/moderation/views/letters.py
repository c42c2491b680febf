"""The wording of letters, and letters that a person has to send."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import NotFoundError
from engage.extensions import begin_writing, db
from engage.messages import done_by_hand
from engage.models import current_plan
from engage.moderation import letters as wording
from engage.moderation.by_hand import letters_by_hand
from engage.moderation.desk_forms import LetterForm
from engage.moderation.views.door import room
from engage.policies import Permission
from engage.web import requires


@room.get("/staff/letters")
@requires(Permission.MODERATE)
def letters() -> str:
    """Every letter as it is now."""
    plan = current_plan()
    texts = [(name, called, wording.text_of(plan, name)) for name, called in wording.CALLED.items()]
    return render_template("moderation/letters.html", texts=texts)


@room.get("/staff/letters/<name>")
@requires(Permission.MODERATE)
def letter(name: str) -> str:
    """One letter in its form."""
    return _page(name, LetterForm(data={"text": wording.text_of(current_plan(), _known(name))}))


@room.post("/staff/letters/<name>")
@requires(Permission.MODERATE)
def change_letter(name: str) -> AnyResponse | tuple[str, int]:
    """Keep new words for a letter; what people were told before stays as it was."""
    begin_writing()
    form = LetterForm()
    if not form.validate():
        return _page(_known(name), form), 400
    wording.change_letters(current_user, current_plan(), {_known(name): form.text.data})
    db.session.commit()
    flash("The letter was saved.")
    return redirect(url_for("moderation.letters"), 303)


def _known(name: str) -> str:
    if name not in wording.CALLED:
        raise NotFoundError("There is no such letter.")
    return name


def _page(name: str, form: LetterForm) -> str:
    plan = current_plan()
    sample = wording.filled_in(form.text.data or "", plan, "7K4P-2M9QX")
    return render_template(
        "moderation/letter.html", form=form, name=name, called=wording.CALLED[_known(name)], sample=sample
    )


@room.get("/staff/to-send")
@requires(Permission.MODERATE)
def by_hand() -> str:
    """Letters to ring through or to post, with how to reach whom they are for."""
    found = letters_by_hand(current_user, current_app.config["ENGAGE"].site_url)
    return render_template("moderation/by_hand.html", letters=found)


@room.post("/staff/to-send/<int:message_id>")
@requires(Permission.MODERATE)
def sent_by_hand(message_id: int) -> AnyResponse:
    """Note that it was done."""
    begin_writing()
    done_by_hand(message_id, by=current_user)
    db.session.commit()
    flash("Noted.")
    return redirect(url_for("moderation.by_hand"), 303)
