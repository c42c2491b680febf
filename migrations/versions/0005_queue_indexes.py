"""Indexes with which a queue of tens of thousands opens like one of thirty

Revision ID: 0005
Revises: 0004
"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


WAITING = "state IN ('received', 'held')"
SETTLED = "state IN ('published', 'declined')"
IN_ORDER = ['plan_id', 'urgency', 'received_at', 'id', 'state', 'suspicion']


def _create(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, 'contribution', columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.drop_index('ix_contribution_queue', table_name='contribution')
    _create('ix_contribution_queue', [*IN_ORDER, 'checked', 'kind', 'language', 'locality_id', 'channel_id'], WAITING)
    _create('ix_contribution_tray', IN_ORDER, f"{WAITING} AND suspicion <> ''")
    _create('ix_contribution_unchecked', [*IN_ORDER, 'checked'], f"{WAITING} AND NOT checked")
    _create('ix_contribution_decided', ['plan_id', 'last_decision_id', 'state'], SETTLED)
    op.create_index('ix_decision_by', 'decision', ['by_id', 'at'])


def downgrade() -> None:
    op.drop_index('ix_decision_by', table_name='decision')
    for name in ('decided', 'unchecked', 'tray', 'queue'):
        op.drop_index(f'ix_contribution_{name}', table_name='contribution')
    _create('ix_contribution_queue', [*IN_ORDER, 'checked'], WAITING)
