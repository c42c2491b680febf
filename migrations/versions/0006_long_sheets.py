"""Long sheets are read by the worker, and places of a sheet are said to be places of the plan

Revision ID: 0006
Revises: 0005
"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('register_import', sa.Column('places', sa.JSON(), nullable=True))
    op.add_column('register_import', sa.Column('asked', sa.JSON(), nullable=True))
    op.add_column('register_import', sa.Column('found', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('register_import', 'found')
    op.drop_column('register_import', 'asked')
    op.drop_column('register_import', 'places')
