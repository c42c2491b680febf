"""Whether the quotes in a draft still hold: word for word, still agreed to, and not told twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from engage.codes import read_reference
from engage.extensions import db
from engage.models import Chapter, Contribution, Purpose, Quote, State, published
from engage.quotes.drafts.reading import Paragraph
from engage.quotes.drafts.writing import QUOTE_TAG

_TAGGED = re.compile(rf"{QUOTE_TAG}([0-9A-Z-]{{8,20}})\.(\d{{1,9}})-(\d{{1,9}}):([0-9a-f]{{8}})")
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{20,2000})[”\"»]|‘([^‘]{20,2000})’(?!\w)")
_SHORTEST = 5
"""Words from which something between quotation marks is looked for among what people said."""
_TOGETHER, _TRIES = 3, 8
"""Words that are looked for as they stand, and at how many places of a quote: enough to find it when some were altered."""
_MOST_ALIKE = 40
_MOST_LOOKED_FOR = 200
_SAME = 0.75
"""How much of a pasted quote has to stand in the approved text for it to be the same quote."""


class Standing(StrEnum):
    """How a quote in a draft stands against what its speaker agreed to."""

    INTACT = "intact"
    ALTERED = "altered"
    MOVED = "moved"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CONSENT = "consent"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a comparison: in both texts, only in the approved one, or only in the draft."""

    text: str
    where: str
    """both, approved or draft."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One quote of a draft as it stands. ``approved`` is empty where its words may not be read any more."""

    paragraph: int
    reference: str
    standing: Standing
    tagged: bool
    written: str
    approved: str
    difference: tuple[Piece, ...] = ()
    used_in: tuple[str, ...] = ()
    contribution_id: int | None = None
    cited: str = ""
    """The words with the text that they come from, while they may be quoted: what the draft is said to hold."""

    @property
    def usable(self) -> bool:
        """Whether the words may stay as they are."""
        return self.standing is Standing.INTACT


def check(chapter: Chapter, paragraphs: Sequence[Paragraph]) -> tuple[Checked, ...]:
    """Every quote of a draft, in its order: those we put in, and those that somebody pasted."""
    found = [*_tagged(chapter, paragraphs), *_pasted(chapter, paragraphs)]
    elsewhere = _elsewhere(chapter, {one.contribution_id for one in found if one.contribution_id})
    return tuple(sorted((_with_use(one, elsewhere) for one in found), key=lambda one: (one.paragraph, one.reference)))


def _tagged(chapter: Chapter, paragraphs: Sequence[Paragraph]) -> Iterator[Checked]:
    """The quotes in content controls of ours."""
    tags = [
        (paragraph.number, control.text, parsed)
        for paragraph in paragraphs
        for control in paragraph.controls
        if (parsed := _TAGGED.fullmatch(control.tag))
    ]
    rows = _by_reference(chapter, {tag[1] for _, _, tag in tags})
    for number, written, tag in tags:
        row = rows.get(read_reference(tag[1]) or "")
        yield _against(row, number, written, tag)


def _by_reference(chapter: Chapter, references: set[str]) -> dict[str, tuple[Contribution, bool]]:
    """Contributions of the plan by reference, and whether each may be quoted now."""
    meant = {read for given in references if (read := read_reference(given))}
    rows = db.session.scalars(
        select(Contribution).where(Contribution.plan_id == chapter.plan_id, Contribution.reference.in_(meant))
    ).all()
    agreed = set(
        db.session.scalars(
            published(Purpose.QUOTE, plan_id=chapter.plan_id)
            .where(Contribution.reference.in_(meant))
            .with_only_columns(Contribution.id)
        )
    )
    return {row.reference: (row, row.id in agreed) for row in rows}


def _against(found: tuple[Contribution, bool] | None, number: int, written: str, tag: re.Match[str]) -> Checked:
    """One tagged quote against what is approved at this moment."""
    reference = f"{tag[1]}.{tag[2]}-{tag[3]}"
    if found is None:
        return Checked(number, reference, Standing.UNKNOWN, True, written, "")
    row, agreed = found
    if not agreed or row.published_text is None:
        return Checked(number, reference, _why_not(row), True, written, "", contribution_id=row.id)
    start, end = int(tag[2]), int(tag[3])
    if not (row.published_digest or "").startswith(tag[4]) or end > len(row.published_text):
        standing = Standing.MOVED if written in row.published_text else Standing.CHANGED
        return Checked(number, reference, standing, True, written, "", contribution_id=row.id)
    approved = row.published_text[start:end]
    same = written == approved
    return Checked(
        number, reference, Standing.INTACT if same else Standing.ALTERED, True, written, approved,
        () if same else compare(approved, written), contribution_id=row.id, cited=f"{reference}:{tag[4]}",
    )  # fmt: skip


def _why_not(row: Contribution) -> Standing:
    if row.state is State.WITHDRAWN:
        return Standing.WITHDRAWN
    return Standing.CONSENT if row.state is State.PUBLISHED else Standing.GONE


def compare(approved: str, written: str) -> tuple[Piece, ...]:
    """Word by word, what was approved and what stands in the draft."""
    old, new = re.findall(r"\s+|[^\s]+", approved), re.findall(r"\s+|[^\s]+", written)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(old[a:b]), "both"))
            continue
        pieces += [Piece("".join(old[a:b]), "approved")] if b > a else []
        pieces += [Piece("".join(new[c:d]), "draft")] if d > c else []
    return tuple(pieces)


def _pasted(chapter: Chapter, paragraphs: Sequence[Paragraph]) -> Iterator[Checked]:
    """Words between quotation marks, or in a quote's style, that came from somebody who spoke to us."""
    looked = 0
    for paragraph in paragraphs:
        if paragraph.controls or paragraph.inside == "control":
            continue
        for words in _between_marks(paragraph):
            looked += 1
            if looked > _MOST_LOOKED_FOR:
                return
            if found := _spoken(chapter, words):
                yield _pasted_from(found, paragraph.number, words)


def _between_marks(paragraph: Paragraph) -> list[str]:
    quoted = [(found[1] or found[2]).strip() for found in _QUOTED.finditer(paragraph.text)]
    if not quoted and paragraph.style in {"quote", "intense quote"}:
        quoted = [paragraph.text.strip("“”\"'‘’ ")]
    return [words for words in quoted if len(words.split()) >= _SHORTEST]


def _spoken(chapter: Chapter, words: str) -> Contribution | None:
    """The published contribution that these words came from, if any did. A few words may have been altered."""
    said = words.split()
    last = len(said) - _TOGETHER
    places = sorted({round(last * part / (_TRIES - 1)) for part in range(_TRIES)})
    text = func.replace(Contribution.published_text, "\n", " ")
    some = [text.icontains(" ".join(said[at : at + _TOGETHER]), autoescape=True) for at in places]
    query = published(Purpose.USE, plan_id=chapter.plan_id).where(or_(*some)).order_by(Contribution.id)
    rows = db.session.scalars(query.limit(_MOST_ALIKE)).all()
    shares = [(_share(row.published_text or "", words), row) for row in rows]
    best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _SAME else None


def _share(text: str, words: str) -> float:
    """How much of ``words`` stands, in order, in ``text``."""
    a, b = text.lower().split(), words.lower().split()
    matched = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) / max(1, len(b))


def _pasted_from(row: Contribution, number: int, words: str) -> Checked:
    text = row.published_text or ""
    if not row.consent.quote:
        return Checked(number, row.reference, Standing.CONSENT, False, words, "", contribution_id=row.id)
    spaced, cited = " ".join(text.split()), f"{row.reference}.0-0:{(row.published_digest or '')[:8]}"
    same = " ".join(words.split()) in spaced
    approved = words if same else _nearest_stretch(spaced, words)
    return Checked(
        number, row.reference, Standing.INTACT if same else Standing.ALTERED, False, words, approved,
        () if same else compare(approved, words), contribution_id=row.id, cited=cited,
    )  # fmt: skip


def _nearest_stretch(text: str, words: str) -> str:
    """The part of ``text`` that ``words`` were made from."""
    a, b = text.split(), words.split()
    blocks = [block for block in SequenceMatcher(None, [w.lower() for w in a], [w.lower() for w in b], autojunk=False).get_matching_blocks() if block.size]  # fmt: skip
    if not blocks:
        return ""
    first = max(0, blocks[0].a - blocks[0].b)
    last = blocks[-1].a + blocks[-1].size + (len(b) - blocks[-1].b - blocks[-1].size)
    return " ".join(a[first:last])


def _elsewhere(chapter: Chapter, contributions: set[int]) -> dict[int, list[Quote]]:
    """What other chapters have picked of the same contributions."""
    rows = db.session.scalars(
        select(Quote)
        .options(joinedload(Quote.chapter), joinedload(Quote.contribution))
        .where(Quote.contribution_id.in_(contributions), Quote.chapter_id != chapter.id)
        .order_by(Quote.id)
    )
    found: defaultdict[int, list[Quote]] = defaultdict(list)
    for row in rows:
        found[row.contribution_id].append(row)
    return found


def _with_use(one: Checked, elsewhere: dict[int, list[Quote]]) -> Checked:
    others = [quote for quote in elsewhere.get(one.contribution_id or 0, ()) if _overlap(quote, one)]
    if not others:
        return one
    titles = tuple(dict.fromkeys(quote.chapter.title for quote in others))
    return replace(one, used_in=titles)


def _overlap(quote: Quote, one: Checked) -> bool:
    text = quote.text
    return text is not None and bool(one.approved) and (text in one.approved or one.approved in text)
