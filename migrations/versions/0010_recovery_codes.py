"""Recovery codes for the second step are encrypted with a key made from the site's secret

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet
from flask import current_app


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

USER = sa.table("user", sa.column("id", sa.Integer), sa.column("mf_recovery_codes", sa.UnicodeText))


def upgrade() -> None:
    _rewrite(lambda code: _key().encrypt(code.encode()).decode())


def downgrade() -> None:
    _rewrite(lambda code: _key().decrypt(code.encode()).decode())


def _key() -> Fernet:
    return Fernet(current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"][0])


def _rewrite(changed: Callable[[str], str]) -> None:
    for id_, codes in op.get_bind().execute(sa.select(USER).where(USER.c.mf_recovery_codes != "")).all():
        kept = ",".join(map(changed, codes.split(",")))
        op.execute(sa.update(USER).where(USER.c.id == id_).values(mf_recovery_codes=kept))
