"""`python -m chassis.migrate`, as an init container runs it: nothing but the folder and one setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from chassis import migrations
from node.settings import ROOT

FOLDER = Path("services/projects/migrations")


def test_one_command_brings_an_empty_database_to_the_newest_schema(fresh_database: str) -> None:
    environment = os.environ | {"ARCHIPEL_DATABASE_URL": fresh_database}
    for _ in ("the first time", "with nothing left to do"):
        subprocess.run(
            [sys.executable, "-m", "chassis.migrate", str(FOLDER)], check=True, cwd=ROOT, env=environment
        )
    migrations.check(ROOT / FOLDER, fresh_database)
