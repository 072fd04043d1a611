"""A name behind a pseudonymous id. Only this table knows it, and it can forget.

Everything else (events, logs, other tables) holds `people/{id}` alone, so that forgetting a person
changes no history (RGPD, article 17).
"""

from dataclasses import dataclass
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Forbidden, Refused, msg, raise_faults
from services.projects.domain.writing import text_faults

NAME_LENGTH = 100

REGISTERING_ROLES = ("pool_manager", "elected", "project_manager")
"""Who registers somebody of the body."""


@dataclass(frozen=True)
class PersonRegistered:
    """The name was given or changed; the name itself stands in no event."""


@dataclass(frozen=True)
class PersonForgotten:
    """The name was erased, for good."""


PersonEvent = PersonRegistered | PersonForgotten


@dataclass(eq=False)
class Person(Aggregate[PersonEvent]):
    """Somebody, known by a random id. `body` registered the person; empty for oneself."""

    kind: ClassVar[str] = "people"

    display_name: str = ""
    body: str = ""
    forgotten: bool = False

    def register(self, display_name: str, body: str) -> None:
        """Give or change the name. The same name again is no event.

        Raise InvalidInput for a name that cannot be shown, Refused once the person is forgotten.
        """
        wanted = display_name.strip()
        raise_faults(text_faults("display_name", wanted, NAME_LENGTH, required=True))
        if self.forgotten:
            raise Refused(
                "PERSON_FORGOTTEN",
                msg("Ce nom a été effacé à la demande de la personne : il ne peut plus être inscrit."),
                person=self.name,
            )
        if (wanted, body) == (self.display_name, self.body):
            return
        self.display_name = wanted
        self.body = body
        self.record(PersonRegistered())

    def forget(self, caller: Caller) -> None:
        """Erase the name, for good; a second time changes nothing.

        The person alone may do it, or an elected of the body that registered the person: else Forbidden.
        """
        if caller.id != self.id:
            self._must_be_elected(caller)
        if self.forgotten:
            return
        self.display_name = ""
        self.forgotten = True
        self.record(PersonForgotten())

    def _must_be_elected(self, caller: Caller) -> None:
        if not self.body:
            raise Forbidden(
                "NOT_ONESELF",
                msg("Cette personne s’est inscrite elle-même : elle seule peut faire effacer son nom."),
                person=self.name,
            )
        caller.must_hold(self.body, "elected")
