"""Two people in one form: whoever saves second is told what the first one saved, and decides."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import request
from flask_wtf import FlaskForm

FIELD = "seen"
OVERTAKEN = (
    "Somebody else saved this while you had it open. What they saved is shown below. "
    "Nothing of yours is lost: change it as it should be, and save again."
)


def stamp(data: dict[str, Any]) -> str:
    """Names what a form began with; anything changed in it gives another name."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]


def overtaken(data: dict[str, Any]) -> bool:
    """Whether what is stored is not what the form that was sent began with."""
    began = request.form.get(FIELD)
    return bool(began) and began != stamp(data)


def theirs(form: FlaskForm, data: dict[str, Any]) -> list[tuple[str, str]]:
    """What is stored now and differs from what was sent: each field's label with its words."""
    told = []
    for field in form:
        stored = data.get(field.name)
        if field.name in data and (stored or "") != (field.data or ""):
            told.append((field.label.text, _words(stored)))
    return told


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(" | ".join(one) if isinstance(one, list) else str(one) for one in value) or "nothing"
    return str(value) if value not in {None, ""} else "nothing"
