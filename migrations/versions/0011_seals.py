"""Seals on the log of decisions

Revision ID: 0011
Revises: 0010
"""

from alembic import op
import sqlalchemy as sa


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


SQLITE = (
    """CREATE TRIGGER seal_not_changed BEFORE UPDATE ON seal
       BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END""",
    """CREATE TRIGGER seal_not_deleted BEFORE DELETE ON seal
       BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse_seal_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'seals are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER seal_not_changed BEFORE UPDATE OR DELETE ON seal
       FOR EACH ROW EXECUTE FUNCTION refuse_seal_change()""",
)


def upgrade() -> None:
    op.create_table("seal",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_seal_decision_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    sa.UniqueConstraint("decision_id", name=op.f("uq_seal_decision_id"))
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("seal")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_seal_change()")
