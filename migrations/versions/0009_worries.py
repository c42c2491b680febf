"""Each kind of concern in a text has a row, and what is on hold an index, so that a narrowed queue opens at once

Revision ID: 0009
Revises: 0008
"""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


SQLITE = (
    """CREATE TRIGGER worries_when_screened AFTER INSERT ON screening BEGIN DELETE FROM worry WHERE contribution_id = NEW.contribution_id;
    INSERT INTO worry (contribution_id, kind) SELECT DISTINCT NEW.contribution_id, json_extract(value, '$.kind') FROM (
    SELECT value FROM json_each(NEW.concerns) UNION ALL SELECT value FROM json_each(NEW.title_concerns)) AS found; END""",
    """CREATE TRIGGER worries_when_screened_again AFTER UPDATE OF concerns, title_concerns ON screening
       BEGIN DELETE FROM worry WHERE contribution_id = NEW.contribution_id;
    INSERT INTO worry (contribution_id, kind) SELECT DISTINCT NEW.contribution_id, json_extract(value, '$.kind') FROM (
    SELECT value FROM json_each(NEW.concerns) UNION ALL SELECT value FROM json_each(NEW.title_concerns)) AS found; END""",
)
POSTGRESQL = (
    """CREATE FUNCTION keep_worries() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN DELETE FROM worry WHERE contribution_id = NEW.contribution_id;
    INSERT INTO worry (contribution_id, kind) SELECT DISTINCT NEW.contribution_id, value ->> 'kind' FROM (
    SELECT value FROM json_array_elements(NEW.concerns) UNION ALL SELECT value FROM json_array_elements(NEW.title_concerns)) AS found; RETURN NEW; END $$""",
    """CREATE TRIGGER worries_when_screened AFTER INSERT OR UPDATE OF concerns, title_concerns ON screening
       FOR EACH ROW EXECUTE FUNCTION keep_worries()""",
)
KEPT = """INSERT INTO worry (contribution_id, kind) SELECT DISTINCT contribution_id, {kind} FROM (
    SELECT contribution_id, value FROM screening, {each}(concerns)
    UNION ALL SELECT contribution_id, value FROM screening, {each}(title_concerns)) AS found"""


def upgrade() -> None:
    op.create_table("worry",
    sa.Column("contribution_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(["contribution_id"], ["screening.contribution_id"], name=op.f("fk_worry_contribution_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("contribution_id", "kind", name=op.f("pk_worry"))
    )
    op.create_index("ix_worry_kind", "worry", ["kind", "contribution_id"])
    held = sa.text("state = 'held'")
    columns = ["plan_id", "urgency", "received_at", "id", "suspicion", "last_decision_id"]
    op.create_index("ix_contribution_held", "contribution", columns, sqlite_where=held, postgresql_where=held)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)
    each, kind = ("json_each", "json_extract(value, '$.kind')") if sqlite else ("json_array_elements", "value ->> 'kind'")
    op.execute(KEPT.format(each=each, kind=kind))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER worries_when_screened_again")
        op.execute("DROP TRIGGER worries_when_screened")
    else:
        op.execute("DROP TRIGGER worries_when_screened ON screening")
        op.execute("DROP FUNCTION keep_worries()")
    op.drop_index("ix_contribution_held", table_name="contribution")
    op.drop_index("ix_worry_kind", table_name="worry")
    op.drop_table("worry")
