"""Erase a name at the demand of whoever answers for the node; no RPC leads here."""

from services.projects.domain.person import Person
from services.projects.use_cases.people_ports import PeopleUnit


async def erase_person(person_id: str, unit: PeopleUnit) -> None:
    """The name goes for good, and with it what is known of the person beside it. Somebody without a name is
    forgotten as well: the services that remember answers hear of it.
    """
    known = await unit.people.find(person_id)
    person = known or Person(id=person_id)
    person.erase()
    await (unit.people.save(person) if known else unit.people.add(person))
    await forget_beside(person_id, unit)


async def forget_beside(person_id: str, unit: PeopleUnit) -> None:
    """The bodies that the person belongs to, and the day on which they were last seen."""
    await unit.memberships.note(person_id, ())
    await unit.sightings.forget(person_id)
