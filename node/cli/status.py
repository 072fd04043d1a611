"""`archipel status`: each part, well or why not; lags; what is parked."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil
import typer

from node import layout, state, vitals
from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table
from node.parts import Part
from node.settings import NodeSettings, settings_from
from node.where import not_ready, running_node

NOT_RUNNING = 3
UNWELL = 1


@dataclass
class Seen:
    """One part as it is at this moment. `memory_mb` is its proportional set size in megabytes."""

    part: str
    title: str
    healthy: bool
    reason: str
    pid: int
    since: str
    restarts: int
    memory_mb: float


@dataclass
class Overview:
    running: bool
    data: str
    portal: str = ""
    pid: int = 0
    started: str = ""
    memory_mb: float = 0.0
    parts: list[Seen] = field(default_factory=list)
    services: list[vitals.ServiceVitals] = field(default_factory=list)
    streams: list[vitals.StreamVitals] = field(default_factory=list)

    @property
    def healthy(self) -> bool:
        return self.running and all(part.healthy for part in self.parts)


def status(*, data: Data = None, json: AsJson = False) -> None:
    """Dit si chaque partie du nœud va bien, et ce qui attend."""
    overview = asyncio.run(look(settings_from(data=data)))
    if json:
        as_json(asdict(overview) | {"healthy": overview.healthy})
    else:
        show(overview)
    if not overview.running:
        raise typer.Exit(NOT_RUNNING)
    if not overview.healthy:
        raise typer.Exit(UNWELL)


async def look(settings: NodeSettings) -> Overview:
    place = layout.existing(settings.data)
    if not layout.is_running(place):
        return Overview(running=False, data=str(place.data))
    node, known = running_node(settings, place)
    if not known:
        raise not_ready()
    seen = (see(part, known["parts"].get(part.name, {})) for part in node.parts())
    parts = list(await asyncio.gather(*seen))
    streams = await vitals.streams(node) if well(parts, "nats") else []
    return Overview(
        running=True,
        data=str(place.data),
        portal=node.settings.public_url,
        pid=known["pid"],
        started=known["started"],
        memory_mb=round(memory(known["pid"], alone=True) + sum(part.memory_mb for part in parts), 1),
        parts=parts,
        services=await vitals.services(node, streams) if well(parts, "postgres") else [],
        streams=streams,
    )


def well(parts: list[Seen], name: str) -> bool:
    return any(part.part == name and part.healthy for part in parts)


async def see(part: Part, known: dict[str, Any]) -> Seen:
    reason = await part.trouble()
    noted = known.get("state", state.STOPPED)
    if reason and noted in {state.RESTARTING, state.STARTING}:
        reason = f"{known.get('reason') or reason} ; redémarre"
    pid = int(known.get("pid", 0))
    return Seen(
        part=part.name,
        title=part.title,
        healthy=not reason,
        reason=reason,
        pid=pid,
        since=known.get("since", ""),
        restarts=int(known.get("restarts", 0)),
        memory_mb=memory(pid),
    )


def memory(pid: int, *, alone: bool = False) -> float:
    """Proportional set size of a process and, unless alone, of its children, in megabytes; 0 when gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *([] if alone else process.children(recursive=True))]
        return round(sum(each.memory_full_info().pss for each in family) / 1e6, 1)
    except (psutil.Error, ValueError):
        return 0.0


def show(overview: Overview) -> None:
    if not overview.running:
        say(f"Le nœud est arrêté (données : {overview.data}). « archipel up » le démarre.")
        return
    say(f"Nœud {overview.portal}, processus {overview.pid}, données dans {overview.data}")
    say(f"Mémoire : {overview.memory_mb:.0f} Mo\n")
    table(
        ["Partie", "État", "Redémarrages", "Mémoire"],
        [
            (
                part.title,
                "va bien" if part.healthy else part.reason,
                part.restarts,
                f"{part.memory_mb:.0f} Mo",
            )
            for part in overview.parts
        ],
        empty="",
    )
    say()
    for service in overview.services:
        say(service.sentence())
    for stream in overview.streams:
        if stream.nearly_full:
            say(
                f"! Le flux {stream.name} est plein à {stream.share:.0%} : "
                "augmentez ARCHIPEL_STREAM_MAX_BYTES."
            )
