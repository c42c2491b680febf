"""Checks that a string of the right form really is what it looks like: checksums, areas, ordinary words."""

from __future__ import annotations

import re

POSTCODE_AREAS = frozenset(
    "ab al b ba bb bd bf bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex "
    "fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn "
    "np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw "
    "ub w wa wc wd wf wn wr ws wv yo ze".split()
)
ORDINAL_END = re.compile(r"(?:1st|2nd|3rd|[4-9]th|0th)$", re.IGNORECASE)
PLAIN_WORDS = frozenset(
    "the and for but not you all any can had her was one our out day get has him his how man new now old see two way "
    "who did its let put say she too use yes are due per via mls mgs hrs min yrs ago".split()
)


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(c for c in text if c.isdigit())


def nhs_number(text: str) -> bool:
    """Ten digits whose last is the modulus-11 check digit of the others."""
    number = digits(text)
    if len(number) != 10 or len(set(number)) == 1:
        return False
    check = 11 - sum(int(d) * w for d, w in zip(number, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(number[9]) and check != 10


def not_phone(text: str) -> bool:
    """Ten digits that no telephone number starts with."""
    return not digits(text).startswith("0")


def phone(text: str) -> bool:
    """A British number as dialled, or an international one written with its plus or double nought."""
    number = digits(text)
    if text.lstrip("(").startswith("+") or number.startswith("00"):
        return 9 <= len(number.removeprefix("00")) <= 15
    if number.startswith("44"):
        return len(number) in {12, 13} and number[2] in "012378"
    return number[0] == "0" and number[1] in "123578" and len(number) in {10, 11}


def local_phone(text: str) -> bool:
    """A number after a word such as "ring": too long for a service like 111, too short for an account."""
    return 6 <= len(digits(text)) <= 15 and not re.fullmatch(r"116 ?123|0?800.*|\d{4} ?[-/] ?\d{4}", text)


def email(text: str) -> bool:
    """An address with something on both sides and letters at its end."""
    return text[0].isalnum() and not text.rsplit(".", 1)[-1].isdigit()


def postcode(text: str) -> bool:
    """A real postcode area, and not a count followed by an ordinal ("W1 2nd floor")."""
    area = re.match(r"[a-z]+", text, re.IGNORECASE)
    if area is None or area[0].lower() not in POSTCODE_AREAS:
        return False
    return text.isupper() or not ORDINAL_END.search(text)


def plate(text: str) -> bool:
    """A plate in capitals that is not a number between ordinary words."""
    return text[-3:].lower() not in PLAIN_WORDS


def cued_plate(text: str) -> bool:
    """A plate after a word such as "registration": letters and digits, not a plain count."""
    letters = re.sub(r"[^a-z]", "", text.lower())
    if len(text.replace(" ", "")) < 5 and not text.isupper():
        return False
    return letters not in PLAIN_WORDS | {
        "a",
        "i",
        "am",
        "pm",
        "min",
        "mins",
        "st",
        "nd",
        "rd",
        "th",
        "at",
        "in",
        "for",
    }


def card(text: str) -> bool:
    """A payment card number, by the Luhn check."""
    number = [int(d) for d in reversed(digits(text))]
    doubled = [d * 2 - 9 * (d > 4) for d in number[1::2]]
    return len(set(number)) > 1 and (sum(number[::2]) + sum(doubled)) % 10 == 0


def iban(text: str) -> bool:
    """An international account number, by its modulus-97 check."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def has_digits(text: str) -> bool:
    """A reference: at least four of its characters are digits."""
    return len(digits(text)) >= 4


def address(text: str) -> bool:
    """A house number and a street, not a measure of a road ("5 miles of road")."""
    return not re.search(r"\b(?:\d+ ?(?:am|pm)|year|old)\b", text, re.IGNORECASE)
