"""Themes to and from plain JSON values: a THEMES.json of the command line, a column of a database."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nlp.results import Theme
from nlp.themes.model import ThemeModel, pack, unpack
from nlp.themes.quotes import Quote
from nlp.themes.space import Vectors

SHAPE = 1  # of the values written; raised when a reader would misread them


class ThemesUnreadable(ValueError):  # noqa: N818 - the name says it
    """Values that are not themes, or of another shape; the message says what is wrong."""


def to_values(
    model: ThemeModel, quotes: Mapping[str, Sequence[tuple[str, Quote]]] | None = None
) -> list[dict[str, Any]]:
    """One dictionary for each theme, of JSON types only; ``quotes`` by theme are pairs of a text's id and its quote."""
    owners = np.array(model.owners, dtype=object)
    return [
        {
            "id": theme.id,
            "name": theme.name,
            "keywords": list(theme.keywords),
            "size": theme.size,
            "quotes": [{"id": i, "start": q.start, "end": q.end} for i, q in (quotes or {}).get(theme.id, ())],
            "description": theme.description,
            "people": theme.people,
            "parent": theme.parent,
            "landmarks": base64.b64encode(pack(model.landmarks[owners == theme.id]).tobytes()).decode("ascii"),
            "dimension": int(model.landmarks.shape[1]),
            "least_likeness": model.least_likeness,
            "familiar": model.familiar,
            "encoder": model.encoder,
            "shape": SHAPE,
        }
        for theme in model.themes
    ]


def from_values(values: Sequence[Mapping[str, Any]]) -> ThemeModel:
    """The model behind ``to_values``. Raises ThemesUnreadable."""
    themes: list[Theme] = []
    landmarks: list[Vectors] = []
    owners: list[str] = []
    try:
        for value in values:
            if value["shape"] != SHAPE:
                raise ThemesUnreadable(f"themes of shape {value['shape']}, not {SHAPE}")
            themes.append(_theme(value))
            packed = np.frombuffer(base64.b64decode(value["landmarks"], validate=True), np.int8)
            landmarks.append(unpack(packed.reshape(-1, int(value["dimension"]))))
            owners += [str(value["id"])] * len(landmarks[-1])
        last = values[-1] if values else {"least_likeness": 1.0, "familiar": 0.0, "encoder": ""}
        return ThemeModel(
            tuple(themes),
            np.concatenate(landmarks) if landmarks else np.zeros((0, 1), np.float32),
            tuple(owners),
            float(last["least_likeness"]),
            float(last["familiar"]),
            str(last["encoder"]),
        )
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ThemesUnreadable(f"not themes: {error!r}") from error
    except ValueError as error:
        raise ThemesUnreadable(str(error)) from error


def _theme(value: Mapping[str, Any]) -> Theme:
    parent = value["parent"]
    return Theme(
        id=str(value["id"]),
        name=str(value["name"]),
        description=str(value["description"]),
        keywords=tuple(map(str, value["keywords"])),
        size=int(value["size"]),
        central=(),
        parent=None if parent is None else str(parent),
        people=int(value["people"]),
    )
