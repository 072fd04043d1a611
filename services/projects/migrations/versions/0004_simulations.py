"""Simulations and what they found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "simulations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("charter_text", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("capacities", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("projects", sa.BigInteger(), nullable=False),
        sa.Column("replayed", sa.BigInteger(), nullable=False),
        sa.Column("tally", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulations")),
    )
    op.create_table(
        "simulation_changes",
        sa.Column("simulation", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_before", sa.Text(), nullable=False),
        sa.Column("owner_after", sa.Text(), nullable=False),
        sa.Column("roles_lost", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("roles_gained", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["simulation"],
            ["simulations.id"],
            name=op.f("fk_simulation_changes_simulation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("simulation", "project", name=op.f("pk_simulation_changes")),
    )


def downgrade() -> None:
    """There is no way back: a journal is never dropped."""
