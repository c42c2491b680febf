"""How many people of each group live here, and how deprived each place is

Revision ID: 0008
Revises: 0007
"""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("group_population",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("question", sa.String(length=40), nullable=False),
    sa.Column("options", sa.String(length=400), nullable=False),
    sa.Column("people", sa.Integer(), nullable=False),
    sa.Column("source", sa.String(length=300), nullable=False),
    sa.Column("year", sa.Integer(), nullable=False),
    sa.CheckConstraint("people > 0", name=op.f("ck_group_population_people_counts")),
    sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_group_population_plan_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_group_population")),
    sa.UniqueConstraint("plan_id", "question", "options", name=op.f("uq_group_population_plan_id_question_options"))
    )
    op.create_table("deprivation",
    sa.Column("locality_id", sa.Integer(), nullable=False),
    sa.Column("per_cent", sa.Double(), nullable=False),
    sa.Column("source", sa.String(length=300), nullable=False),
    sa.Column("year", sa.Integer(), nullable=False),
    sa.CheckConstraint("per_cent BETWEEN 0 AND 100", name=op.f("ck_deprivation_share_of_all")),
    sa.ForeignKeyConstraint(["locality_id"], ["locality.id"], name=op.f("fk_deprivation_locality_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("locality_id", name=op.f("pk_deprivation"))
    )


def downgrade() -> None:
    op.drop_table("deprivation")
    op.drop_table("group_population")
