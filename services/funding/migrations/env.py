"""Alembic runs this file."""

from chassis.migrations import run
from services.funding.storage.tables import metadata

run(metadata)
