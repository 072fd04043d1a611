"""Give a name to a pseudonymous id: one's own, or that of somebody of a body."""

from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, Hidden, NotFound, msg, paris_day, uuid7
from services.projects.domain.person import REGISTERING_ROLES, Person
from services.projects.use_cases.people_ports import PeopleUnit


@dataclass(frozen=True)
class RegisterPerson:
    """`body` is empty to register oneself; `person` is empty to have an id made (or to mean oneself)."""

    display_name: str
    person: str = ""
    body: str = ""


async def register_person(command: RegisterPerson, caller: Caller, unit: PeopleUnit) -> Person:
    """Register oneself under one's own id, or somebody of a body where the caller may do so.

    Raise Forbidden for another id than one's own or a missing role, NotFound for an id that the body
    did not register, InvalidInput for a name that cannot be shown, Refused for a forgotten person.
    """
    if command.body:
        person = await _of_the_body(command, caller, unit)
    else:
        person = await _oneself(command, caller, unit)
        await unit.memberships.note(caller.id, caller.attached)
    is_new = person.version == 0
    person.register(command.display_name, command.body)
    if is_new:
        await unit.people.add(person)
    else:
        await unit.people.save(person)
    await unit.sightings.note(person.id, paris_day(unit.clock.now()))
    return person


async def _oneself(command: RegisterPerson, caller: Caller, unit: PeopleUnit) -> Person:
    if not caller.id or command.person not in ("", caller.id):
        raise Forbidden(
            "NOT_ONESELF",
            msg("On n’inscrit que son propre nom ; pour quelqu’un d’autre, indiquez votre collectivité."),
            person=command.person,
        )
    return await unit.people.find(caller.id) or Person(id=caller.id)


async def _of_the_body(command: RegisterPerson, caller: Caller, unit: PeopleUnit) -> Person:
    caller.must_hold(command.body, *REGISTERING_ROLES)
    if not command.person:
        return Person(id=str(uuid7()))
    person = await unit.people.find(command.person)
    if person is None or person.body != command.body:
        kind = NotFound if person is None else Hidden
        raise kind(
            "PERSON_NOT_FOUND",
            msg("La collectivité {body} n’a inscrit personne sous cet identifiant.", body=command.body),
            resource=f"people/{command.person}",
        )
    return person
