"""Alembic runs this file."""

from chassis.migrations import run
from services.labels.storage.tables import metadata

run(metadata)
