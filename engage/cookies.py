"""Every cookie that this site can set. The page about cookies is made from this list, and a test holds the site to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cookie:
    """A cookie: its name (over TLS with ``__Host-`` before it), what it is for, and when it goes."""

    name: str
    purpose: str
    goes: str


COOKIES = (
    Cookie(
        "session",
        "It keeps your forms safe, so that nobody else can send them for you. It also keeps your receipt open while you look at it. When staff sign in, it keeps them signed in.",
        "when you close your browser, or after 12 hours",
    ),
    Cookie(
        "code",
        "It holds your private code while you answer, so that you do not lose your place. Then it shows you your receipt.",
        "when you close your browser, or half an hour after you send",
    ),
    Cookie(
        "matters",
        "It is set only if you press the button that says something matters to you too. It remembers what you pressed, so that each person counts once, and so that you can take it back.",
        "after a year",
    ),
    Cookie(
        "language",
        "It is set only if you choose another language. It remembers which one.",
        "when you close your browser",
    ),
)
