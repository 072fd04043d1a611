"""Starts the replay of a simulation as a process of its own: the service goes on answering meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

MODULE = "services.projects.simulate"


class SimulationProcess:
    """Processes get the settings that they need from this service, by their environment."""

    def __init__(self, database_url: str, charter: Path, node: str) -> None:
        self._environment = {
            "ARCHIPEL_DATABASE_URL": database_url,
            "ARCHIPEL_CHARTER": str(charter),
            "ARCHIPEL_NODE": node,
        }

    def start(self, simulation_id: str) -> None:
        """Return at once. How it goes stands in its row; a process that dies is found by its silence."""
        process = subprocess.Popen(  # noqa: S603 (our own module, and an id that the service made)
            [sys.executable, "-m", MODULE, simulation_id],
            env={**os.environ, **self._environment},
            stdin=subprocess.DEVNULL,
        )
        # Somebody has to wait for it, else its entry in the system's table would stay.
        threading.Thread(target=process.wait, daemon=True).start()
