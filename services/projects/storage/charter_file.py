"""Reads the charter that officials voted from its file."""

from __future__ import annotations

from pathlib import Path

import yaml

from services.projects.domain.subsidiarity.charter import Charter, charter_from_mapping


def read_charter(path: Path) -> Charter:
    """Raise InvalidInput with every fault of the charter, and OSError when the file cannot be read."""
    return charter_from_mapping(yaml.safe_load(path.read_text(encoding="utf-8")))
