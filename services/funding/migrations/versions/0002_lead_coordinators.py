"""Fields in which a decision names a lead coordinator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("plans", "project_refs"):
        op.add_column(table, sa.Column("coordinated", sa.Boolean(), nullable=False, server_default="false"))
