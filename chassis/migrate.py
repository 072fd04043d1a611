"""Brings one service's database to its newest schema: python -m chassis.migrate services/NAME/migrations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.migrations import upgrade


class MigrationSettings(BaseSettings):
    """The one setting of ServiceSettings that a migration needs: no other has to be known to run it."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="ARCHIPEL_", frozen=True, extra="ignore"
    )

    database_url: SecretStr
    """SQLAlchemy URL of the service's own database: postgresql+asyncpg://…"""


if __name__ == "__main__":
    settings = MigrationSettings()  # type: ignore[call-arg]  # the environment gives it
    upgrade(Path(sys.argv[1]), settings.database_url.get_secret_value())
