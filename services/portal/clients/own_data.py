"""Everything that the services keep about the person who asks; what is missing is said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archipel.privacy.v1.privacy_pb2 import ExportMyDataRequest
from chassis.domain import Text, msg
from chassis.privacy import record_to_json
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls

PAGE_SIZE = 200
MOST_PAGES = 100
"""Twenty thousand records of one service. Whoever did more asks the operator, whose command has no limit."""

Records = list[dict[str, Any]]

SILENT = msg("Ce service ne répond pas pour l’instant : recommencez plus tard.")
TOO_MUCH = msg(
    "Il y a trop à dire pour un seul fichier. Demandez la suite à la personne qui exploite ce nœud."
)


@dataclass(frozen=True)
class OwnData:
    """Service → table → its records about the person; service → why something of it is missing."""

    kept: Mapping[str, Mapping[str, Records]] = field(default_factory=dict)
    missing: Mapping[str, Text | str] = field(default_factory=dict)


async def own_data(calls: Calls) -> OwnData:
    """Ask all services at once."""
    services = calls.services.privacy
    told = await asyncio.gather(*(_of(calls, service) for service in services))
    return OwnData(
        {service: kept for service, (kept, _) in zip(services, told, strict=True)},
        {service: why for service, (_, why) in zip(services, told, strict=True) if why},
    )


async def _of(calls: Calls, service: str) -> tuple[Mapping[str, Records], Text | str]:
    """What one service keeps, and why that is not all."""
    kept: dict[str, Records] = {}
    request = ExportMyDataRequest(page_size=PAGE_SIZE)
    for _ in range(MOST_PAGES):
        try:
            answer = await calls.ask(calls.services.privacy[service].ExportMyData, request)
        except ServiceRefusal as refusal:
            return kept, SILENT if refusal.down else refusal.message
        for record in answer.records:
            kept.setdefault(record.table, []).append(record_to_json(record))
        if not answer.next_page_token:
            return kept, ""
        request.page_token = answer.next_page_token
    return kept, TOO_MUCH
