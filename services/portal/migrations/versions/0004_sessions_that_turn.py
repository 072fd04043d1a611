"""Sessions whose id changes, whose end is told, and forms that were typed after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody can be asked for what the former sessions lack: everybody signs in again.
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_id", sa.LargeBinary(), nullable=False),
        sa.Column("turns", sa.Boolean(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mandates", ARRAY(sa.Text()), nullable=False),
        sa.Column("acting_body", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_sessions"),
        sa.UniqueConstraint("id_hash", name="uq_sessions_id_hash"),
    )
    for column in ("expires_at", "person", "sid"):
        op.create_index(f"ix_sessions_{column}", "sessions", [column])
    op.create_table(
        "session_former_ids",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.key"], name="fk_session_former_ids_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name="pk_session_former_ids"),
    )
    op.create_index("ix_session_former_ids_session", "session_former_ids", ["session"])
    op.create_table(
        "session_ends",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session_ends"),
    )
    op.create_table(
        "heard_logouts",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heard_logouts"),
    )
    op.create_index("ix_heard_logouts_forget_at", "heard_logouts", ["forget_at"])
    op.create_table(
        "kept_forms",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_kept_forms"),
    )
    for column in ("forget_at", "person"):
        op.create_index(f"ix_kept_forms_{column}", "kept_forms", [column])
