"""Reads the rule parameters from their files, once, when the service starts."""

from pathlib import Path

import yaml

from services.funding.domain.rulebook import Rulebook, read_rulebook


def read_rulebooks(folder: Path) -> tuple[Rulebook, ...]:
    """All versions in `funding-*.yaml`. Raise FileNotFoundError when there is none, InvalidInput with
    everything that is wrong in a file.
    """
    files = sorted(folder.glob("funding-*.yaml"))
    if not files:
        raise FileNotFoundError(f"no funding-*.yaml in {folder}")
    return tuple(read_rulebook(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files)
