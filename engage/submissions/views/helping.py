"""Help first, after words that worry us: in the language of the words, whatever language the page was in."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from engage.language import COOKIE, LANGUAGES, page_language
from engage.moderation.screening import alarming
from engage.submissions.tongues import LOOKED_THROUGH, guess_language


def needed(words: str) -> bool:
    """Whether help comes first: the words say that somebody may come to harm, or nobody here can look for that."""
    return alarming(words) or guess_language(words, page=page_language()) not in LOOKED_THROUGH


def help_page(words: str, *, onward: str, behind: str = "") -> str:
    """Where to find help now."""
    with force_locale(_spoken(words)):
        known = guess_language(words, page=page_language()) in LOOKED_THROUGH
        return render_template("submissions/help.html", onward=onward, behind=behind, known=known)


def panel(words: str, *, urgent: bool) -> Markup:
    """The numbers to ring, in the language of the words."""
    with force_locale(_spoken(words)):
        title = _("Help you can get now") if urgent else None
        return Markup(render_template("submissions/_help.html", urgent=urgent, title=title))  # noqa: S704 - escaped there


def _spoken(words: str) -> str:
    """The language to show help in: that of the words where we have it, unless another was just asked for."""
    guessed = guess_language(words, page=page_language())
    return guessed if guessed in LANGUAGES and COOKIE not in request.args else page_language()
