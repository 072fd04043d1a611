"""Alembic runs this file."""

from chassis.migrations import run
from services.engineering.storage.tables import metadata

run(metadata)
