"""PeopleService: the names behind ids. One asks for oneself, or for somebody whom one's body registered."""

from __future__ import annotations

from dataclasses import replace

from archipel.projects.v1 import people_pb2 as pb
from tests.integration.projects.project.world import GRENAY, LOOS, body
from tests.security.answers import (
    HIDDEN,
    OK,
    SIGNED_IN,
    Answer,
    Who,
    forbidden,
    not_found,
    refused,
    role_missing,
)
from tests.security.matrix import Row, Sheet
from tests.security.projects.sheets.who_sees import ALL, inside, past
from tests.security.projects.staged_records import PERSON_STATES, Named

REGISTRARS = ("pool_manager", "elected", "project_manager")
THERE = dict.fromkeys(PERSON_STATES, ALL)


def _register_as(person: Named, _: Who) -> pb.RegisterPersonRequest:
    return pb.RegisterPersonRequest(person=person.name, display_name="Autre Nom", body=body(LOOS))


def _register(who: Who, state: str) -> Answer:
    """A body renames whom it registered; of anybody else it does not even learn that there is one."""
    if not who.holds(LOOS, *REGISTRARS):
        return role_missing(LOOS, *REGISTRARS)
    answers = {
        "of_loos": OK,
        "forgotten": refused("PERSON_FORGOTTEN"),
        "unknown": not_found("PERSON_NOT_FOUND"),
    }
    return answers.get(state, replace(HIDDEN, reason="PERSON_NOT_FOUND"))


def _forget(who: Who, state: str) -> Answer:
    """An elected of the body that registered the person; without a role one learns of nobody."""
    if state == "unknown":
        return not_found()
    if not who.bodies:
        return HIDDEN
    if state == "alone":
        return forbidden("NOT_ONESELF")
    home = GRENAY if state == "of_grenay" else LOOS
    return OK if who.holds(home, "elected") else role_missing(home, "elected")


def _named(answer: pb.GetPeopleResponse, person: Named, who: Who, _: str) -> str | None:
    """Who holds a role at some body meets the names of those who act; nobody else meets any but their own."""
    wanted = pb.Person(name=person.name)
    (found,) = answer.people
    if not who.bodies:
        return None if found == wanted else f"shows {found}"
    return None if found.display_name == person.display_name else f"shows {found.display_name!r}"


PEOPLE_SHEET: Sheet = {
    "RegisterPerson": Row("person", _register_as, past(SIGNED_IN, THERE, _register)),
    "GetPeople": Row(
        "person",
        lambda person, _: pb.GetPeopleRequest(names=[person.name]),
        inside(SIGNED_IN, lambda _: OK),
        reads=True,
        shows=_named,
    ),
    "ForgetPerson": Row(
        "person",
        lambda person, _: pb.ForgetPersonRequest(name=person.name),
        past(SIGNED_IN, THERE, _forget),
    ),
}
