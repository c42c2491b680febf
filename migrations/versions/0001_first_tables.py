"""First tables

Revision ID: 0001
Revises: 
"""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# The rules that the database keeps by itself, as they were at this step.
FUNCTIONS = ("refuse_decision_change", "refuse_return", "refuse_step_change", "refuse_undecided", "refuse_own_second", "keep_urgency", "forget_urgency", "refuse_loose_quote", "forget_rewritten", "forget_unshown")
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
    """CREATE TRIGGER state_by_decision BEFORE UPDATE OF state ON contribution WHEN OLD.state <> NEW.state AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.last_decision_id
    AND d.contribution_id = NEW.id AND d."old" = OLD.state AND d."new" = NEW.state)
       BEGIN SELECT RAISE(ABORT, 'a state changes only with a decision that says so'); END""",
    """CREATE TRIGGER second_opinion_by_another BEFORE INSERT ON decision WHEN NEW.by_id IS NOT NULL AND NEW.kind NOT IN ('undo', 'refer') AND EXISTS (
    SELECT 1 FROM contribution c JOIN decision d ON d.id = c.last_decision_id
    WHERE c.id = NEW.contribution_id AND d.kind = 'second' AND d.by_id = NEW.by_id)
       BEGIN SELECT RAISE(ABORT, 'a second opinion is somebody else''s'); END""",
    """CREATE TRIGGER urgency_when_screened AFTER INSERT ON screening BEGIN UPDATE contribution SET urgency = 3 - NEW.seriousness, checked = (NEW.status = 'done')
    WHERE id = NEW.contribution_id AND NEW.text_digest =
    (SELECT digest FROM original WHERE contribution_id = NEW.contribution_id); END""",
    """CREATE TRIGGER urgency_when_screened_again AFTER UPDATE ON screening BEGIN UPDATE contribution SET urgency = 3 - NEW.seriousness, checked = (NEW.status = 'done')
    WHERE id = NEW.contribution_id AND NEW.text_digest =
    (SELECT digest FROM original WHERE contribution_id = NEW.contribution_id); END""",
    """CREATE TRIGGER urgency_when_rewritten AFTER UPDATE OF digest ON original WHEN OLD.digest <> NEW.digest
       BEGIN UPDATE contribution SET checked = false, urgency = CASE WHEN urgency < 2 THEN urgency ELSE 2 END
    WHERE id = NEW.contribution_id; END""",
    """CREATE TRIGGER quote_made_verbatim BEFORE INSERT ON quote WHEN NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND NOT c.use_only
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text))
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    """CREATE TRIGGER quote_kept_verbatim BEFORE UPDATE OF start_at, end_at, text_digest, contribution_id ON quote WHEN NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND NOT c.use_only
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text))
       BEGIN SELECT RAISE(ABORT, 'a quote must lie inside the approved text'); END""",
    """CREATE VIRTUAL TABLE search_fts USING fts5(
       words, content='search_text', content_rowid='contribution_id', detail=none, tokenize='unicode61')""",
    """CREATE TRIGGER search_added AFTER INSERT ON search_text BEGIN INSERT INTO search_fts(rowid, words) VALUES (NEW.contribution_id, NEW.words); END""",
    """CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', OLD.contribution_id, OLD.words);
       INSERT OR IGNORE INTO search_gone VALUES (OLD.contribution_id); INSERT INTO search_fts(rowid, words) VALUES (NEW.contribution_id, NEW.words); END""",
    """CREATE TRIGGER search_removed AFTER DELETE ON search_text BEGIN INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', OLD.contribution_id, OLD.words);
       INSERT OR IGNORE INTO search_gone VALUES (OLD.contribution_id); END""",
    """CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title, use_only ON contribution
       WHEN OLD.published_digest IS NOT NEW.published_digest OR OLD.published_title IS NOT NEW.published_title
       OR OLD.use_only <> NEW.use_only BEGIN DELETE FROM search_text WHERE contribution_id = NEW.id; END""",
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
    """CREATE FUNCTION refuse_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF OLD.state <> NEW.state AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.last_decision_id
    AND d.contribution_id = NEW.id AND d."old" = OLD.state AND d."new" = NEW.state) THEN
         RAISE EXCEPTION 'a state changes only with a decision that says so' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER state_by_decision BEFORE UPDATE OF state ON contribution
       FOR EACH ROW EXECUTE FUNCTION refuse_undecided()""",
    """CREATE FUNCTION refuse_own_second() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF NEW.by_id IS NOT NULL AND NEW.kind NOT IN ('undo', 'refer') AND EXISTS (
    SELECT 1 FROM contribution c JOIN decision d ON d.id = c.last_decision_id
    WHERE c.id = NEW.contribution_id AND d.kind = 'second' AND d.by_id = NEW.by_id) THEN
         RAISE EXCEPTION 'a second opinion is somebody else''s' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER second_opinion_by_another BEFORE INSERT ON decision
       FOR EACH ROW EXECUTE FUNCTION refuse_own_second()""",
    """CREATE FUNCTION keep_urgency() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN UPDATE contribution SET urgency = 3 - NEW.seriousness, checked = (NEW.status = 'done')
    WHERE id = NEW.contribution_id AND NEW.text_digest =
    (SELECT digest FROM original WHERE contribution_id = NEW.contribution_id); RETURN NEW; END $$""",
    """CREATE TRIGGER urgency_when_screened AFTER INSERT OR UPDATE ON screening
       FOR EACH ROW EXECUTE FUNCTION keep_urgency()""",
    """CREATE FUNCTION forget_urgency() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN UPDATE contribution SET checked = false, urgency = CASE WHEN urgency < 2 THEN urgency ELSE 2 END
    WHERE id = NEW.contribution_id; RETURN NEW; END $$""",
    """CREATE TRIGGER urgency_when_rewritten AFTER UPDATE OF digest ON original
       FOR EACH ROW WHEN (OLD.digest <> NEW.digest) EXECUTE FUNCTION forget_urgency()""",
    """CREATE FUNCTION refuse_loose_quote() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF NOT EXISTS (SELECT 1 FROM contribution c JOIN consent k ON k.contribution_id = c.id
    WHERE c.id = NEW.contribution_id AND k.quote
    AND NOT c.use_only
    AND c.published_digest = NEW.text_digest AND NEW.end_at <= length(c.published_text)) THEN
         RAISE EXCEPTION 'a quote must lie inside the approved text' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER quote_made_verbatim BEFORE INSERT OR UPDATE OF start_at, end_at, text_digest, contribution_id ON quote
       FOR EACH ROW EXECUTE FUNCTION refuse_loose_quote()""",
    """CREATE INDEX ix_search_fts ON search_text
       USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
    """CREATE FUNCTION forget_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN DELETE FROM search_text WHERE contribution_id = NEW.id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_hidden AFTER UPDATE OF published_digest, published_title, use_only ON contribution FOR EACH ROW
       WHEN (OLD.published_digest IS DISTINCT FROM NEW.published_digest OR OLD.published_title IS DISTINCT FROM NEW.published_title
       OR OLD.use_only <> NEW.use_only) EXECUTE FUNCTION forget_rewritten()""",
    """CREATE FUNCTION forget_unshown() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN DELETE FROM search_text WHERE contribution_id = NEW.contribution_id; RETURN NULL; END $$""",
    """CREATE TRIGGER search_not_shown AFTER UPDATE OF show ON consent FOR EACH ROW
       WHEN (NOT NEW.show) EXECUTE FUNCTION forget_unshown()""",
)


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('chore',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_chore'))
    )
    op.create_table('contributor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('source_key', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contributor')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_contributor_code_hash')),
    sa.UniqueConstraint('source', 'source_key', name=op.f('uq_contributor_source_source_key'))
    )
    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('short_name', sa.String(length=80), nullable=False),
    sa.Column('partnership', sa.String(length=200), nullable=False),
    sa.Column('years', sa.String(length=40), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('wording', sa.JSON(), nullable=False),
    sa.Column('themes_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('slug', name=op.f('uq_plan_slug'))
    )
    op.create_table('role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('description', sa.String(length=255), nullable=False),
    sa.Column('second_factor', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role')),
    sa.UniqueConstraint('name', name=op.f('uq_role_name'))
    )
    op.create_table('search_gone',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_search_gone'))
    )
    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('mf_recovery_codes', sa.UnicodeText(), nullable=True),
    sa.Column('failed_sign_ins', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('email', name=op.f('uq_user_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_user_fs_uniquifier'))
    )
    op.create_table('about_answer',
    sa.Column('contributor_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('option', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributor.id'], name=op.f('fk_about_answer_contributor_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contributor_id', 'question', name=op.f('pk_about_answer'))
    )
    with op.batch_alter_table('about_answer', schema=None) as batch_op:
        batch_op.create_index('ix_about_answer_counts', ['question', 'option'], unique=False)

    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_api_token_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_api_token_secret_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_user_id'), ['user_id'], unique=False)

    op.create_table('big_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_big_change_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_big_change')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_big_change_plan_id_slug'))
    )
    op.create_table('channel',
    sa.Column('plain', sa.String(length=300), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_channel_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_channel_plan_id_slug'))
    )
    op.create_table('chapter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('plain', sa.String(length=300), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('includes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_chapter_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chapter')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_chapter_plan_id_slug'))
    )
    op.create_table('contact',
    sa.Column('contributor_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('post', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributor.id'], name=op.f('fk_contact_contributor_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contributor_id', name=op.f('pk_contact'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_draft_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_draft_code_hash')),
    sa.UniqueConstraint('form_token', name=op.f('uq_draft_form_token'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_updated_at'), ['updated_at'], unique=False)

    op.create_table('evidence_look',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_evidence_look_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_evidence_look_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'plan_id', name=op.f('pk_evidence_look'))
    )
    op.create_table('goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('plain', sa.String(length=300), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_goal_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_goal_plan_id_number')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_goal_plan_id_slug'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('moderated_at_source', sa.String(length=200), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_import_run_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_table('locality',
    sa.Column('towns', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_locality_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_locality')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_locality_plan_id_slug'))
    )
    op.create_table('milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('what', sa.String(length=300), nullable=False),
    sa.Column('plain', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_milestone_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone'))
    )
    op.create_table('plain_word',
    sa.Column('plain', sa.String(length=300), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plain_word_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plain_word')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_plain_word_plan_id_slug'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('opens', sa.Date(), nullable=False),
    sa.Column('closes', sa.Date(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('summary_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('summary_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('opens <= closes', name=op.f('ck_question_opens_first')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_question_plan_id')),
    sa.ForeignKeyConstraint(['summary_by_id'], ['user.id'], name=op.f('fk_question_summary_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_question_plan_id_slug'))
    )
    op.create_table('register_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('rows_refused', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('survey', 'complaints', 'report')", name=op.f('ck_register_import_kind_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_register_import_by_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_register_import_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_import'))
    )
    with op.batch_alter_table('register_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_import_plan_id'), ['plan_id'], unique=False)

    op.create_table('respondent_kind',
    sa.Column('attribution', sa.String(length=120), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_respondent_kind_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent_kind')),
    sa.UniqueConstraint('plan_id', 'slug', name=op.f('uq_respondent_kind_plan_id_slug'))
    )
    op.create_table('tally',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.String(length=40), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('stamp', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_tally_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', 'page', name=op.f('pk_tally'))
    )
    op.create_table('theme_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('into', sa.JSON(), nullable=False),
    sa.Column('landmarks', sa.LargeBinary(), nullable=False),
    sa.Column('encoder', sa.String(length=80), nullable=False),
    sa.Column('belongs', sa.Double(), nullable=False),
    sa.Column('familiar', sa.Double(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('new', 'grown', 'split', 'merged')", name=op.f('ck_theme_proposal_kind_known')),
    sa.CheckConstraint("state IN ('waiting', 'accepted', 'rejected', 'overtaken')", name=op.f('ck_theme_proposal_state_known')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_theme_proposal_decided_by_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_theme_proposal_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_proposal'))
    )
    with op.batch_alter_table('theme_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_proposal_plan_id'), ['plan_id'], unique=False)

    op.create_table('user_role',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_user_role_role_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_user_role_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'role_id', name=op.f('pk_user_role'))
    )
    op.create_table('chapter_author',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_chapter_author_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_chapter_author_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'chapter_id', name=op.f('pk_chapter_author'))
    )
    op.create_table('chapter_goal',
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_chapter_goal_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_chapter_goal_goal_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('chapter_id', 'goal_id', name=op.f('pk_chapter_goal'))
    )
    op.create_table('chapter_look',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_chapter_look_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_chapter_look_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'chapter_id', name=op.f('pk_chapter_look'))
    )
    op.create_table('draft_chapter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('opens', sa.Date(), nullable=False),
    sa.Column('closes', sa.Date(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('number > 0', name=op.f('ck_draft_chapter_number_counts')),
    sa.CheckConstraint('opens <= closes', name=op.f('ck_draft_chapter_opens_first')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_draft_chapter_chapter_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_draft_chapter_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_chapter')),
    sa.UniqueConstraint('chapter_id', 'number', name=op.f('uq_draft_chapter_chapter_id_number'))
    )
    op.create_table('draft_paragraph',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_draft_paragraph_chapter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_paragraph'))
    )
    with op.batch_alter_table('draft_paragraph', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_paragraph_chapter_id'), ['chapter_id'], unique=False)

    op.create_table('endorsement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.CheckConstraint("verdict <> 'more-wanted' OR note <> ''", name=op.f('ck_endorsement_more_wanted_says_what')),
    sa.CheckConstraint("verdict IN ('endorsed', 'more-wanted')", name=op.f('ck_endorsement_verdict_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_endorsement_by_id')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_endorsement_chapter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endorsement'))
    )
    with op.batch_alter_table('endorsement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_endorsement_chapter_id'), ['chapter_id'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('host', sa.String(length=200), nullable=False),
    sa.Column('invited', sa.String(length=300), nullable=False),
    sa.Column('attended', sa.Integer(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('licence', sa.String(length=200), nullable=False),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('goal_id', sa.Integer(), nullable=True),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('attended IS NULL OR attended >= 0', name=op.f('ck_event_attended_counts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_event_entered_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_event_goal_id')),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_event_locality_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_event_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('key', name=op.f('uq_event_key'))
    )
    op.create_table('objective',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('due', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_objective_chapter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objective')),
    sa.UniqueConstraint('chapter_id', 'number', name=op.f('uq_objective_chapter_id_number'))
    )
    op.create_table('outcome',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('did', sa.Text(), nullable=False),
    sa.Column('responsible', sa.String(length=200), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('next_on_date', sa.Date(), nullable=True),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("responsible <> ''", name=op.f('ck_outcome_somebody_is_responsible')),
    sa.CheckConstraint("said <> ''", name=op.f('ck_outcome_said_something')),
    sa.CheckConstraint("status = 'thinking' OR did <> ''", name=op.f('ck_outcome_says_what_or_why')),
    sa.CheckConstraint("status IN ('thinking', 'doing', 'done', 'cannot')", name=op.f('ck_outcome_status_known')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_outcome_chapter_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_outcome_made_by_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_outcome_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index('ix_outcome_plan_chapter', ['plan_id', 'chapter_id'], unique=False)

    op.create_table('outreach',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('gap', sa.String(length=300), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_outreach_by_id')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_outreach_chapter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach'))
    )
    with op.batch_alter_table('outreach', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outreach_chapter_id'), ['chapter_id'], unique=False)

    op.create_table('pack',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=True),
    sa.Column('milestone_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_pack_by_id')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_pack_chapter_id')),
    sa.ForeignKeyConstraint(['milestone_id'], ['milestone.id'], name=op.f('fk_pack_milestone_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_pack_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pack')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_pack_plan_id_number'))
    )
    with op.batch_alter_table('pack', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pack_sha256'), ['sha256'], unique=False)

    op.create_table('population',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('respondent_kind_id', sa.Integer(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.CheckConstraint('(locality_id IS NULL) <> (respondent_kind_id IS NULL)', name=op.f('ck_population_of_one_thing')),
    sa.CheckConstraint('people > 0', name=op.f('ck_population_people_counts')),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_population_locality_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_population_plan_id')),
    sa.ForeignKeyConstraint(['respondent_kind_id'], ['respondent_kind.id'], name=op.f('fk_population_respondent_kind_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_population')),
    sa.UniqueConstraint('locality_id', name=op.f('uq_population_locality_id')),
    sa.UniqueConstraint('respondent_kind_id', name=op.f('uq_population_respondent_kind_id'))
    )
    with op.batch_alter_table('population', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_population_plan_id'), ['plan_id'], unique=False)

    op.create_table('question_chapter',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_question_chapter_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_chapter_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'chapter_id', name=op.f('pk_question_chapter'))
    )
    op.create_table('register_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('licence', sa.String(length=200), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=True),
    sa.Column('weighting', sa.String(length=300), nullable=False),
    sa.Column('starts', sa.Date(), nullable=True),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('findings', sa.Text(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=True),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('survey', 'complaints', 'report')", name=op.f('ck_register_entry_kind_known')),
    sa.CheckConstraint('base IS NULL OR base >= 0', name=op.f('ck_register_entry_base_counts')),
    sa.CheckConstraint('starts IS NULL OR ends IS NULL OR starts <= ends', name=op.f('ck_register_entry_starts_first')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_register_entry_entered_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_register_entry_goal_id')),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_register_entry_import_id')),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_register_entry_locality_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_register_entry_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_entry'))
    )
    with op.batch_alter_table('register_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_entry_plan_id'), ['plan_id'], unique=False)

    op.create_table('theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('encoder', sa.String(length=80), nullable=False),
    sa.Column('centroid', sa.LargeBinary(), nullable=False),
    sa.Column('belongs', sa.Double(), nullable=False),
    sa.Column('familiar', sa.Double(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retired_by_id', sa.Integer(), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('chapter_id', sa.Integer(), nullable=True),
    sa.Column('goal_id', sa.Integer(), nullable=True),
    sa.Column('settled_size', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_theme_chapter_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_theme_goal_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['theme.id'], name=op.f('fk_theme_merged_into_id')),
    sa.ForeignKeyConstraint(['named_by_id'], ['user.id'], name=op.f('fk_theme_named_by_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['theme.id'], name=op.f('fk_theme_parent_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_theme_plan_id')),
    sa.ForeignKeyConstraint(['retired_by_id'], ['user.id'], name=op.f('fk_theme_retired_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme')),
    sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_theme_plan_id_key'))
    )
    op.create_table('word_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_word_draft_chapter_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_word_draft_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_draft'))
    )
    with op.batch_alter_table('word_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_word_draft_chapter_id'), ['chapter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_word_draft_kept_until'), ['kept_until'], unique=False)

    op.create_table('contribution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('contributor_id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_title', sa.String(length=200), nullable=True),
    sa.Column('published_text', sa.Text(), nullable=True),
    sa.Column('published_digest', sa.String(length=64), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('use_only', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('checked', sa.Boolean(), nullable=False),
    sa.Column('suspicion', sa.String(length=20), nullable=False),
    sa.Column('twins', sa.String(length=64), nullable=True),
    sa.Column('last_decision_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('on_behalf', sa.String(length=32), nullable=False),
    sa.Column('leave', sa.String(length=32), nullable=True),
    sa.Column('group_name', sa.String(length=200), nullable=True),
    sa.Column('group_size', sa.Integer(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('transcribed', sa.Boolean(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('respondent_kind_id', sa.Integer(), nullable=True),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('paragraph_id', sa.Integer(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('source_id', sa.String(length=200), nullable=True),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.CheckConstraint("(on_behalf = 'person') = (leave IS NOT NULL)", name=op.f('ck_contribution_for_somebody_with_permission')),
    sa.CheckConstraint("(state = 'published') = (published_text IS NOT NULL)", name=op.f('ck_contribution_text_if_published')),
    sa.CheckConstraint("kind IN ('idea', 'story', 'comment')", name=op.f('ck_contribution_kind_known')),
    sa.CheckConstraint("leave IN ('agreed', 'decides')", name=op.f('ck_contribution_leave_known')),
    sa.CheckConstraint("on_behalf = 'group' OR (group_name IS NULL AND group_size IS NULL)", name=op.f('ck_contribution_group_only')),
    sa.CheckConstraint("on_behalf IN ('self', 'person', 'group')", name=op.f('ck_contribution_on_behalf_known')),
    sa.CheckConstraint("paragraph_id IS NULL OR kind = 'comment'", name=op.f('ck_contribution_comment_on_a_paragraph')),
    sa.CheckConstraint("parent_id IS NULL OR (kind = 'comment' AND paragraph_id IS NULL)", name=op.f('ck_contribution_comment_on_one_thing')),
    sa.CheckConstraint("state = 'received' OR last_decision_id IS NOT NULL", name=op.f('ck_contribution_decided_by_a_decision')),
    sa.CheckConstraint("state IN ('received', 'held', 'referred', 'published', 'declined', 'withdrawn')", name=op.f('ck_contribution_state_known')),
    sa.CheckConstraint("use_only = false OR state = 'published'", name=op.f('ck_contribution_use_only_if_published')),
    sa.CheckConstraint('(published_text IS NULL) = (published_digest IS NULL)', name=op.f('ck_contribution_digest_of_text')),
    sa.CheckConstraint('group_size IS NULL OR group_size >= 1', name=op.f('ck_contribution_group_of_people')),
    sa.CheckConstraint('urgency BETWEEN 0 AND 3', name=op.f('ck_contribution_urgency_known')),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_contribution_channel_id')),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributor.id'], name=op.f('fk_contribution_contributor_id')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_contribution_event_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import_run.id'], name=op.f('fk_contribution_import_id')),
    sa.ForeignKeyConstraint(['last_decision_id'], ['decision.id'], name=op.f('fk_contribution_last_decision_id'), use_alter=True),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_contribution_locality_id')),
    sa.ForeignKeyConstraint(['paragraph_id'], ['draft_paragraph.id'], name=op.f('fk_contribution_paragraph_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['contribution.id'], name=op.f('fk_contribution_parent_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_contribution_plan_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_contribution_question_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_contribution_recorded_by_id')),
    sa.ForeignKeyConstraint(['respondent_kind_id'], ['respondent_kind.id'], name=op.f('fk_contribution_respondent_kind_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sa.UniqueConstraint('form_token', name=op.f('uq_contribution_form_token')),
    sa.UniqueConstraint('reference', name=op.f('uq_contribution_reference')),
    sa.UniqueConstraint('source', 'source_id', name=op.f('uq_contribution_source_source_id'))
    )
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contribution_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_contributor_id'), ['contributor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_locality_id'), ['locality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_paragraph_id'), ['paragraph_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('ix_contribution_plan_published', ['plan_id', 'state', 'published_at'], unique=False)
        batch_op.create_index('ix_contribution_plan_state', ['plan_id', 'state', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_question_id'), ['question_id'], unique=False)
        batch_op.create_index('ix_contribution_queue', ['plan_id', 'urgency', 'received_at', 'id', 'state', 'suspicion', 'checked'], unique=False, sqlite_where=sa.text("state IN ('received', 'held')"), postgresql_where=sa.text("state IN ('received', 'held')"))
        batch_op.create_index(batch_op.f('ix_contribution_received_at'), ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_respondent_kind_id'), ['respondent_kind_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contribution_twins'), ['twins'], unique=False)

    op.create_table('draft_block',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('paragraph_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('change', sa.String(length=32), nullable=False),
    sa.CheckConstraint("change IN ('same', 'changed', 'new')", name=op.f('ck_draft_block_change_known')),
    sa.CheckConstraint("kind IN ('heading', 'subheading', 'paragraph', 'item')", name=op.f('ck_draft_block_kind_known')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_draft_block_text_given')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft_chapter.id'], name=op.f('fk_draft_block_draft_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['paragraph_id'], ['draft_paragraph.id'], name=op.f('fk_draft_block_paragraph_id')),
    sa.PrimaryKeyConstraint('draft_id', 'paragraph_id', name=op.f('pk_draft_block')),
    sa.UniqueConstraint('draft_id', 'position', name=op.f('uq_draft_block_draft_id_position'))
    )
    with op.batch_alter_table('draft_block', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_block_paragraph_id'), ['paragraph_id'], unique=False)

    op.create_table('event_chapter',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_event_chapter_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_chapter_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'chapter_id', name=op.f('pk_event_chapter'))
    )
    op.create_table('outcome_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('outcome_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('did', sa.Text(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('thinking', 'doing', 'done', 'cannot')", name=op.f('ck_outcome_change_status_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_outcome_change_by_id')),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_outcome_change_outcome_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_change'))
    )
    with op.batch_alter_table('outcome_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_change_outcome_id'), ['outcome_id'], unique=False)

    op.create_table('outcome_draft_paragraph',
    sa.Column('outcome_id', sa.Integer(), nullable=False),
    sa.Column('draft_paragraph_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['draft_paragraph_id'], ['draft_paragraph.id'], name=op.f('fk_outcome_draft_paragraph_draft_paragraph_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_outcome_draft_paragraph_outcome_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('outcome_id', 'draft_paragraph_id', name=op.f('pk_outcome_draft_paragraph'))
    )
    with op.batch_alter_table('outcome_draft_paragraph', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_draft_paragraph_draft_paragraph_id'), ['draft_paragraph_id'], unique=False)

    op.create_table('outcome_question',
    sa.Column('outcome_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_outcome_question_outcome_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_outcome_question_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('outcome_id', 'question_id', name=op.f('pk_outcome_question'))
    )
    with op.batch_alter_table('outcome_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_question_question_id'), ['question_id'], unique=False)

    op.create_table('outcome_theme',
    sa.Column('outcome_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_outcome_theme_outcome_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_outcome_theme_theme_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('outcome_id', 'theme_id', name=op.f('pk_outcome_theme'))
    )
    with op.batch_alter_table('outcome_theme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_theme_theme_id'), ['theme_id'], unique=False)

    op.create_table('register_chapter',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_register_chapter_chapter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['register_entry.id'], name=op.f('fk_register_chapter_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'chapter_id', name=op.f('pk_register_chapter'))
    )
    op.create_table('register_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('percent', sa.Double(), nullable=True),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('count IS NULL OR count >= 0', name=op.f('ck_register_line_count_counts')),
    sa.CheckConstraint('percent IS NULL OR (percent >= 0 AND percent <= 100)', name=op.f('ck_register_line_percent_of_hundred')),
    sa.ForeignKeyConstraint(['entry_id'], ['register_entry.id'], name=op.f('fk_register_line_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_register_line_locality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_line'))
    )
    with op.batch_alter_table('register_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_line_entry_id'), ['entry_id'], unique=False)

    op.create_table('theme_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('found', 'renamed', 'merged', 'split', 'moved', 'removed', 'confirmed', 'pinned', 'retired', 'brought-back', 'grown', 'undone')", name=op.f('ck_theme_change_kind_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_theme_change_by_id')),
    sa.ForeignKeyConstraint(['other_id'], ['theme.id'], name=op.f('fk_theme_change_other_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_theme_change_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_change'))
    )
    with op.batch_alter_table('theme_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_change_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_theme_change_theme_id'), ['theme_id'], unique=False)

    op.create_table('analysis',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('letter', sa.String(length=10), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_analysis_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_analysis'))
    )
    with op.batch_alter_table('analysis', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_analysis_letter'), ['letter'], unique=False)

    op.create_table('assignment',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('chapter_id', sa.Integer(), nullable=True),
    sa.Column('goal_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(status = 'suggested') = (decided_at IS NULL)", name=op.f('ck_assignment_answered_by_a_person')),
    sa.CheckConstraint("status IN ('suggested', 'confirmed', 'dismissed')", name=op.f('ck_assignment_status_known')),
    sa.CheckConstraint('(chapter_id IS NULL) <> (goal_id IS NULL)', name=op.f('ck_assignment_one_target')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_assignment_chapter_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_assignment_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_assignment_decided_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_assignment_goal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('contribution_id', 'chapter_id', name=op.f('uq_assignment_contribution_id_chapter_id')),
    sa.UniqueConstraint('contribution_id', 'goal_id', name=op.f('uq_assignment_contribution_id_goal_id'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_chapter_id'), ['chapter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_goal_id'), ['goal_id'], unique=False)

    op.create_table('claim',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_claim_by_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_claim_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_claim'))
    )
    op.create_table('consent',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('use', sa.Boolean(), nullable=False),
    sa.Column('show', sa.Boolean(), nullable=False),
    sa.Column('quote', sa.Boolean(), nullable=False),
    sa.Column('attribution', sa.String(length=32), nullable=False),
    sa.Column('wording', sa.String(length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("attribution IN ('kind-and-place', 'kind', 'place', 'anonymous')", name=op.f('ck_consent_attribution_known')),
    sa.CheckConstraint('quote = false OR show = true', name=op.f('ck_consent_quote_implies_show')),
    sa.CheckConstraint('show = false OR use = true', name=op.f('ck_consent_show_implies_use')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_consent_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_consent'))
    )
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('old', sa.String(length=32), nullable=False),
    sa.Column('new', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('redactions', sa.Integer(), nullable=False),
    sa.Column('unscreened', sa.Boolean(), nullable=False),
    sa.Column('batch', sa.String(length=32), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'publish' AND new IN ('published')) OR (kind = 'route' AND new IN ('published')) OR (kind = 'ask' AND new IN ('held')) OR (kind = 'hold' AND new IN ('held')) OR (kind = 'second' AND new IN ('held')) OR (kind = 'refer' AND new IN ('referred')) OR (kind = 'decline' AND new IN ('declined')) OR (kind = 'back' AND new IN ('received')) OR (kind = 'answer' AND new IN ('received')) OR (kind = 'undo' AND new IN ('held', 'received', 'referred')) OR (kind = 'withdraw' AND new IN ('withdrawn'))", name=op.f('ck_decision_kind_leads_to_new')),
    sa.CheckConstraint("(old = 'received' AND new IN ('declined', 'held', 'published', 'referred', 'withdrawn')) OR (old = 'held' AND new IN ('declined', 'held', 'published', 'received', 'referred', 'withdrawn')) OR (old = 'referred' AND new IN ('declined', 'held', 'published', 'received', 'withdrawn')) OR (old = 'published' AND new IN ('declined', 'held', 'published', 'received', 'referred', 'withdrawn')) OR (old = 'declined' AND new IN ('held', 'published', 'received', 'referred', 'withdrawn'))", name=op.f('ck_decision_old_leads_to_new')),
    sa.CheckConstraint("kind <> 'route' OR reason <> ''", name=op.f('ck_decision_routed_somewhere')),
    sa.CheckConstraint("new <> 'declined' OR reason <> ''", name=op.f('ck_decision_declined_with_reason')),
    sa.CheckConstraint("new <> 'referred' OR reason <> ''", name=op.f('ck_decision_referred_with_reason')),
    sa.CheckConstraint('(by_id IS NULL) <> (source IS NULL)', name=op.f('ck_decision_by_somebody')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_decision_by_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_decision_contribution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('lease',
    sa.Column('work', sa.String(length=20), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_lease_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('work', 'contribution_id', name=op.f('pk_lease'))
    )
    with op.batch_alter_table('lease', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lease_until'), ['until'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contributor_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('way', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('once', sa.String(length=120), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('try_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=120), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (done_at IS NOT NULL)", name=op.f('ck_message_done_when_sent')),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f('ck_message_state_known')),
    sa.CheckConstraint("way IN ('email', 'phone', 'post')", name=op.f('ck_message_way_known')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_message_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributor.id'], name=op.f('fk_message_contributor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['done_by_id'], ['user.id'], name=op.f('fk_message_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('once', name=op.f('uq_message_once'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_contributor_id'), ['contributor_id'], unique=False)
        batch_op.create_index('ix_message_due', ['state', 'way', 'try_after'], unique=False)

    op.create_table('original',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('chosen', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_original_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_original'))
    )
    op.create_table('outcome_contribution',
    sa.Column('outcome_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_outcome_contribution_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outcome_id'], ['outcome.id'], name=op.f('fk_outcome_contribution_outcome_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('outcome_id', 'contribution_id', name=op.f('pk_outcome_contribution'))
    )
    with op.batch_alter_table('outcome_contribution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_contribution_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('passage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('start_at', sa.Integer(), nullable=False),
    sa.Column('end_at', sa.Integer(), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('quotable', sa.Boolean(), nullable=False),
    sa.Column('letter_part', sa.String(length=10), nullable=True),
    sa.CheckConstraint('0 <= start_at AND start_at < end_at', name=op.f('ck_passage_offsets')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_passage_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passage')),
    sa.UniqueConstraint('contribution_id', 'start_at', 'end_at', name=op.f('uq_passage_contribution_id_start_at_end_at'))
    )
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passage_letter_part'), ['letter_part'], unique=False)

    op.create_table('quote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chapter_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('start_at', sa.Integer(), nullable=False),
    sa.Column('end_at', sa.Integer(), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('picked_by_id', sa.Integer(), nullable=False),
    sa.Column('picked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('0 <= start_at AND start_at < end_at', name=op.f('ck_quote_offsets')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_quote_chapter_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_quote_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['picked_by_id'], ['user.id'], name=op.f('fk_quote_picked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote')),
    sa.UniqueConstraint('chapter_id', 'contribution_id', 'start_at', 'end_at', name=op.f('uq_quote_chapter_id_contribution_id_start_at_end_at'))
    )
    with op.batch_alter_table('quote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quote_chapter_id'), ['chapter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quote_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('again_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f('ck_report_decided_at_when_decided')),
    sa.CheckConstraint("reason IN ('names-somebody', 'somebody-in-danger', 'hurtful', 'untrue', 'against-the-law', 'it-is-about-me', 'something-else')", name=op.f('ck_report_reason_known')),
    sa.CheckConstraint("state IN ('waiting', 'kept', 'changed')", name=op.f('ck_report_state_known')),
    sa.CheckConstraint('(decided_by_id IS NULL) = (decided_at IS NULL)', name=op.f('ck_report_decided_by_somebody')),
    sa.ForeignKeyConstraint(['again_id'], ['report.id'], name=op.f('fk_report_again_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_report_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_report_decided_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('reference', name=op.f('uq_report_reference'))
    )
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_state'), ['state'], unique=False)

    op.create_table('safeguarding_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('told_to', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind <> 'escalated' OR told_to <> ''", name=op.f('ck_safeguarding_step_escalated_to_somebody')),
    sa.CheckConstraint("kind <> 'outcome' OR note <> ''", name=op.f('ck_safeguarding_step_outcome_in_words')),
    sa.CheckConstraint("kind IN ('raised', 'opened', 'acknowledged', 'contacted', 'escalated', 'outcome')", name=op.f('ck_safeguarding_step_kind_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_safeguarding_step_by_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_safeguarding_step_contribution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safeguarding_step'))
    )
    with op.batch_alter_table('safeguarding_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_safeguarding_step_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('screening',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('seriousness', sa.Integer(), nullable=False),
    sa.Column('identifiers', sa.JSON(), nullable=False),
    sa.Column('concerns', sa.JSON(), nullable=False),
    sa.Column('title_identifiers', sa.JSON(), nullable=False),
    sa.Column('title_concerns', sa.JSON(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.Column('title_warnings', sa.JSON(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('done', 'failed')", name=op.f('ck_screening_status_known')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_screening_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_screening'))
    )
    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_seriousness'), ['seriousness'], unique=False)

    op.create_table('search_text',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_search_text_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_search_text'))
    )
    op.create_table('support',
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('flood_hash', sa.String(length=64), nullable=True),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_support_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', 'token_hash', name=op.f('pk_support'))
    )
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.create_index('ix_support_flood', ['contribution_id', 'flood_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_support_on_date'), ['on_date'], unique=False)

    op.create_table('earlier_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['original.contribution_id'], name=op.f('fk_earlier_text_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_text'))
    )
    with op.batch_alter_table('earlier_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_earlier_text_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('enquiry',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_enquiry_answered_with_words')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_enquiry_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_enquiry_decision_id')),
    sa.PrimaryKeyConstraint('decision_id', name=op.f('pk_enquiry'))
    )
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enquiry_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('passage_assignment',
    sa.Column('passage_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('chapter_id', sa.Integer(), nullable=True),
    sa.Column('goal_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(status = 'suggested') = (decided_at IS NULL)", name=op.f('ck_passage_assignment_answered_by_a_person')),
    sa.CheckConstraint("status IN ('suggested', 'confirmed', 'dismissed')", name=op.f('ck_passage_assignment_status_known')),
    sa.CheckConstraint('(CASE WHEN chapter_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN theme_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_passage_assignment_one_target')),
    sa.ForeignKeyConstraint(['chapter_id'], ['chapter.id'], name=op.f('fk_passage_assignment_chapter_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_passage_assignment_decided_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_passage_assignment_goal_id')),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_passage_assignment_passage_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_passage_assignment_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passage_assignment')),
    sa.UniqueConstraint('passage_id', 'chapter_id', name=op.f('uq_passage_assignment_passage_id_chapter_id')),
    sa.UniqueConstraint('passage_id', 'goal_id', name=op.f('uq_passage_assignment_passage_id_goal_id')),
    sa.UniqueConstraint('passage_id', 'theme_id', name=op.f('uq_passage_assignment_passage_id_theme_id'))
    )
    with op.batch_alter_table('passage_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passage_assignment_chapter_id'), ['chapter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passage_assignment_goal_id'), ['goal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passage_assignment_passage_id'), ['passage_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passage_assignment_theme_id'), ['theme_id'], unique=False)

    op.create_table('passage_vector',
    sa.Column('passage_id', sa.Integer(), nullable=False),
    sa.Column('encoder', sa.String(length=80), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_passage_vector_passage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('passage_id', name=op.f('pk_passage_vector'))
    )
    op.create_table('second_reading',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('publish', 'decline', 'other')", name=op.f('ck_second_reading_verdict_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_second_reading_by_id')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_second_reading_decision_id')),
    sa.PrimaryKeyConstraint('decision_id', name=op.f('pk_second_reading'))
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite has it from the table itself
        op.create_foreign_key("fk_contribution_last_decision_id", "contribution", "decision", ["last_decision_id"], ["id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    # ### end Alembic commands ###


def downgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    if op.get_bind().dialect.name == "postgresql":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}() CASCADE")
        op.drop_constraint("fk_contribution_last_decision_id", "contribution")
    else:
        op.execute("DROP TABLE search_fts")
    op.drop_table('second_reading')
    op.drop_table('passage_vector')
    with op.batch_alter_table('passage_assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passage_assignment_theme_id'))
        batch_op.drop_index(batch_op.f('ix_passage_assignment_passage_id'))
        batch_op.drop_index(batch_op.f('ix_passage_assignment_goal_id'))
        batch_op.drop_index(batch_op.f('ix_passage_assignment_chapter_id'))

    op.drop_table('passage_assignment')
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiry_contribution_id'))

    op.drop_table('enquiry')
    with op.batch_alter_table('earlier_text', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_earlier_text_contribution_id'))

    op.drop_table('earlier_text')
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_support_on_date'))
        batch_op.drop_index('ix_support_flood')

    op.drop_table('support')
    op.drop_table('search_text')
    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_seriousness'))

    op.drop_table('screening')
    with op.batch_alter_table('safeguarding_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_safeguarding_step_contribution_id'))

    op.drop_table('safeguarding_step')
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_state'))
        batch_op.drop_index(batch_op.f('ix_report_contribution_id'))

    op.drop_table('report')
    with op.batch_alter_table('quote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quote_contribution_id'))
        batch_op.drop_index(batch_op.f('ix_quote_chapter_id'))

    op.drop_table('quote')
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passage_letter_part'))

    op.drop_table('passage')
    with op.batch_alter_table('outcome_contribution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_contribution_contribution_id'))

    op.drop_table('outcome_contribution')
    op.drop_table('original')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_due')
        batch_op.drop_index(batch_op.f('ix_message_contributor_id'))
        batch_op.drop_index(batch_op.f('ix_message_contribution_id'))

    op.drop_table('message')
    with op.batch_alter_table('lease', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lease_until'))

    op.drop_table('lease')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_contribution_id'))
        batch_op.drop_index(batch_op.f('ix_decision_batch'))

    op.drop_table('decision')
    op.drop_table('consent')
    op.drop_table('claim')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_goal_id'))
        batch_op.drop_index(batch_op.f('ix_assignment_contribution_id'))
        batch_op.drop_index(batch_op.f('ix_assignment_chapter_id'))

    op.drop_table('assignment')
    with op.batch_alter_table('analysis', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_analysis_letter'))

    op.drop_table('analysis')
    with op.batch_alter_table('theme_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_theme_change_theme_id'))
        batch_op.drop_index(batch_op.f('ix_theme_change_other_id'))

    op.drop_table('theme_change')
    with op.batch_alter_table('register_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_line_entry_id'))

    op.drop_table('register_line')
    op.drop_table('register_chapter')
    with op.batch_alter_table('outcome_theme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_theme_theme_id'))

    op.drop_table('outcome_theme')
    with op.batch_alter_table('outcome_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_question_question_id'))

    op.drop_table('outcome_question')
    with op.batch_alter_table('outcome_draft_paragraph', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_draft_paragraph_draft_paragraph_id'))

    op.drop_table('outcome_draft_paragraph')
    with op.batch_alter_table('outcome_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_change_outcome_id'))

    op.drop_table('outcome_change')
    op.drop_table('event_chapter')
    with op.batch_alter_table('draft_block', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_block_paragraph_id'))

    op.drop_table('draft_block')
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contribution_twins'))
        batch_op.drop_index(batch_op.f('ix_contribution_respondent_kind_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_received_at'))
        batch_op.drop_index('ix_contribution_queue', sqlite_where=sa.text("state IN ('received', 'held')"), postgresql_where=sa.text("state IN ('received', 'held')"))
        batch_op.drop_index(batch_op.f('ix_contribution_question_id'))
        batch_op.drop_index('ix_contribution_plan_state')
        batch_op.drop_index('ix_contribution_plan_published')
        batch_op.drop_index(batch_op.f('ix_contribution_parent_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_paragraph_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_locality_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_import_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_event_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_contributor_id'))
        batch_op.drop_index(batch_op.f('ix_contribution_channel_id'))

    op.drop_table('contribution')
    with op.batch_alter_table('word_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_word_draft_kept_until'))
        batch_op.drop_index(batch_op.f('ix_word_draft_chapter_id'))

    op.drop_table('word_draft')
    op.drop_table('theme')
    with op.batch_alter_table('register_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_entry_plan_id'))

    op.drop_table('register_entry')
    op.drop_table('question_chapter')
    with op.batch_alter_table('population', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_population_plan_id'))

    op.drop_table('population')
    with op.batch_alter_table('pack', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pack_sha256'))

    op.drop_table('pack')
    with op.batch_alter_table('outreach', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outreach_chapter_id'))

    op.drop_table('outreach')
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.drop_index('ix_outcome_plan_chapter')

    op.drop_table('outcome')
    op.drop_table('objective')
    op.drop_table('event')
    with op.batch_alter_table('endorsement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_endorsement_chapter_id'))

    op.drop_table('endorsement')
    with op.batch_alter_table('draft_paragraph', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_paragraph_chapter_id'))

    op.drop_table('draft_paragraph')
    op.drop_table('draft_chapter')
    op.drop_table('chapter_look')
    op.drop_table('chapter_goal')
    op.drop_table('chapter_author')
    op.drop_table('user_role')
    with op.batch_alter_table('theme_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_theme_proposal_plan_id'))

    op.drop_table('theme_proposal')
    op.drop_table('tally')
    op.drop_table('respondent_kind')
    with op.batch_alter_table('register_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_import_plan_id'))

    op.drop_table('register_import')
    op.drop_table('question')
    op.drop_table('plain_word')
    op.drop_table('milestone')
    op.drop_table('locality')
    op.drop_table('import_run')
    op.drop_table('goal')
    op.drop_table('evidence_look')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_updated_at'))

    op.drop_table('draft')
    op.drop_table('contact')
    op.drop_table('chapter')
    op.drop_table('channel')
    op.drop_table('big_change')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_user_id'))

    op.drop_table('api_token')
    with op.batch_alter_table('about_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_about_answer_counts')

    op.drop_table('about_answer')
    op.drop_table('user')
    op.drop_table('search_gone')
    op.drop_table('role')
    op.drop_table('plan')
    op.drop_table('contributor')
    op.drop_table('chore')
    # ### end Alembic commands ###
