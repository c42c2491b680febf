"""What could be cut out: proposed by screening, chosen before by a person, or added just now. A key names each.

A key is ``part:start:end:kind`` (part is ``text`` or ``title``): the first place of the words. Ticking it cuts
out the same words, spelt the same, wherever they stand as whole words in the text and in its title. With ``:here`` at
its end it cuts out that place only: May who came, and not the month of May.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from engage.errors import InputError
from engage.models import Original, Screening
from engage.moderation.redaction import REPLACEMENTS, Redaction, occurrences
from engage.moderation.service import chosen_redactions, has_chosen
from engage.moderation.words import IDENTIFIERS, some

MAX_KEYS = 4_000
MAX_WORDS = 200
HERE = ":here"
WORDS_AROUND = 4
"""So many words before and after a place tell it from the others."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The same words under one kind, wherever they stand; ``text`` and ``title`` are their places in each.

    ``around`` is what stands around the only place of words that are chosen place by place.
    """

    key: str
    words: str
    kind: str
    text: tuple[Redaction, ...]
    title: tuple[Redaction, ...]
    ticked: bool = True
    added: bool = False
    around: str = ""

    @property
    def label(self) -> str:
        """The kind in plain words."""
        return IDENTIFIERS[self.kind]

    @property
    def replacement(self) -> str:
        """What a reader sees instead."""
        return REPLACEMENTS[self.kind]

    @property
    def several(self) -> bool:
        """Whether it stands in more than one place."""
        return len(self.text) + len(self.title) > 1

    @property
    def hint(self) -> str:
        """What it is, and where it would be cut out."""
        if self.around:
            return f"{self.label}, only here: “{self.around}”"
        places = some(len(self.text) + len(self.title), "place")
        return f"{self.label}, in {places}{', added by you' if self.added else ''}"


@dataclass(slots=True)
class _Draft:
    """The places of one proposal while they are gathered."""

    key: str
    words: str
    kind: str
    text: set[tuple[int, int]] = field(default_factory=set)
    title: set[tuple[int, int]] = field(default_factory=set)


def propose(original: Original, screening: Screening | None) -> list[Proposal]:
    """What to show when a moderator opens an item: all that screening found, ticked, or else as a person last chose."""
    found = _grouped(original, *_screened(original, screening))
    if not has_chosen(original):
        return found
    chosen = chosen_redactions(original)
    grouped = _grouped(original, *chosen)
    taken = {(proposal.words, proposal.kind) for proposal in grouped}
    shown = chain(*(_as_chosen(original, each, *chosen) for each in grouped))
    return [*shown, *(_marked(each, False) for each in found if (each.words, each.kind) not in taken)]


def answered(
    original: Original, screening: Screening | None, ticked: Iterable[str], offered: Iterable[str]
) -> list[Proposal]:
    """The same list after the form came back: ``ticked`` keys are cut out, ``offered`` ones were on the page.

    Raises:
        InputError: a key does not name a part of this text.
    """
    keys, shown = set(ticked), [*dict.fromkeys(chain(offered, ticked))]
    if len(shown) > MAX_KEYS:
        raise InputError("There are too many parts to take out. Take out some of them first.")
    apart = [_only_here(original, key, key in keys) for key in shown if key.endswith(HERE)]
    single = {(each.words, each.kind) for each in apart}
    known = {each.key: each for each in propose(original, screening) if (each.words, each.kind) not in single}
    added = [_read_key(original, key) for key in shown if key not in known and not key.endswith(HERE)]
    text = [redaction for part, redaction in added if part == "text"]
    title = [redaction for part, redaction in added if part == "title"]
    extra = _grouped(original, text, title)
    new = [each for each in extra if each.key not in known and (each.words, each.kind) not in single]
    return [
        *(_marked(each, each.key in keys) for each in known.values()),
        *(_marked(each, each.key in keys, added=True) for each in new),
        *apart,
    ]


def taken_apart(original: Original, proposals: Sequence[Proposal], key: str) -> list[Proposal]:
    """The same list with the words that ``key`` names to be ticked place by place."""
    return list(chain(*(_each_place(original, one) if one.key == key and one.several else (one,) for one in proposals)))


def _each_place(original: Original, proposal: Proposal) -> list[Proposal]:
    keys = (
        f"{part}:{cut.start}:{cut.end}:{cut.kind}{HERE}"
        for part, cuts in (("text", proposal.text), ("title", proposal.title))
        for cut in cuts
    )
    return [_only_here(original, key, proposal.ticked) for key in keys]


def _only_here(original: Original, key: str, ticked: bool) -> Proposal:
    part, cut = _read_key(original, key.removesuffix(HERE))
    whole = original.text if part == "text" else original.title or ""
    before, after = whole[: cut.start].split(" ")[-WORDS_AROUND:], whole[cut.end :].split(" ")[:WORDS_AROUND]
    around = " ".join((" ".join(before) + whole[cut.start : cut.end] + " ".join(after)).split())
    text, title = ((cut,), ()) if part == "text" else ((), (cut,))
    return Proposal(key, whole[cut.start : cut.end], cut.kind, text, title, ticked, added=True, around=around)


def _as_chosen(
    original: Original, proposal: Proposal, text: Sequence[Redaction], title: Sequence[Redaction]
) -> list[Proposal]:
    """The words as they were chosen: everywhere, or else place by place with a tick where they were cut out."""
    cut_out = [
        any(cut.start <= place.start and place.end <= cut.end for cut in cuts)
        for places, cuts in ((proposal.text, text), (proposal.title, title))
        for place in places
    ]
    if all(cut_out):
        return [proposal]
    return [_marked(one, ticked) for one, ticked in zip(_each_place(original, proposal), cut_out, strict=True)]


def all_of_a_kind(proposals: Sequence[Proposal], wanted: str) -> list[Proposal]:
    """The same list with every proposal of one kind ticked (``out:person``) or unticked (``keep:person``)."""
    verb, _, kind = wanted.partition(":")
    if verb not in {"out", "keep"}:
        return list(proposals)
    return [_marked(each, verb == "out") if each.kind == kind else each for each in proposals]


def keys_of_words(original: Original, words: str, kind: str) -> list[str]:
    """Keys for every spelling of ``words`` in the text or its title; none when they are not there.

    Raises:
        InputError: the kind is unknown, or the words are too many.
    """
    if kind not in REPLACEMENTS or len(words) > MAX_WORDS:
        raise InputError(f"Copy at most {MAX_WORDS} characters, and choose what they are.")
    found: dict[str, str] = {}
    for part, text in (("text", original.text), ("title", original.title or "")):
        for start, end in occurrences(text, words, any_case=True):
            found.setdefault(text[start:end], f"{part}:{start}:{end}:{kind}")
    return list(found.values())


def redactions(proposals: Sequence[Proposal]) -> tuple[list[Redaction], list[Redaction]]:
    """What the ticked proposals cut out of the text, and out of its title; each place once."""
    ticked = [proposal for proposal in proposals if proposal.ticked]
    return _once(chain(*(p.text for p in ticked))), _once(chain(*(p.title for p in ticked)))


def _once(found: Iterable[Redaction]) -> list[Redaction]:
    """Sorted by place; a part inside another one is left to the wider one."""
    kept: list[Redaction] = []
    for redaction in sorted(found, key=lambda r: (r.start, -r.end)):
        if not kept or redaction.end > kept[-1].end:
            kept.append(redaction)
    return kept


def _screened(original: Original, screening: Screening | None) -> tuple[list[Redaction], list[Redaction]]:
    if screening is None or screening.text_digest != original.digest:
        return [], []
    return (
        _inside(original.text, screening.identifiers),
        _inside(original.title or "", screening.title_identifiers),
    )


def _inside(text: str, found: Iterable[dict[str, Any]]) -> list[Redaction]:
    return [
        Redaction(each["start"], each["end"], each["kind"])
        for each in found
        if 0 <= each["start"] < each["end"] <= len(text) and each["kind"] in REPLACEMENTS
    ]


def _grouped(original: Original, text: Iterable[Redaction], title: Iterable[Redaction]) -> list[Proposal]:
    """One proposal for the same words of the same kind, in the order of their first place."""
    drafts: dict[tuple[str, str], _Draft] = {}
    whole = {"text": original.text, "title": original.title or ""}
    for part, found in (("text", sorted(text, key=_place)), ("title", sorted(title, key=_place))):
        for redaction in found:
            words = whole[part][redaction.start : redaction.end]
            draft = drafts.get((words, redaction.kind))
            if draft is None:
                key = f"{part}:{redaction.start}:{redaction.end}:{redaction.kind}"
                draft = _Draft(key, words, redaction.kind)
                draft.text.update(occurrences(whole["text"], words))
                draft.title.update(occurrences(whole["title"], words))
                drafts[words, redaction.kind] = draft
            (draft.text if part == "text" else draft.title).add((redaction.start, redaction.end))
    return [Proposal(d.key, d.words, d.kind, _cuts(d.text, d.kind), _cuts(d.title, d.kind)) for d in drafts.values()]


def _cuts(places: Iterable[tuple[int, int]], kind: str) -> tuple[Redaction, ...]:
    return tuple(Redaction(start, end, kind) for start, end in sorted(places))


def _place(redaction: Redaction) -> tuple[int, int]:
    return redaction.start, redaction.end


def _marked(proposal: Proposal, ticked: bool, *, added: bool | None = None) -> Proposal:
    return replace(proposal, ticked=ticked, added=proposal.added if added is None else added)


def _read_key(original: Original, key: str) -> tuple[str, Redaction]:
    part, _, rest = key.partition(":")
    numbers = rest.split(":", 2)
    whole = {"text": original.text, "title": original.title or ""}.get(part)
    if whole is not None and len(numbers) == 3 and all(n.isascii() and n.isdigit() for n in numbers[:2]):
        start, end, kind = int(numbers[0][:6]), int(numbers[1][:6]), numbers[2]
        if start < end <= len(whole) and kind in REPLACEMENTS:
            return part, Redaction(start, end, kind)
    message = "A part to take out does not belong to this text. Open it again and choose once more."
    raise InputError(message)
