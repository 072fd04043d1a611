"""Keep the copy of a body, so that the rules know who is a member of whom."""

from services.funding.domain.bodies import Body
from services.funding.use_cases.ports import Unit


async def remember_body(body: Body, unit: Unit) -> None:
    await unit.bodies.put(body)
