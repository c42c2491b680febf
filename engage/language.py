"""The languages of the pages where people give their words: catalogues, who reads in which, and plan texts.

A catalogue is ``translations/<language>.po``, read as it is: there is nothing to compile, so nothing can be stale. A
visitor chooses by a link (``?language=pl``), without a script, and a cookie that lasts as long as the browser is open
keeps it. The other pages and the staff's stay English.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, Domain, format_date, get_locale
from markupsafe import Markup

from engage.config import ROOT
from engage.models import Plan

LANGUAGES = {"en": "English", "pl": "Polski", "lt": "Lietuvių", "pt": "Português", "ro": "Română"}
ENGLISH = "en"
COOKIE = "language"
_TRANSLATED = ("/give", "/receipt")


@cache
def catalogue(language: str) -> NullTranslations:
    """What is said in ``language``; English, or a language without a file, says everything as it stands."""
    path = ROOT / "translations" / f"{language}.po"
    if language not in LANGUAGES or not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def speaking(language: str) -> Callable[..., str]:
    """Says our own texts in ``language``, their blanks filled in: for letters, which belong to no page."""
    known = catalogue(language)

    def say(text: str, **blanks: object) -> str:
        return str(known.gettext(text)) % blanks

    return say


class Catalogues(Domain):
    """Looks words up in the catalogue of the page's language."""

    def get_translations(self) -> NullTranslations:
        """The catalogue for this page or letter."""
        locale = get_locale()
        return catalogue(locale.language if locale else ENGLISH)


class Languages(Babel):
    """Flask-Babel with our catalogues."""

    domain_instance = Catalogues()


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _cookie() -> str:
    return f"__Host-{COOKIE}" if _secure() else COOKIE


def chosen() -> str:
    """The language that this visitor chose, on this page or before."""
    asked = request.args.get(COOKIE) or request.cookies.get(_cookie()) or ENGLISH
    return asked if asked in LANGUAGES else ENGLISH


def page_language() -> str:
    """The language that the present page or letter is written in."""
    locale = get_locale()
    return str(locale.language) if locale else ENGLISH


def _select() -> str:
    return chosen() if has_request_context() and request.path.startswith(_TRANSLATED) else ENGLISH


def other_languages() -> list[dict[str, object]]:
    """The languages that this page can be read in, each with the address that changes to it."""
    path = request.path if request.path.startswith(_TRANSLATED) else "/give"
    kept = {name: value for name, value in request.args.items() if name != COOKIE} if path == request.path else {}
    present = page_language()
    return [
        {"code": code, "name": name, "href": f"{path}?{urlencode(kept | {COOKIE: code})}", "here": code == present}
        for code, name in LANGUAGES.items()
    ]


def plan_text(plan: Plan | None, text: str) -> str:
    """A text of the plan in the page's language, from the plan's own translations; else marked as English."""
    language = page_language()
    known = (plan.wording.get("translations", {}) if plan else {}).get(language, {})
    if language == ENGLISH or not text:
        return text
    return known[text] if text in known else Markup('<span lang="en">{}</span>').format(text)


def local_date(day: date) -> str:
    """A day as people write it in the page's language."""
    return str(format_date(day, "long", rebase=False))


def _keep(response: Response) -> Response:
    asked = request.args.get(COOKIE)
    if asked in LANGUAGES:
        response.set_cookie(_cookie(), asked, path="/", httponly=True, samesite="Lax", secure=_secure())
    return response


def prepare_languages(app: Flask) -> None:
    """Let pages be read in the languages that there are catalogues for."""
    Languages().init_app(app, locale_selector=_select)
    app.after_request(_keep)
