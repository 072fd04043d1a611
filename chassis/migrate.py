"""Brings one service's database to its newest schema, and with a message writes the next revision for it:
ARCHIPEL_DATABASE_URL=… python -m chassis.migrate services/NAME/migrations ["what changes"]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.migrations import upgrade, write_revision


class MigrationSettings(BaseSettings):
    """The one setting of ServiceSettings that a migration needs: no other has to be known to run it."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore"
    )

    database_url: SecretStr
    """SQLAlchemy URL of the service's own database: postgresql+asyncpg://…"""


if __name__ == "__main__":
    settings = MigrationSettings()  # type: ignore[call-arg]  # the environment gives it
    folder, url = Path(sys.argv[1]), settings.database_url.get_secret_value()
    upgrade(folder, url)
    if sys.argv[2:]:
        write_revision(folder, url, sys.argv[2])
