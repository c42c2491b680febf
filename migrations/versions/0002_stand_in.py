"""What staff did for somebody without their private code

Revision ID: 0002
Revises: 0001
"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


SQLITE = (
    """CREATE TRIGGER stand_in_not_changed BEFORE UPDATE ON stand_in
       BEGIN SELECT RAISE(ABORT, 'what was done for somebody is never changed'); END""",
    """CREATE TRIGGER stand_in_not_deleted BEFORE DELETE ON stand_in
       BEGIN SELECT RAISE(ABORT, 'what was done for somebody is never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse_stand_in_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'what was done for somebody is never changed or deleted'
         USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER stand_in_not_changed BEFORE UPDATE OR DELETE ON stand_in
       FOR EACH ROW EXECUTE FUNCTION refuse_stand_in_change()""",
)


def upgrade() -> None:
    op.create_table('stand_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('did', sa.String(length=32), nullable=False),
    sa.Column('asked_by', sa.String(length=32), nullable=False),
    sa.Column('sure', sa.String(length=32), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("asked_by IN ('themselves', 'decides')", name=op.f('ck_stand_in_asked_by_known')),
    sa.CheckConstraint("did IN ('new-code', 'corrected', 'withdrawn', 'erased')", name=op.f('ck_stand_in_did_known')),
    sa.CheckConstraint("note <> ''", name=op.f('ck_stand_in_with_a_reason')),
    sa.CheckConstraint("sure IN ('contact', 'words', 'known')", name=op.f('ck_stand_in_sure_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_stand_in_by_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_stand_in_contribution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_in'))
    )
    with op.batch_alter_table('stand_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stand_in_contribution_id'), ['contribution_id'], unique=False)

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('stand_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stand_in_contribution_id'))

    op.drop_table('stand_in')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_stand_in_change()")
