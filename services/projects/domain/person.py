"""A name behind a pseudonymous id. Only this table knows it, and it can forget.

Everything else (events, logs, other tables) holds `people/{id}` alone, so that forgetting a person
changes no history (RGPD, article 17).
"""

from dataclasses import dataclass
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Forbidden, Hidden, Refused, msg, raise_faults
from services.projects.domain.writing import text_faults

NAME_LENGTH = 100

REGISTERING_ROLES = ("pool_manager", "elected", "project_manager")
"""Who registers somebody of the body."""


@dataclass(frozen=True)
class PersonRegistered:
    """The name was given or changed; the name itself stands in no event."""


@dataclass(frozen=True)
class PersonForgotten:
    """The name was erased: for good, or until the person comes back."""


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

        The person alone may do it, or an elected of the body that registered the person: else Forbidden,
        or NotFound for whoever may not learn that there is such a person.
        """
        if caller.id != self.id:
            self._must_be_elected(caller)
        self.erase()

    def erase(self) -> None:
        """Erase the name, for good, whoever asked; a second time changes nothing."""
        if self.forgotten:
            return
        self.display_name = ""
        self.forgotten = True
        self.record(PersonForgotten())

    def let_go(self) -> None:
        """Erase the name of somebody who was not seen for long; whoever comes back gives it again."""
        if self.display_name:
            self.display_name = ""
            self.record(PersonForgotten())

    def is_known_to(self, caller: Caller) -> bool:
        """Whether the caller may learn the name. Those who hold a role at some body work together and meet
        one another’s names beside what they do; anybody else knows their own alone.
        """
        return caller.id == self.id or bool(caller.mandates)

    def _must_be_elected(self, caller: Caller) -> None:
        if not self.is_known_to(caller):
            text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
            raise Hidden("NOT_FOUND", text, resource=self.name)
        if not self.body:
            raise Forbidden(
                "NOT_ONESELF",
                msg("Cette personne s’est inscrite elle-même : elle seule peut faire effacer son nom."),
                person=self.name,
            )
        caller.must_hold(self.body, "elected")
