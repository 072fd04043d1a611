"""Lists what readers put aside, and asks them to try again."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from chassis.readers.admin import ask_replay, list_parked
from node.errors import NodeError
from node.operations.desk import desk
from node.parts import SERVICES


@dataclass(frozen=True)
class Entry:
    """One parked aggregate; `raw` is the exact event in base64."""

    service: str
    reader: str
    subject: str
    version: int
    reason: str
    parked_at: str
    held: int
    raw: str


async def listed(data: Path | None) -> list[Entry]:
    """Everything parked in any service, the oldest first in each."""
    found = []
    async with desk(data) as at:
        for service in SERVICES:
            async with at.act(service, "parked list") as tx:
                found += [
                    Entry(
                        service,
                        parked.reader,
                        parked.subject,
                        parked.version,
                        parked.reason,
                        parked.parked_at.isoformat(),
                        parked.held,
                        base64.b64encode(parked.raw).decode(),
                    )
                    for parked in await list_parked(tx.connection)
                ]
    return found


async def replay(data: Path | None, service: str, reader: str, subject: str) -> bool:
    """Ask a reader to try again. True when it runs and does so within seconds.

    Raise NodeError for an unknown service, or when nothing is parked there.
    """
    if service not in SERVICES:
        raise NodeError("UNKNOWN_SERVICE", f"« {service} » n’est pas un service : {', '.join(SERVICES)}.")
    async with desk(data) as at, at.act(service, f"parked replay {reader} {subject}") as tx:
        if not await ask_replay(tx.connection, reader, subject):
            raise NodeError(
                "NOTHING_PARKED",
                f"Rien n’est mis de côté sous « {reader} » pour « {subject} ». "
                "« archipel parked list » montre ce qui l’est.",
            )
        return at.running
