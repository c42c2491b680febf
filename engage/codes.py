"""Codes that people read aloud: references, private codes. Crockford's base 32, no letters that look like digits."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _check(characters: str) -> str:
    """A weighted check character: catches any one wrong character and any two neighbours swapped."""
    return ALPHABET[sum((place + 2) * ALPHABET.index(c) for place, c in enumerate(characters)) % 31]


def tidy(code: str) -> str:
    """A typed code as it is kept: no spaces or dashes, capitals, letters that look like digits put right."""
    return "".join(c for c in code.upper().translate(_MISREAD) if c in ALPHABET)


def new_reference() -> str:
    """A public reference such as ``7K4P-2M9QX``: 8 random characters and a check character."""
    body = _random(8)
    return f"{body[:4]}-{body[4:]}{_check(body)}"


def read_reference(typed: str) -> str | None:
    """The reference that was meant, or None when it cannot be one."""
    code = tidy(typed)
    if len(code) != 9 or _check(code[:8]) != code[8]:
        return None
    return f"{code[:4]}-{code[4:]}"


def new_private_code() -> str:
    """A private code of 100 random bits in five groups of four."""
    body = _random(20)
    return "-".join(body[i : i + 4] for i in range(0, 20, 4))


def in_groups(code: str | None) -> list[str]:
    """A private code in groups of four, as it is shown and read out."""
    plain = tidy(code or "")
    return [plain[i : i + 4] for i in range(0, len(plain), 4)]


def hash_private_code(code: str, key: str) -> str:
    """What is stored instead of the code: a hash keyed with the site's secret."""
    return hmac.new(key.encode(), tidy(code).encode(), hashlib.sha256).hexdigest()
