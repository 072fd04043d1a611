"""Erase a name, for good."""

from chassis.domain import Caller
from services.projects.domain.person import Person
from services.projects.use_cases.erase_person import forget_beside
from services.projects.use_cases.people_ports import PeopleUnit


async def forget_person(person_id: str, caller: Caller, unit: PeopleUnit) -> Person:
    """Raise NotFound for an unknown id, and for one that the caller may not know of; Forbidden unless
    an elected of the body that registered the person asks, or the person.
    """
    person = await unit.people.get(person_id)
    person.forget(caller)
    await unit.people.save(person)
    await forget_beside(person_id, unit)
    return person
