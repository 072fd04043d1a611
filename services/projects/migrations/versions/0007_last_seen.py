"""The day on which each person was last seen: names of people not seen for long are forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sightings",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_day", "sightings", ["day"], unique=False)
    # Nobody knows since when those who are named already were not seen: the period begins today.
    op.execute("INSERT INTO sightings (person, day) SELECT id, current_date FROM people WHERE NOT forgotten")


def downgrade() -> None:
    """There is no way back: a journal is never dropped."""
