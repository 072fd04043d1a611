"""Runs every measure and prints what is reached beside what is aimed at: `make bench`.

    python -m bench [--calls N] [--only commands|node|subsidiarity|simulation]

The figures are also written as JSON to bench/results/<time>.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.commands import IN_FLIGHT, Mayor, measure_floor, measure_submit, submit_at_pace
from bench.node import measure_node
from bench.simulation import AIM_SECONDS, PROJECTS, measure_simulation
from bench.subsidiarity import measure as measure_subsidiarity
from bench.visible import delays
from bench.world import world

RESULTS = Path(__file__).resolve().parent / "results"
PACE = 100
PACE_SECONDS = 20
READER = "project_refs"
"""The reader by which labels knows projects: another service's read model."""


@dataclass(frozen=True)
class Figure:
    """One measure: what was reached, and the aim when there is one."""

    name: str
    reached: float
    unit: str
    aim: str = ""
    holds: bool | None = None


def at_most(name: str, reached: float, limit: float, unit: str) -> Figure:
    return Figure(name, reached, unit, f"≤ {limit:g} {unit}", reached <= limit)


def commands(calls: int) -> Iterator[Figure]:
    with world() as place:
        projects, projects_url = place.service("projects")
        _, labels_url = place.service("labels")
        token = place.issuer.token("p-1", "bodies/62528/elected", exp=int(time.time()) + 3600)

        async def measure() -> list[Figure]:
            mayor = Mayor(projects, token)
            floor = await measure_floor(place, calls)
            submit = await measure_submit(mayor, calls)
            paced, names = await submit_at_pace(mayor, PACE, PACE_SECONDS)
            late = await delays(projects_url, labels_url, READER, names)
            await mayor.channel.close(None)
            share = 100 * submit.throughput / floor.throughput
            tail = submit.percentile(0.99) / floor.percentile(0.99)
            return [
                Figure(f"floor, {IN_FLIGHT} in flight", floor.throughput, "calls/s"),
                Figure("floor p50", 1000 * floor.percentile(0.5), "ms"),
                Figure("floor p99", 1000 * floor.percentile(0.99), "ms"),
                Figure(f"submit-project, {IN_FLIGHT} in flight", submit.throughput, "calls/s"),
                Figure("submit-project p50", 1000 * submit.percentile(0.5), "ms"),
                Figure("submit-project p99", 1000 * submit.percentile(0.99), "ms"),
                Figure("submit-project, share of the floor", share, "%", "≥ 40 %", share >= 40),
                at_most("submit-project p99 over the floor's", tail, 3, "times"),
                Figure(f"command p99 at {PACE}/s", 1000 * paced.percentile(0.99), "ms"),
                at_most("commit to visible p50", 1000 * late[len(late) // 2], 15, "ms"),
                at_most("commit to visible p99", 1000 * late[int(len(late) * 0.99)], 60, "ms"),
            ]

        yield from asyncio.run(measure())


def node() -> Iterator[Figure]:
    found = measure_node()
    yield Figure("first start of a node", found.first_start, "s")
    yield at_most("warm start of a node", found.warm_start, 10, "s")
    yield at_most("memory of the idle node (PSS)", found.idle_pss / 1e6, 1000, "MB")
    yield at_most("first portal page with what it links", found.page_bytes / 1000, 100, "kB")
    yield at_most("first portal page", 1000 * found.page_seconds, 50, "ms")


def subsidiarity() -> Iterator[Figure]:
    found = measure_subsidiarity()
    yield at_most("decision with explanation and what would change it", found.explained, 1000, "µs")
    yield Figure("the same, p50", found.explained_p50, "µs")
    yield Figure("the same, p99", found.explained_p99, "µs")
    yield Figure("decisions with explanation", 1e6 / found.explained, "/s")
    yield Figure("decision with explanation alone", found.without_search, "µs")
    yield Figure("owner and roles", found.verdict, "µs")
    yield Figure("owner and roles, like a project before", found.remembered, "µs")
    yield Figure("the owner alone, zen-engine decision table", found.zen, "µs")
    yield Figure("the owner alone, cedarpy policies", found.cedar, "µs")
    yield Figure("floor: one compiled CEL expression", found.cel, "µs")
    yield Figure("owner and roles over zen-engine's owner", found.verdict / found.zen, "times")
    yield Figure("owner and roles over cedarpy's owner", found.verdict / found.cedar, "times")
    yield Figure("decision with explanation over zen-engine's owner", found.explained / found.zen, "times")
    yield Figure("decision with explanation over cedarpy's owner", found.explained / found.cedar, "times")
    yield Figure("decision with explanation over the floor", found.explained / found.cel, "times")
    same = 100 * found.agreed / found.cases
    yield Figure(f"{found.cases} cases in which all three agree", same, "%", "100 %", same == 100)


def simulation(projects: int) -> Iterator[Figure]:
    found = measure_simulation(projects)
    yield at_most(f"a draft charter over {projects:,} projects", found.replay, AIM_SECONDS, "s")
    yield Figure("projects replayed", found.projects / found.replay, "/s")
    yield Figure("floor: the same projects read and parsed", found.floor, "s")
    yield Figure("replay over the floor", found.replay / found.floor, "times")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("--calls", type=int, default=3000)
    arguments.add_argument("--only", choices=["commands", "node", "subsidiarity", "simulation"])
    arguments.add_argument("--projects", type=int, default=PROJECTS)
    asked = arguments.parse_args()
    parts: dict[str, Callable[[], Iterator[Figure]]] = {
        "commands": lambda: commands(asked.calls),
        "node": node,
        "subsidiarity": subsidiarity,
        "simulation": lambda: simulation(asked.projects),
    }
    load = os.getloadavg()[0]
    chosen = [asked.only] if asked.only else list(parts)
    figures = [figure for name in chosen for figure in parts[name]()]
    show(figures)
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    result = {
        "time": now.isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_before": load,
        "figures": [asdict(figure) for figure in figures],
    }
    (RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json").write_text(json.dumps(result, indent=1))


def show(figures: list[Figure]) -> None:
    table = Table("measure", "reached", "aim", "")
    for figure in figures:
        verdict = {True: "holds", False: "misses", None: ""}[figure.holds]
        table.add_row(figure.name, f"{figure.reached:.4g} {figure.unit}", figure.aim, verdict)
    Console().print(table)


if __name__ == "__main__":
    main()
