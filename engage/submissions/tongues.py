"""Which language somebody wrote in: a guess, so that a moderator knows what they are about to read."""

from __future__ import annotations

import re

_COMMON = {
    "en": "the and was not they have with that this for you are were had when who would could my it",
    "pl": "się nie jest że na do z to jak ale mnie było dla przez czy bardzo mam są lekarz już oraz mi",
    "lt": "ir kad yra ne buvo man aš su bet į iš kaip labai už tai nuo gydytojas pas mano reikia jau",
    "pt": "que não de para com uma foi os eu mas por muito é da em um ao minha médico estava mais",
    "ro": "și nu să este am că la pe cu din mai un o fost foarte pentru dar au medic care mi",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_LETTERS = {
    "pl": "ąćęłńśźż", "lt": "ąčęėįšųūž", "pt": "ãõçâêôáéíóú", "ro": "ăâîșțşţ",
}  # fmt: skip
_SCRIPTS = (
    ("uk", r"[іїєґ]"), ("ru", r"[а-я]"), ("ar", r"[\u0600-\u06ff]"), ("he", r"[\u0590-\u05ff]"), ("el", r"[α-ω]"),
    ("hi", r"[\u0900-\u097f]"), ("bn", r"[\u0980-\u09ff]"), ("pa", r"[\u0a00-\u0a7f]"), ("ta", r"[\u0b80-\u0bff]"),
    ("th", r"[\u0e00-\u0e7f]"), ("ja", r"[\u3040-\u30ff]"), ("ko", r"[\uac00-\ud7af]"), ("zh", r"[\u4e00-\u9fff]"),
)  # fmt: skip
NAMES = {
    "en": "English", "pl": "Polish", "lt": "Lithuanian", "pt": "Portuguese", "ro": "Romanian", "uk": "Ukrainian",
    "ru": "Russian", "ar": "Arabic", "he": "Hebrew", "el": "Greek", "hi": "Hindi", "bn": "Bengali", "pa": "Punjabi",
    "ta": "Tamil", "th": "Thai", "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
}  # fmt: skip
"""The languages that can be guessed, in English."""
LOOKED_THROUGH = frozenset({"en", "pl", "lt", "pt", "ro"})
"""The languages in which words of danger are known: English well, the others only the plainest wordings."""
_LOOKED_AT = 4_000
_FEW = 3


def guess_language(text: str, *, page: str = "en") -> str:
    """The language of ``text`` as a two-letter code; when the words do not tell, the language of the ``page``."""
    sample = text[:_LOOKED_AT].lower()
    letters = sum(c.isalpha() for c in sample)
    for code, pattern in _SCRIPTS:
        found = len(re.findall(pattern, sample))
        if found and found * (20 if code == "uk" else 3) > letters:
            return code
    words = re.findall(r"[^\W\d_]+", sample)
    scores = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    for code, special in _LETTERS.items():
        scores[code] += sum(c in special for c in sample) // 2
    best = max(scores, key=lambda code: (scores[code], code == page))
    if scores[best] < _FEW or (scores[best] < 2 * scores[page] and best != page):
        return page
    return best
