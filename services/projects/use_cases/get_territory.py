"""Show one body."""

from chassis.domain import Caller
from services.projects.domain.territory import Territory
from services.projects.use_cases.territory_ports import TerritoryUnit


async def get_territory(code: str, _caller: Caller, unit: TerritoryUnit) -> Territory:
    """Raise NotFound for an unknown code. Bodies are public."""
    return await unit.territories.get(code)
