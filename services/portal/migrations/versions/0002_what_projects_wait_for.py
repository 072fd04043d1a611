"""What projects wait for, and wishes to take them over. The read model of projects is filled anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

READER = "pages-projects"


def upgrade() -> None:
    """New tables and a column, and the reader starts from the first event."""
    op.create_table(
        "wishes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_project"), "wishes", ["project"], unique=False)
    op.create_table(
        "wish_audience",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["wishes.id"], name=op.f("fk_wish_audience_id_wishes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", "body", name=op.f("pk_wish_audience")),
    )
    op.create_index(op.f("ix_wish_audience_body"), "wish_audience", ["body"], unique=False)
    op.create_table(
        "project_awaits",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project"],
            ["projects.id"],
            name=op.f("fk_project_awaits_project_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "position", name=op.f("pk_project_awaits")),
    )
    op.create_index("ix_project_awaits_body_kind", "project_awaits", ["body", "kind"], unique=False)
    op.add_column("projects", sa.Column("owner", sa.Text(), server_default="", nullable=False))
    op.alter_column("projects", "owner", server_default=None)
    op.create_index(op.f("ix_projects_owner"), "projects", ["owner"], unique=False)
    read_again()


def read_again() -> None:
    """As `archipel` does when it rebuilds a read model: emptied, and its reader at the beginning."""
    for table in ("project_audience", "project_bodies", "projects", "territories"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 -- names written above
    for table in ("reader_positions", "reader_versions", "reader_held", "reader_parked"):
        op.execute(sa.text(f"DELETE FROM {table} WHERE reader = :reader").bindparams(reader=READER))  # noqa: S608 -- names written above
