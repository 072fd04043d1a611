"""Empties read models; their readers fill them again from the streams, which the journals refill."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from chassis.readers.admin import reset_read_model
from chassis.readers.spec import ReaderSpec
from node import vitals
from node.errors import NodeError
from node.operations import catalogue
from node.operations.desk import Desk, desk
from node.parts import SERVICES, Node

PATIENCE = 600.0
"""Seconds that a rebuild may take before the command stops watching (the rebuild itself goes on)."""


@dataclass(frozen=True)
class Rebuilt:
    """Names "service/reader"; filled again already when the node runs, else at its next start."""

    names: list[str]
    filled: bool


async def rebuild(data: Path | None, service: str, reader: str) -> Rebuilt:
    """Rebuild the read models of that name; empty names mean all. Raise NodeError when there is none."""
    async with desk(data) as at:
        chosen = choose(at, service, reader)
        for owner, spec in chosen:
            async with at.act(owner, f"rebuild {spec.name}") as tx:
                await reset_read_model(tx.connection, spec.name, spec.tables)
        if at.running:
            await until_read(at.node, {(owner, spec.name) for owner, spec in chosen})
        return Rebuilt([f"{owner}/{spec.name}" for owner, spec in chosen], at.running)


def choose(at: Desk, service: str, reader: str) -> list[tuple[str, ReaderSpec]]:
    every = [(owner, spec) for owner in SERVICES for spec in catalogue.read_models(at.node, owner)]
    found = [(o, s) for o, s in every if service in ("", o) and reader in ("", s.name)]
    if not found:
        known = ", ".join(f"« {owner} {spec.name} »" for owner, spec in every)
        raise NodeError("UNKNOWN_READ_MODEL", f"Aucun modèle de lecture de ce nom. Il y a {known}.")
    return found


async def until_read(node: Node, waiting: set[tuple[str, str]], patience: float = PATIENCE) -> None:
    """Wait until each reader stands at the end of its stream again, `patience` seconds at most; past them
    raise NodeError.
    """
    try:
        async with asyncio.timeout(patience):
            while waiting:
                await look(node, waiting)
                await asyncio.sleep(0.1)
    except TimeoutError:
        late = ", ".join(f"{service}/{reader}" for service, reader in sorted(waiting))
        raise NodeError(
            "REBUILD_UNFINISHED",
            f"La reconstruction n’est pas finie après {patience / 60:.0f} minutes ({late}). Elle continue : "
            "« archipel status » montre ce qui reste à lire.",
        ) from None


async def look(node: Node, waiting: set[tuple[str, str]]) -> None:
    """Take those readers out of `waiting` that have read everything."""
    streams = await vitals.streams(node)
    empty = {stream.name for stream in streams if not stream.messages}
    for service in await vitals.services(node, streams):
        for one in service.readers:
            if (one.sequence or one.stream in empty) and not one.lag:
                waiting.discard((service.service, one.reader))
