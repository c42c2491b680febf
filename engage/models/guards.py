"""Rules that the database keeps by itself, so that no bug above it can break them.

* a decision is never changed or deleted;
* withdrawal is final;
* a quote's offsets lie inside the approved text that its digest names, and its speaker agreed to be quoted.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from engage.extensions import Base

_OUTSIDE = """NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text))"""
_OFFSETS = "start_at, end_at, text_digest, contribution_id"

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
)

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        # DDL() formats with %, and none of the statements above holds one
        event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
