"""Holds the journals of all services against their witnesses."""

from __future__ import annotations

from pathlib import Path

from chassis.journal.verify import Report, verify
from node.operations import catalogue
from node.operations.desk import desk
from node.parts import SERVICES


async def verified(data: Path | None) -> list[Report]:
    """One report per service. It is written down afterwards that this was done: the act is a row too."""
    reports = []
    async with desk(data) as at:
        for service in SERVICES:
            async with at.engine(service) as engine:
                found = await verify(engine, catalogue.metadata(service), at.node.layout.checkpoints, service)
            reports.append(found)
            verdict = "whole" if found.whole else f"{len(found.findings)} findings"
            async with at.act(service, f"audit verify: {found.rows} rows, {verdict}"):
                """The row of the operation is all that this transaction writes."""
    return reports
