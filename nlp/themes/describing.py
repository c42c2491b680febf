"""What a person reads about each theme: its name, a sentence, keywords, how many; and an id that lasts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from nlp.results import Theme, Themes
from nlp.themes.beside import UNNAMED
from nlp.themes.meaning import Embed, Meaning
from nlp.themes.model import Discovered, Placement, ThemeModel
from nlp.themes.naming import name_themes
from nlp.themes.quotes import Likeness, best_quote, members_of, most_central
from nlp.themes.settings import ThemeSettings
from nlp.themes.space import Vectors
from nlp.themes.usage import Member
from nlp.themes.words import WORD


def describe(
    texts: Sequence[str],
    rows: Vectors,
    people: Sequence[str],
    model: ThemeModel,
    *,
    settings: ThemeSettings,
    embed: Embed | None,
) -> Discovered:
    """The model's themes with their members among the texts; named where nameless. Empty new themes are dropped."""
    placed = [
        placement if WORD.search(text) else None for text, placement in zip(texts, model.place(rows), strict=True)
    ]
    members = {
        key: _by_centrality(rows, inside) for key, inside in members_of(Themes(model.themes, tuple(placed))).items()
    }
    themes = [theme for theme in model.themes if theme.name or members[theme.id]]
    read = settings.naming.most_texts
    place = {theme.id: index for index, theme in enumerate(themes)}
    meaning = Meaning(embed, rows, [members[theme.id] for theme in themes]) if embed else None
    names = name_themes(
        [[Member(people[i], texts[i]) for i in members[theme.id][:read]] for theme in themes],
        settings.naming,
        {index: theme.name for index, theme in enumerate(themes) if theme.name},
        {index: place[theme.parent] for index, theme in enumerate(themes) if theme.parent in place},
        meaning.fits if meaning else None,
    )
    described: list[Theme] = []
    for index, (theme, (name, keywords)) in enumerate(zip(themes, names, strict=True)):
        named = replace(theme, name=name, keywords=keywords)
        used = {one.description for one in described}
        likeness = partial(meaning.likeness, index) if meaning and not theme.name else None
        described.append(
            _described(named, members[theme.id], texts, people, settings=settings, used=used, likeness=likeness)
        )
    return _with_lasting_ids(texts, described, placed, model)


def _by_centrality(rows: Vectors, inside: list[int]) -> list[int]:
    return [inside[i] for i in most_central(rows[inside])] if inside else []


def _described(
    theme: Theme,
    members: list[int],
    texts: Sequence[str],
    people: Sequence[str],
    *,
    settings: ThemeSettings,
    used: set[str],
    likeness: Likeness | None,
) -> Theme:
    central = members[: settings.quoting.central]
    short = replace(settings.quoting, fewest_words=1)  # where nobody says a whole sentence: "Nothing."
    quotes = (best_quote(texts, central, theme, how, used=used, likeness=likeness) for how in (settings.quoting, short))
    quote = next(filter(None, quotes), None)
    return replace(
        theme,
        description=texts[quote.index][quote.start : quote.end] if quote else theme.description,
        size=len(members),
        people=len({people[i] for i in members}),
        central=tuple(central),
    )


def _with_lasting_ids(
    texts: Sequence[str], themes: list[Theme], placed: Sequence[Placement], model: ThemeModel
) -> Discovered:
    """Gives each new theme an id made from its name and its most central text; earlier ones keep theirs."""
    earlier = {theme.id for theme in themes if not theme.id.startswith("new-")}
    lasting = {key: key for key in earlier}
    for theme in themes:
        if theme.id not in earlier:
            lasting[theme.id] = _free_id(f"{theme.name}\n{texts[theme.central[0]]}", set(lasting.values()))
    renamed = tuple(
        replace(theme, id=lasting[theme.id], parent=lasting[theme.parent] if theme.parent else None) for theme in themes
    )
    kept = [i for i, owner in enumerate(model.owners) if owner in lasting]
    return Discovered(
        renamed,
        tuple(p and (lasting[p[0]], p[1]) for p in placed),
        replace(
            model, themes=renamed, landmarks=model.landmarks[kept], owners=tuple(lasting[model.owners[i]] for i in kept)
        ),
    )


def _free_id(made_from: str, taken: set[str]) -> str:
    number = 0
    while True:
        key = hashlib.sha256(f"{made_from}\n{number}".encode("utf-8", "replace")).hexdigest()[:10]
        if key not in taken:
            return key
        number += 1


def unnamed(found: Discovered) -> set[str]:
    """Ids of the themes that no words of their members name: no themes that anybody would recognise."""
    inner = {theme.parent for theme in found.themes}
    nameless = {theme.id for theme in found.themes if theme.name.startswith(UNNAMED) and theme.id not in inner}
    return nameless if len(nameless) < len(set(found.model.owners)) else set()
