"""What counts as one token: a word with its apostrophes, a mark, or a run of white space; and as a word that is said."""

from __future__ import annotations

import re

TOKEN = re.compile(r"['’]s(?![^\W_])|[^\W_]+(?:['’](?!s(?![^\W_]))[^\W_]+)*|\s+|[^\w\s]|_+", re.IGNORECASE)
SPOKEN = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+){0,3}|(?<![0-9])[0-9]{3}(?![0-9])")
