"""No sentence of anybody is kept with a theme: it would outlive their consent

Revision ID: 0007
Revises: 0006
"""

from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE theme SET description = ''")


def downgrade() -> None:
    pass
