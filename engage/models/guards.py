"""Rules that the database keeps by itself, so that no bug above it can break them.

* a decision, its seal, a step taken for somebody in danger, and a note of what was done in somebody's stead, is never changed
  or deleted;
* a state changes only with a decision that says so; withdrawal is final;
* whoever asked for a second opinion does not give it;
* a contribution is as urgent as the screening of its present text says, and found by each concern in it;
* a quote's offsets lie inside the approved text that its digest names, and its speaker agreed to be quoted;
* a text that is hidden or changed leaves the search index in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from engage.extensions import Base

_OUTSIDE = """NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND NOT c.use_only
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text))"""
_OFFSETS = "start_at, end_at, text_digest, contribution_id"
_UNDECIDED = """OLD.state <> NEW.state AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.last_decision_id
    AND d.contribution_id = NEW.id AND d."old" = OLD.state AND d."new" = NEW.state)"""
_OWN_SECOND = """NEW.by_id IS NOT NULL AND NEW.kind NOT IN ('undo', 'refer') AND EXISTS (
    SELECT 1 FROM contribution c JOIN decision d ON d.id = c.last_decision_id
    WHERE c.id = NEW.contribution_id AND d.kind = 'second' AND d.by_id = NEW.by_id)"""
_URGENCY = """UPDATE contribution SET urgency = 3 - NEW.seriousness, checked = (NEW.status = 'done')
    WHERE id = NEW.contribution_id AND NEW.text_digest =
    (SELECT digest FROM original WHERE contribution_id = NEW.contribution_id)"""
_UNSEEN = """UPDATE contribution SET checked = false, urgency = CASE WHEN urgency < 2 THEN urgency ELSE 2 END
    WHERE id = NEW.contribution_id"""
_WORRIES = """DELETE FROM worry WHERE contribution_id = NEW.contribution_id;
    INSERT INTO worry (contribution_id, kind) SELECT DISTINCT NEW.contribution_id, {kind} FROM (
    SELECT value FROM {each}(NEW.concerns) UNION ALL SELECT value FROM {each}(NEW.title_concerns)) AS found"""
_WORRIES_SQLITE = _WORRIES.format(each="json_each", kind="json_extract(value, '$.kind')")
_WORRIES_POSTGRESQL = _WORRIES.format(each="json_array_elements", kind="value ->> 'kind'")
_FTS_NEW = "INSERT INTO search_fts(rowid, words) VALUES (NEW.contribution_id, NEW.words);"
_FTS_OLD = """INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', OLD.contribution_id, OLD.words);
       INSERT OR IGNORE INTO search_gone VALUES (OLD.contribution_id);"""
_REWRITTEN = """OLD.published_digest {0} NEW.published_digest OR OLD.published_title {0} NEW.published_title
       OR OLD.use_only <> NEW.use_only"""

SQLITE = (
    """CREATE TRIGGER decision_not_changed BEFORE UPDATE ON decision
       BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END""",
    """CREATE TRIGGER decision_not_deleted BEFORE DELETE ON decision
       BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END""",
    """CREATE TRIGGER withdrawal_is_final BEFORE UPDATE OF state ON contribution
       WHEN OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'
       BEGIN SELECT RAISE(ABORT, 'withdrawal is final'); END""",
    """CREATE TRIGGER safeguarding_step_not_changed BEFORE UPDATE ON safeguarding_step
       BEGIN SELECT RAISE(ABORT, 'steps are never changed'); END""",
    """CREATE TRIGGER safeguarding_step_not_deleted BEFORE DELETE ON safeguarding_step
       BEGIN SELECT RAISE(ABORT, 'steps are never deleted'); END""",
    """CREATE TRIGGER stand_in_not_changed BEFORE UPDATE ON stand_in
       BEGIN SELECT RAISE(ABORT, 'what was done for somebody is never changed'); END""",
    """CREATE TRIGGER stand_in_not_deleted BEFORE DELETE ON stand_in
       BEGIN SELECT RAISE(ABORT, 'what was done for somebody is never deleted'); END""",
    """CREATE TRIGGER seal_not_changed BEFORE UPDATE ON seal
       BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END""",
    """CREATE TRIGGER seal_not_deleted BEFORE DELETE ON seal
       BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END""",
    f"""CREATE TRIGGER state_by_decision BEFORE UPDATE OF state ON contribution WHEN {_UNDECIDED}
       BEGIN SELECT RAISE(ABORT, 'a state changes only with a decision that says so'); END""",
    f"""CREATE TRIGGER second_opinion_by_another BEFORE INSERT ON decision WHEN {_OWN_SECOND}
       BEGIN SELECT RAISE(ABORT, 'a second opinion is somebody else''s'); END""",
    f"""CREATE TRIGGER urgency_when_screened AFTER INSERT ON screening BEGIN {_URGENCY}; END""",
    f"""CREATE TRIGGER urgency_when_screened_again AFTER UPDATE ON screening BEGIN {_URGENCY}; END""",
    f"""CREATE TRIGGER worries_when_screened AFTER INSERT ON screening BEGIN {_WORRIES_SQLITE}; END""",
    f"""CREATE TRIGGER worries_when_screened_again AFTER UPDATE OF concerns, title_concerns ON screening
       BEGIN {_WORRIES_SQLITE}; END""",
    f"""CREATE TRIGGER urgency_when_rewritten AFTER UPDATE OF digest ON original WHEN OLD.digest <> NEW.digest
       BEGIN {_UNSEEN}; END""",
    f"""CREATE TRIGGER quote_made_verbatim BEFORE INSERT ON quote WHEN {_OUTSIDE}
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    f"""CREATE TRIGGER quote_kept_verbatim BEFORE UPDATE OF {_OFFSETS} ON quote WHEN {_OUTSIDE}
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    """CREATE VIRTUAL TABLE search_fts USING fts5(
       words, content='search_text', content_rowid='contribution_id', detail=none, tokenize='unicode61')""",
    f"CREATE TRIGGER search_added AFTER INSERT ON search_text BEGIN {_FTS_NEW} END",
    f"CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN {_FTS_OLD} {_FTS_NEW} END",
    f"CREATE TRIGGER search_removed AFTER DELETE ON search_text BEGIN {_FTS_OLD} END",
    f"""CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title, use_only ON contribution
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
    """CREATE FUNCTION refuse_step_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'steps are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER safeguarding_step_not_changed BEFORE UPDATE OR DELETE ON safeguarding_step
       FOR EACH ROW EXECUTE FUNCTION refuse_step_change()""",
    """CREATE FUNCTION refuse_stand_in_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'what was done for somebody is never changed or deleted'
         USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER stand_in_not_changed BEFORE UPDATE OR DELETE ON stand_in
       FOR EACH ROW EXECUTE FUNCTION refuse_stand_in_change()""",
    """CREATE FUNCTION refuse_seal_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'seals are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER seal_not_changed BEFORE UPDATE OR DELETE ON seal
       FOR EACH ROW EXECUTE FUNCTION refuse_seal_change()""",
    f"""CREATE FUNCTION refuse_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF {_UNDECIDED} THEN
         RAISE EXCEPTION 'a state changes only with a decision that says so' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER state_by_decision BEFORE UPDATE OF state ON contribution
       FOR EACH ROW EXECUTE FUNCTION refuse_undecided()""",
    f"""CREATE FUNCTION refuse_own_second() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF {_OWN_SECOND} THEN
         RAISE EXCEPTION 'a second opinion is somebody else''s' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER second_opinion_by_another BEFORE INSERT ON decision
       FOR EACH ROW EXECUTE FUNCTION refuse_own_second()""",
    f"""CREATE FUNCTION keep_urgency() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN {_URGENCY}; RETURN NEW; END $$""",
    """CREATE TRIGGER urgency_when_screened AFTER INSERT OR UPDATE ON screening
       FOR EACH ROW EXECUTE FUNCTION keep_urgency()""",
    f"""CREATE FUNCTION keep_worries() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN {_WORRIES_POSTGRESQL}; RETURN NEW; END $$""",
    """CREATE TRIGGER worries_when_screened AFTER INSERT OR UPDATE OF concerns, title_concerns ON screening
       FOR EACH ROW EXECUTE FUNCTION keep_worries()""",
    f"""CREATE FUNCTION forget_urgency() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN {_UNSEEN}; RETURN NEW; END $$""",
    """CREATE TRIGGER urgency_when_rewritten AFTER UPDATE OF digest ON original
       FOR EACH ROW WHEN (OLD.digest <> NEW.digest) EXECUTE FUNCTION forget_urgency()""",
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
    f"""CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title, use_only ON contribution FOR EACH ROW
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
