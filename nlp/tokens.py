"""What counts as one token: a word with its apostrophes, a mark, or a run of white space."""

from __future__ import annotations

import re

TOKEN = re.compile(r"['’]s(?![^\W_])|[^\W_]+(?:['’](?!s(?![^\W_]))[^\W_]+)*|\s+|[^\w\s]|_+", re.IGNORECASE)
