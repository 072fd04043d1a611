"""Alembic runs this file."""

from chassis.migrations import run
from services.portal.storage.tables import metadata

run(metadata)
