"""Copies of projects say who carries them and who pays for them beside their owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("co_owners", "co_funders"):
        op.add_column(
            "project_refs",
            sa.Column(column, postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        )
