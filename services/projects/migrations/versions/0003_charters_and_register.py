"""Charters that bodies vote, and the history of the competence register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    charters()
    history_of_the_register()


def charters() -> None:
    """A charter that was adopted decides like the register does, so a change of it moves the same mark."""
    op.create_table(
        "charters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("charter_id", sa.Text(), nullable=False),
        sa.Column("charter_version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("deliberation_date", sa.Date(), nullable=True),
        sa.Column("deliberation_reference", sa.Text(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_cast", sa.Integer(), nullable=False),
        sa.Column("simulation", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charters")),
        info={"aggregate_kind": "charters"},
    )
    op.create_index(
        "uq_charters_adopted_of_body",
        "charters",
        ["body"],
        unique=True,
        postgresql_where=sa.text("state = 'adopted'"),
    )
    op.execute(
        "CREATE TRIGGER charters_are_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON charters "
        "FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()"
    )


def history_of_the_register() -> None:
    op.create_table(
        "holding_changes",
        sa.Column("place", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("change", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_holding_changes")),
    )
    op.create_index("ix_holding_changes_holder_place", "holding_changes", ["holder", "place"], unique=False)
    op.create_index(
        "ix_holding_changes_competence_place", "holding_changes", ["competence", "place"], unique=False
    )


def downgrade() -> None:
    """There is no way back: a journal is never dropped."""
