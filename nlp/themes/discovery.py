"""Themes of a set of texts: found, named, described; or continued from an earlier set's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.results import Theme
from nlp.themes.describing import describe, unnamed
from nlp.themes.grouping import Groups, group
from nlp.themes.meaning import Embed
from nlp.themes.model import Discovered, ThemeModel, rounded, without
from nlp.themes.settings import ThemeSettings, load_settings
from nlp.themes.space import Vectors, unit
from nlp.themes.words import different, is_no_answer, runs

SILENT = 0.4  # of a theme's texts
FEWEST = 3  # different texts that can be told apart into groups


def discover_themes(
    texts: Sequence[str],
    vectors: npt.NDArray[np.floating],
    *,
    people: Sequence[str] | None = None,
    like: Discovered | ThemeModel | None = None,
    settings: ThemeSettings | None = None,
    embed: Embed | None = None,
) -> Discovered:
    """Themes of texts with vectors (n, d); the same themes for the same input.

    ``people[i]`` is who wrote text i; each text is a person's own when not given. With ``like``, an earlier
    result, its themes keep their ids and names, and only what is on new ground founds themes. ``embed`` makes vectors
    like those given: with it a name is chosen by what it means, too, and a theme that nothing names is none.
    Raises ValueError when the lengths differ or a vector is not finite.
    """
    settings = settings or load_settings()
    rows = np.asarray(vectors, np.float32).reshape(len(texts), -1) if len(texts) else np.zeros((0, 1), np.float32)
    writers = [str(i) for i in range(len(texts))] if people is None else list(people)
    if not len(texts) == len(rows) == len(writers):
        raise ValueError("texts, vectors and people must be of one length")
    if not np.isfinite(rows).all():
        raise ValueError("vectors must be finite")
    rows = unit(rows)
    earlier = like.model if isinstance(like, Discovered) else like
    with threadpool_limits(1, "blas"):  # threads that wait for one another cost more than such small matrices gain
        if earlier is None or not earlier.owners:
            found = _group(texts, rows, writers, settings)
        else:
            found = _continue(texts, rows, writers, earlier, settings)
        described = describe(texts, rows, writers, found, settings=settings, embed=embed)
        while earlier is None and embed and (nameless := unnamed(described)):
            described = describe(
                texts, rows, writers, without(described.model, nameless), settings=settings, embed=embed
            )
        return described


def _group(texts: Sequence[str], rows: Vectors, writers: Sequence[str], settings: ThemeSettings) -> ThemeModel:
    """Themes of texts that have none yet, still without names; their ids hold within this run only."""
    options = settings.grouping
    chosen = _sample(texts, different(texts), options.most_read)
    if len(chosen) < FEWEST:
        landmarks, owners, parents = (rows[chosen], ["new-0"] * len(chosen), dict.fromkeys(["new-0"][: len(chosen)]))
    else:
        landmarks, owners, parents = _landmarks(
            [texts[i] for i in chosen], rows[chosen], len({writers[i] for i in chosen}), settings
        )
    themes = [Theme(key, "", "", (), 0, (), parent) for key, parent in parents.items()]
    model = ThemeModel(tuple(themes), rounded(landmarks), tuple(owners), options.least_likeness)
    _, likeness = model.nearest(rows[chosen])
    familiar = float(np.quantile(likeness, settings.continuing.novel_share)) if len(likeness) else 0.0
    return replace(model, familiar=round(familiar, 4))


def _sample(texts: Sequence[str], candidates: npt.NDArray[np.intp], most: int) -> npt.NDArray[np.intp]:
    """At most ``most`` of them, chosen by a digest of the words, so that an order or a clock plays no part."""
    if len(candidates) <= most:
        return candidates
    digests = [hashlib.sha256(texts[i].lower().encode("utf-8", "replace")).digest() for i in candidates]
    order = sorted(range(len(candidates)), key=digests.__getitem__)
    sample: npt.NDArray[np.intp] = candidates[np.sort(np.array(order[:most]))]
    return sample


def _landmarks(
    texts: Sequence[str], rows: Vectors, writers: int, settings: ThemeSettings
) -> tuple[Vectors, list[str], dict[str, str | None]]:
    """Landmarks, the theme of each, and the wider theme of each theme; too small themes are left out."""
    groups = _with_one_silence(group(texts, rows, settings.grouping, writers), texts)
    count = np.bincount(groups.themes)
    smallest = min(settings.grouping.smallest, max(2, len(rows) // 20), int(count.max()))
    landmarks, owners = [], []
    wider_of: dict[int, int] = {}
    for landmark in range(int(groups.landmarks.max()) + 1):
        inside = np.flatnonzero(groups.landmarks == landmark)
        theme = int(groups.themes[inside[0]])
        if count[theme] >= smallest:
            landmarks.append(rows[inside].mean(axis=0))
            owners.append(f"new-{theme}")
            wider_of[theme] = int(groups.wider[inside[0]])
    return unit(np.array(landmarks)), owners, _parents(rows, groups, wider_of, settings.grouping.siblings)


def _parents(rows: Vectors, groups: Groups, wider_of: dict[int, int], least: float) -> dict[str, str | None]:
    """The wider theme of each theme, where one is natural; the wider themes themselves have none.

    Themes that are hardly nearer to each other than to the rest are better found side by side.
    """
    themes = sorted(wider_of)
    middles = unit(np.array([rows[groups.themes == theme].mean(axis=0) for theme in themes]))
    likeness, wider = middles @ middles.T, np.array([wider_of[theme] for theme in themes])
    together = wider[:, None] == wider
    spread = max(float(likeness[~together].std()), 1e-9) if (~together).any() else np.inf
    np.fill_diagonal(likeness, np.nan)
    natural = []
    for one in np.unique(wider):
        inside = wider == one
        if inside.sum() > 1 and not inside.all():
            nearer = np.nanmean(likeness[np.ix_(inside, inside)]) - likeness[np.ix_(inside, ~inside)].mean()
            natural += [int(one)] * bool(nearer >= least * spread)
    if len(natural) < 2:
        natural = []
    parents: dict[str, str | None] = {f"new-wide-{one}": None for one in natural}
    return parents | {
        f"new-{theme}": f"new-wide-{wider_of[theme]}" if wider_of[theme] in natural else None for theme in themes
    }


def _with_one_silence(groups: Groups, texts: Sequence[str]) -> Groups:
    """The groups, with all those that mostly say nothing ("none", "no idea") put together as one theme."""
    silent = np.array([is_no_answer(list(runs(text))) for text in texts])
    share = np.bincount(groups.themes, silent) / np.maximum(np.bincount(groups.themes), 1)
    quiet = np.flatnonzero(share > SILENT)
    if len(quiet) < 2:
        return groups
    inside = np.isin(groups.themes, quiet)
    wider = groups.wider[inside][0]
    return replace(
        groups, themes=np.where(inside, quiet[0], groups.themes), wider=np.where(inside, wider, groups.wider)
    )


def _continue(
    texts: Sequence[str], rows: Vectors, writers: Sequence[str], earlier: ThemeModel, settings: ThemeSettings
) -> ThemeModel:
    """The earlier themes, with new ones for what lies on new ground."""
    _, likeness = earlier.nearest(rows)
    candidates = different(texts)
    strangers = candidates[likeness[candidates] < earlier.familiar]
    expected = settings.continuing.novel_share * len(candidates)
    if len(strangers) < 2 * expected + settings.grouping.smallest:
        return earlier
    fresh = _group([texts[i] for i in strangers], rows[strangers], [writers[i] for i in strangers], settings)
    added = [replace(theme, parent=None) for theme in fresh.themes if theme.id in fresh.owners]
    return replace(
        earlier,
        themes=(*earlier.themes, *added),
        landmarks=np.concatenate([earlier.landmarks, fresh.landmarks]),
        owners=earlier.owners + fresh.owners,
    )
