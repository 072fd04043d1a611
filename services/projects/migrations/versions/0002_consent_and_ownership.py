"""consent_and_ownership."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What bodies say of a decision, and who owns over time."""
    wait_for_deadlines()


def wait_for_deadlines() -> None:
    """Projects that wait for something find themselves by the instant at which it happens."""
    op.add_column("projects", sa.Column("next_deadline", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_projects_next_deadline",
        "projects",
        ["next_deadline", "id"],
        unique=False,
        postgresql_where=sa.text("next_deadline IS NOT NULL"),
    )


def downgrade() -> None:
    """There is no way back: a journal is never dropped."""
