"""consent_and_ownership."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What bodies say of a decision, and who owns over time."""
    wait_for_deadlines()
    own_over_time()
    learn()


def own_over_time() -> None:
    """Wishes to take a project over, and the lots of programmes."""
    op.create_table(
        "wishes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("resource", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        info={"aggregate_kind": "wishes"},
    )
    op.create_index("ix_wishes_project_id", "wishes", ["project", "id"], unique=False)
    op.create_table(
        "wish_copies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("resource", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_copies")),
    )
    op.create_index("ix_wish_copies_project_id", "wish_copies", ["project", "id"], unique=False)
    new_column("part_of", sa.Text(), "")
    op.create_index(
        "ix_projects_part_of",
        "projects",
        ["part_of", "id"],
        unique=False,
        postgresql_where=sa.text("part_of != ''"),
    )


def learn() -> None:
    """Evaluations, guiding principles, and the days that an experiment gives back."""
    new_column("competence", sa.Text(), "")
    new_column("evaluated", sa.Boolean(), "false")
    op.create_index(
        "ix_projects_experiences",
        "projects",
        ["competence", "id"],
        unique=False,
        postgresql_where=sa.text("evaluated"),
    )
    op.create_table(
        "principles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("resource", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principles")),
        info={"aggregate_kind": "principles"},
    )
    op.create_index("ix_principles_competence_id", "principles", ["competence", "id"], unique=False)
    op.create_table(
        "capacity_credits",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("days", sa.Numeric(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("project", "skill", name=op.f("pk_capacity_credits")),
    )
    op.execute(
        "CREATE TRIGGER capacity_credits_are_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "
        "capacity_credits FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()"
    )


def new_column(name: str, kind: sa.Text | sa.Boolean, before: str) -> None:
    """A column of projects that holds `before` in the rows that are there already: they were written when
    nothing was a lot and nothing evaluated, and are written anew with their next change.
    """
    op.add_column("projects", sa.Column(name, kind, nullable=False, server_default=before))
    op.alter_column("projects", name, server_default=None)


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
