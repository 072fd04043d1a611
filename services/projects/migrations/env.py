"""Alembic runs this file."""

import services.projects.storage.unit  # noqa: F401 -- it imports every file that adds a table
from chassis.migrations import run
from services.projects.storage.metadata import metadata

run(metadata)
