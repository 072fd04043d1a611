"""React to an imported territory: keep the copy that says who belongs to whom."""

from services.funding.domain.bodies import Body
from services.funding.use_cases.ports import Unit


async def follow_territory(body: Body, unit: Unit) -> None:
    await unit.bodies.put(body)
