"""People between the wire and the domain."""

import re

from archipel.privacy.v1 import privacy_pb2
from archipel.projects.v1 import events_pb2, people_pb2
from chassis.domain import Fault, msg, raise_faults
from chassis.wire import name_from_wire
from services.projects.convert.territories import body_from_wire, body_to_wire
from services.projects.domain.person import Person, PersonEvent, PersonForgotten, PersonRegistered
from services.projects.use_cases.register_person import RegisterPerson

PERSON_ID = re.compile(r"[!-.0-~]{1,64}", re.ASCII)
"""Visible ASCII without a slash: OpenID Connect promises no more of a subject."""


def register_person_from_proto(request: people_pb2.RegisterPersonRequest) -> RegisterPerson:
    """Raise InvalidInput for malformed names of resources."""
    faults: list[Fault] = []
    person = _person_id(request.person, "person", faults) if request.person else ""
    body = body_from_wire(request.body, "body", faults) if request.body else ""
    raise_faults(faults)
    return RegisterPerson(request.display_name, person, body)


def person_ids_from_proto(request: people_pb2.GetPeopleRequest) -> list[str]:
    """The ids asked for. Raise InvalidInput for malformed names."""
    faults: list[Fault] = []
    ids = [_person_id(name, f"names[{place}]", faults) for place, name in enumerate(request.names)]
    raise_faults(faults)
    return ids


def person_id_from_proto(request: people_pb2.ForgetPersonRequest) -> str:
    """Raise InvalidInput for a malformed name."""
    faults: list[Fault] = []
    person = _person_id(request.name, "name", faults)
    raise_faults(faults)
    return person


def nameless_to_proto(person: Person) -> people_pb2.Person:
    """The person without the name."""
    message = person_to_proto(person)
    message.display_name = ""
    return message


def person_to_proto(person: Person) -> people_pb2.Person:
    return people_pb2.Person(
        name=person.name,
        display_name=person.display_name,
        body=body_to_wire(person.body),
        forgotten=person.forgotten,
        etag=person.etag if person.version else "",
        home_node=person.home_node,
        epoch=person.epoch if person.version else 0,
    )


def person_event_to_proto(
    person: Person, event: PersonEvent
) -> events_pb2.PersonRegistered | privacy_pb2.PersonForgotten:
    """Only the id goes on the wire: events never forget."""
    match event:
        case PersonRegistered():
            return events_pb2.PersonRegistered(person=person.name)
        case PersonForgotten():
            return privacy_pb2.PersonForgotten(person=person.name, for_good=person.forgotten)


def _person_id(name: str, field: str, faults: list[Fault]) -> str:
    """The id in "people/{id}": the subject that the identity provider gave, or a UUID made here."""
    before = len(faults)
    person = name_from_wire(name, "people", field, faults)
    if len(faults) == before and not PERSON_ID.fullmatch(person):
        faults.append(
            Fault(
                field,
                "NAME_MALFORMED",
                msg("« {name} » n’est pas l’identifiant d’une personne.", name=name[:80]),
            )
        )
        return ""
    return person
