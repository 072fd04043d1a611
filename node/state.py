"""What the supervisor knows of its parts, written down for `archipel status`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

WAITING, STARTING, READY, RESTARTING, STOPPED = "waiting", "starting", "ready", "restarting", "stopped"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class PartState:
    state: str = WAITING
    pid: int = 0
    since: str = field(default_factory=now)
    restarts: int = 0
    reason: str = ""
    """Why it was restarted last, in words for a person."""


@dataclass
class NodeState:
    """Written whole at every change, replaced in one step: a reader never sees half of it."""

    path: Path
    parts: dict[str, PartState]
    facts: dict[str, Any]
    """Ports, addresses, name of the node: what a client needs to reach this very node."""

    def note(self, part: str, state: str, *, pid: int = 0, reason: str = "", restarted: bool = False) -> None:
        seen = self.parts[part]
        seen.state, seen.pid, seen.since = state, pid, now()
        seen.reason = reason or seen.reason
        seen.restarts += restarted
        self.write()

    def write(self) -> None:
        text = json.dumps(
            {"pid": os.getpid(), **self.facts, "parts": {n: asdict(p) for n, p in self.parts.items()}},
            indent=1,
        )
        unfinished = self.path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(text)
        unfinished.replace(self.path)


def read(path: Path) -> dict[str, Any]:
    """The last state written; empty when there is none, or when it is for another account's eyes."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (FileNotFoundError, PermissionError, ValueError):
        return {}
    return found


def starts_or_stops(known: dict[str, Any]) -> bool:
    """Whether a node that holds its lock starts or stops: it has not written its state (what lies there
    is of a run before), or a part still waits for what it needs, such as its database, or was stopped.
    """
    if not known or not psutil.pid_exists(int(known["pid"])):
        return True
    return any(part["state"] in {WAITING, STOPPED} for part in known["parts"].values())
