"""The index of what people said: stems of the texts that are shown, and of nothing else.

A row comes and goes in the transaction that publishes or hides its text: the listeners below write it, and the
triggers in guards.py take it away whatever changed the text. SQLite looks in ``search_fts`` (FTS5), PostgreSQL in
a GIN index of text search vectors; both hold the same stems, so they find the same things.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Select,
    Text,
    cast,
    column,
    event,
    false,
    inspect,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from engage.extensions import Base, db
from engage.models.contribution import Consent, Contribution, State
from engage.stems import stems

MOST_WORDS = 12
"""Words of a search that count."""
OPTIMISE = "INSERT INTO search_fts(search_fts) VALUES ('optimize')"
_VECTOR = "array_to_tsvector(string_to_array(search_text.words, ' '))"
_KEEP = text(
    "INSERT INTO search_text (contribution_id, words) VALUES (:id, :words)"
    " ON CONFLICT (contribution_id) DO UPDATE SET words = excluded.words"
)


class SearchText(Base):
    """The stems of one shown text, each once and in alphabetical order: it cannot be read back."""

    __tablename__ = "search_text"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class SearchGone(Base):
    """A text that left the index; FTS5 keeps its stems until the index is written anew, which the worker sees to."""

    __tablename__ = "search_gone"

    contribution_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def says(words: str) -> ColumnElement[bool]:
    """That a contribution's shown text or title has all these words, in whatever form. No words: nothing has them."""
    wanted = stems(words)[:MOST_WORDS]
    return Contribution.id.in_(_having(wanted)) if wanted else false()


def _having(wanted: list[str]) -> Select[Any]:
    if db.session.get_bind().dialect.name == "postgresql":
        quoted = " & ".join(f"'{word}'" for word in wanted)
        return select(SearchText.contribution_id).where(literal_column(_VECTOR).op("@@")(cast(quoted, TSQUERY)))
    quoted = " AND ".join(f'"{word}"' for word in wanted)
    return (
        select(column("rowid")).select_from(table("search_fts")).where(literal_column("search_fts").op("MATCH")(quoted))
    )


def _missing(limit: int) -> Select[int, str | None, str | None]:
    return (
        select(Contribution.id, Contribution.published_title, Contribution.published_text)
        .join(Consent, Consent.contribution_id == Contribution.id)
        .outerjoin(SearchText, SearchText.contribution_id == Contribution.id)
        .where(Contribution.state == State.PUBLISHED, Consent.show.is_(True), Contribution.use_only.is_(False))
        .where(SearchText.contribution_id.is_(None))
        .limit(limit)
    )


def anything_missing() -> bool:
    """Whether a shown text is not in the index, as after a file was brought in past the listeners."""
    return db.session.execute(_missing(1)).first() is not None


def index_missing(limit: int = 500) -> int:
    """Index shown texts that are not in the index yet; the caller commits. How many."""
    rows = db.session.execute(_missing(limit)).all()
    if rows:
        db.session.execute(_KEEP, [_entry(row.id, row.published_title, row.published_text) for row in rows])
    return len(rows)


def anything_gone() -> bool:
    """Whether something left the index since it was last written anew."""
    return db.session.scalar(select(SearchGone.contribution_id).limit(1)) is not None


def _entry(id_: int, title: str | None, words: str | None) -> dict[str, Any]:
    return {"id": id_, "words": " ".join(stems(f"{title or ''}\n{words or ''}"))}


def _shown(connection: Connection, contribution: Contribution) -> bool:
    if contribution.use_only:
        return False
    consent = inspect(contribution).dict.get("consent")
    if consent is not None:
        return bool(consent.show)
    return bool(connection.scalar(select(Consent.show).where(Consent.contribution_id == contribution.id)))


@event.listens_for(Contribution, "after_update")
def _published(_mapper: Mapper[Any], connection: Connection, contribution: Contribution) -> None:
    """What is shown from now on can be found from now on. What is hidden was taken out by a trigger."""
    state = inspect(contribution)
    changed = any(state.attrs[name].history.has_changes() for name in ("published_text", "published_title", "use_only"))
    if changed and contribution.published_text is not None and _shown(connection, contribution):
        connection.execute(_KEEP, _entry(contribution.id, contribution.published_title, contribution.published_text))
