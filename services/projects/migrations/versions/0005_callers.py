"""What is kept of callers beside their tokens (ended sessions, lent roles), and of incidents."""

from __future__ import annotations

from chassis.migrations import add_callers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_callers()
