"""Rules that the database keeps by itself, so that no bug above it can break them.

* a decision is never changed or deleted;
* withdrawal is final;
* a quote's offsets lie inside the approved text that its digest names, and its speaker agreed to be quoted;
* a text that is hidden or changed leaves the search index in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from engage.extensions import Base

_OUTSIDE = """NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text))"""
_OFFSETS = "start_at, end_at, text_digest, contribution_id"
_FTS_NEW = "INSERT INTO search_fts(rowid, words) VALUES (NEW.contribution_id, NEW.words);"
_FTS_OLD = """INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', OLD.contribution_id, OLD.words);
       INSERT OR IGNORE INTO search_gone VALUES (OLD.contribution_id);"""
_REWRITTEN = "OLD.published_digest {0} NEW.published_digest OR OLD.published_title {0} NEW.published_title"

SQLITE = (
    """CREATE TRIGGER decision_not_changed BEFORE UPDATE ON decision
       BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END""",
    """CREATE TRIGGER decision_not_deleted BEFORE DELETE ON decision
       BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END""",
    """CREATE TRIGGER withdrawal_is_final BEFORE UPDATE OF state ON contribution
       WHEN OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'
       BEGIN SELECT RAISE(ABORT, 'withdrawal is final'); END""",
    f"""CREATE TRIGGER quote_made_verbatim BEFORE INSERT ON quote WHEN {_OUTSIDE}
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    f"""CREATE TRIGGER quote_kept_verbatim BEFORE UPDATE OF {_OFFSETS} ON quote WHEN {_OUTSIDE}
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    """CREATE VIRTUAL TABLE search_fts USING fts5(
       words, content='search_text', content_rowid='contribution_id', detail=none, tokenize='unicode61')""",
    f"CREATE TRIGGER search_added AFTER INSERT ON search_text BEGIN {_FTS_NEW} END",
    f"CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN {_FTS_OLD} {_FTS_NEW} END",
    f"CREATE TRIGGER search_removed AFTER DELETE ON search_text BEGIN {_FTS_OLD} END",
    f"""CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title ON contribution
       WHEN {_REWRITTEN.format("IS NOT")} BEGIN DELETE FROM search_text WHERE contribution_id = NEW.id; END""",  # noqa: S608 - our own words only
    """CREATE TRIGGER search_not_shown AFTER UPDATE OF show ON consent WHEN NOT NEW.show
       BEGIN DELETE FROM search_text WHERE contribution_id = NEW.contribution_id; END""",
)

POSTGRESQL = (
    """CREATE FUNCTION refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'decisions are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER decision_not_changed BEFORE UPDATE OR DELETE ON decision
       FOR EACH ROW EXECUTE FUNCTION refuse_decision_change()""",
    """CREATE FUNCTION refuse_return() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'withdrawal is final' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER withdrawal_is_final BEFORE UPDATE OF state ON contribution FOR EACH ROW
       WHEN (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') EXECUTE FUNCTION refuse_return()""",
    f"""CREATE FUNCTION refuse_loose_quote() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF {_OUTSIDE} THEN
         RAISE EXCEPTION 'a quote must lie inside the approved text' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    f"""CREATE TRIGGER quote_made_verbatim BEFORE INSERT OR UPDATE OF {_OFFSETS} ON quote
       FOR EACH ROW EXECUTE FUNCTION refuse_loose_quote()""",
    """CREATE INDEX ix_search_fts ON search_text
       USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
    """CREATE FUNCTION forget_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN DELETE FROM search_text WHERE contribution_id = NEW.id; RETURN NULL; END $$""",
    f"""CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title ON contribution FOR EACH ROW
       WHEN ({_REWRITTEN.format("IS DISTINCT FROM")}) EXECUTE FUNCTION forget_rewritten()""",
    """CREATE FUNCTION forget_unshown() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN DELETE FROM search_text WHERE contribution_id = NEW.contribution_id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_not_shown AFTER UPDATE OF show ON consent FOR EACH ROW
       WHEN (NOT NEW.show) EXECUTE FUNCTION forget_unshown()""",
)

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        # DDL() formats with %, and none of the statements above holds one
        event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
