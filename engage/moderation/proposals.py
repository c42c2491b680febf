"""What could be cut out: proposed by screening, chosen before by a person, or added just now. A key names each.

A key is ``part:start:end:kind`` (part is ``text`` or ``title``): the first place of the words. Ticking it cuts
out the same words, spelt the same, wherever they stand as whole words in the text and in its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from engage.errors import InputError
from engage.models import Original, Screening
from engage.moderation.redaction import REPLACEMENTS, Redaction, occurrences
from engage.moderation.service import chosen_redactions, has_chosen
from engage.moderation.words import IDENTIFIERS, some

MAX_KEYS = 4_000
MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """The same words under one kind, wherever they stand; ``text`` and ``title`` are their places in each."""

    key: str
    words: str
    kind: str
    text: tuple[Redaction, ...]
    title: tuple[Redaction, ...]
    ticked: bool = True
    added: bool = False

    @property
    def label(self) -> str:
        """The kind in plain words."""
        return IDENTIFIERS[self.kind]

    @property
    def replacement(self) -> str:
        """What a reader sees instead."""
        return REPLACEMENTS[self.kind]

    @property
    def places(self) -> str:
        """How often it would be cut out."""
        return some(len(self.text) + len(self.title), "place")


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
    chosen = _grouped(original, *chosen_redactions(original))
    taken = {(proposal.words, proposal.kind) for proposal in chosen}
    return chosen + [_marked(each, False) for each in found if (each.words, each.kind) not in taken]


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
    known = {proposal.key: proposal for proposal in propose(original, screening)}
    added = [_read_key(original, key) for key in shown if key not in known]
    text = [redaction for part, redaction in added if part == "text"]
    title = [redaction for part, redaction in added if part == "title"]
    extra = _grouped(original, text, title)
    return [_marked(each, each.key in keys) for each in known.values()] + [
        _marked(each, each.key in keys, added=True) for each in extra if each.key not in known
    ]


def all_of_a_kind(proposals: Sequence[Proposal], wanted: str) -> list[Proposal]:
    """The same list with every proposal of one kind ticked (``out:person``) or unticked (``keep:person``)."""
    verb, _, kind = wanted.partition(":")
    if verb not in {"out", "keep"}:
        return list(proposals)
    return [_marked(each, verb == "out", added=each.added) if each.kind == kind else each for each in proposals]


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


def _marked(proposal: Proposal, ticked: bool, *, added: bool = False) -> Proposal:
    return Proposal(proposal.key, proposal.words, proposal.kind, proposal.text, proposal.title, ticked, added)


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
