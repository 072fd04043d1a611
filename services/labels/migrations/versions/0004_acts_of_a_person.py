"""What somebody did is found without reading the whole journal."""

from __future__ import annotations

from chassis.migrations import add_actors

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_actors()
