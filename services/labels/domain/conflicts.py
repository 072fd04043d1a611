"""Conflicts of interest: who may neither mark an application, nor read the marks of others, nor decide.

Somebody speaks for every body at which they hold a mandate, their own or a lent one. To be a juror of the
body that labels is an office there and speaks for nobody. Who marks does not decide: experts instruct,
elected people decide (DOMAIN §4), and no councillor takes part in what concerns him (L2131-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, Mandate, Refused, Text, msg
from services.labels.domain.marks import InterestStatement, MarkSheet
from services.labels.domain.project_ref import ProjectRef


@dataclass(frozen=True)
class Stakes:
    """What is at stake in one application. `own` are the bodies whose own project it is, `interested` those
    and the bodies that pay for it, `labeller` the body that labels.
    """

    own: frozenset[str]
    interested: frozenset[str]
    labeller: str

    @classmethod
    def of(cls, project: ProjectRef, applicant: str, labeller: str) -> Stakes:
        own = project.carriers | {applicant}
        return cls(own, own | project.co_funders, labeller)

    def spoken_for(self, mandates: Iterable[Mandate]) -> frozenset[str]:
        """The bodies that somebody with these mandates speaks for."""
        office = (self.labeller, "juror")
        return frozenset(held.body for held in mandates if (held.body, held.role) != office)

    def must_be_impartial(self, juror: Caller) -> None:
        """Raise Forbidden for a juror who speaks for a body that carries or pays for the project."""
        bodies = sorted(self.spoken_for(juror.mandates) & self.interested)
        if bodies:
            raise _conflict(
                "CONFLICT_OF_INTEREST",
                msg(
                    "Vous représentez {bodies}, qui porte ou finance ce projet :"
                    " vous ne pouvez pas le noter.",
                    bodies=", ".join(bodies),
                ),
                bodies,
            )

    def must_be_free_to_decide(
        self, chair: Caller, statements: Iterable[InterestStatement], sheets: Iterable[MarkSheet] = ()
    ) -> None:
        """Raise Forbidden for who speaks for a body whose project it is, declared a conflict, or marked."""
        bodies = sorted(self.spoken_for(chair.mandates) & self.own)
        if bodies:
            text = msg(
                "Vous représentez {bodies}, dont c’est le projet : une autre personne doit présider.",
                bodies=", ".join(bodies),
            )
            raise _conflict("CHAIR_CONCERNED", text, bodies)
        if has_conflict(chair.id, statements):
            text = msg("Vous avez déclaré un conflit d’intérêts : une autre personne doit présider.")
            raise _conflict("CHAIR_CONCERNED", text)
        if any(sheet.juror == chair.id for sheet in sheets):
            text = msg("Vous avez noté cette candidature : une autre personne doit présider la décision.")
            raise _conflict("CHAIR_MARKED", text)

    def impartial(self, sheet: MarkSheet, lent: frozenset[str]) -> bool:
        """Whether a sheet still counts: the juror spoke for nobody interested when marking, nor speaks since,
        as far as is known, by roles `lent` at these bodies.
        """
        return self.interested.isdisjoint(sheet.spoke_for | lent)


def must_have_declared(juror: Caller, statements: Iterable[InterestStatement]) -> None:
    """Raise Refused before the juror said anything, Forbidden when it was a conflict."""
    given = [statement for statement in statements if statement.juror == juror.id]
    if not given:
        raise Refused(
            "STATEMENT_MISSING",
            msg("Avant de noter, déclarez si vous avez un conflit d’intérêts avec ce projet."),
        )
    if has_conflict(juror.id, given):
        text = msg("Vous avez déclaré un conflit d’intérêts : vous ne pouvez pas noter ce projet.")
        raise _conflict("CONFLICT_OF_INTEREST", text)


def has_conflict(person: str, statements: Iterable[InterestStatement]) -> bool:
    return any(statement.juror == person and statement.conflict for statement in statements)


def _conflict(reason: str, text: Text, bodies: Iterable[str] = ()) -> Forbidden:
    return Forbidden(reason, text, bodies=",".join(bodies))
