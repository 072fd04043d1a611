"""Which bodies stand above a body, and whether a body exists."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.domain import Fault, InvalidInput, msg
from services.engineering.domain.references import TerritoryRef
from services.engineering.use_cases.ports import Territories


async def known(code: str, field: str, territories: Territories) -> TerritoryRef:
    """The body. Raise InvalidInput when no such body was imported."""
    territory = await territories.find(code)
    if territory is None:
        raise InvalidInput([_fault(code, field)])
    return territory


async def all_known(codes: Iterable[str], field: str, territories: Territories) -> None:
    """Raise InvalidInput naming every code of which no body was imported."""
    faults = [_fault(code, field) for code in sorted(codes) if await territories.find(code) is None]
    if faults:
        raise InvalidInput(faults)


async def chain_above(body: TerritoryRef, territories: Territories) -> frozenset[str]:
    """Codes of the bodies that this one belongs to, and those that they belong to, and so on."""
    above: set[str] = set()
    waiting = set(body.members_of)
    while waiting:
        code = waiting.pop()
        if code in above:
            continue
        above.add(code)
        territory = await territories.find(code)
        if territory is not None:
            waiting |= territory.members_of
    return frozenset(above)


def _fault(code: str, field: str) -> Fault:
    text = msg("Collectivité inconnue : {code}. Vérifiez le code INSEE ou le numéro SIREN.", code=code)
    return Fault(field, "BODY_UNKNOWN", text)
