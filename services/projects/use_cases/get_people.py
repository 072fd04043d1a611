"""Answer the names behind several ids."""

from collections.abc import Sequence

from chassis.domain import Caller, Fault, InvalidInput, msg
from services.projects.domain.person import Person
from services.projects.use_cases.people_ports import PeopleUnit

MOST_IDS = 200


async def get_people(ids: Sequence[str], caller: Caller, unit: PeopleUnit) -> tuple[Person, ...]:
    """One person for each id, in the order asked; unknown ids have an empty name like forgotten ones, and so
    has whoever the caller may not know of.

    Raise InvalidInput for more than 200 ids.
    """
    if len(ids) > MOST_IDS:
        raise InvalidInput(
            [
                Fault(
                    "names",
                    "TOO_MANY",
                    msg("{count} noms demandés à la fois ; {most} au plus.", count=len(ids), most=MOST_IDS),
                )
            ]
        )
    found = await unit.people.find_many(ids)
    known = {person.id: person for person in found.values() if person.is_known_to(caller)}
    return tuple(known.get(person) or Person(id=person) for person in ids)
