"""Delegation for an absence: who holds a role at a body lends it to somebody else, for dated days.

Nobody becomes somebody else by it: acts carry the id of who did them, and the delegation by which they could.
The law knows the replacement of a mayor who is away (L2122-17) and functions that a mayor delegates under his
watch and responsibility, and takes back at will (L2122-18); the decree (arrêté) behind it stays the body's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from chassis.domain import (
    Aggregate,
    Caller,
    Fault,
    Forbidden,
    Hidden,
    Mandate,
    Refused,
    msg,
    paris_day,
    raise_faults,
)
from services.projects.domain.delegation_states import (
    ROLES,
    DelegationActor,
    DelegationState,
    DelegationVerb,
    step,
)
from services.projects.domain.person import Person
from services.projects.domain.subsidiarity.rules.r10_consent import months_later
from services.projects.domain.writing import text_faults

LENDABLE = ("elected", "project_manager", "funding_officer", "pool_manager", "agent", "observer")
"""Every role but `juror`: a juror is named for what they know themselves, and answers for their own
interests.
"""

LONGEST_REASON = 300


@dataclass(frozen=True)
class DelegationGranted:
    """The role is lent, from its first day to its last."""


@dataclass(frozen=True)
class DelegationRevoked:
    """It was taken back, or given back."""


DelegationEvent = DelegationGranted | DelegationRevoked


@dataclass(frozen=True)
class DelegationTerms:
    """What is lent: a role at a body (its code), by whom to whom (ids of people), on which days (both
    included, in Paris), and why.
    """

    body: str
    role: str
    delegator: str
    delegate: str
    first_day: date
    last_day: date
    reason: str

    def overlaps(self, other: DelegationTerms) -> bool:
        """Whether there is a day that belongs to both."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


@dataclass(eq=False)
class Delegation(Aggregate[DelegationEvent]):
    kind: ClassVar[str] = "delegations"

    terms: DelegationTerms = field(kw_only=True)
    create_time: datetime = field(kw_only=True)
    revoke_time: datetime | None = None
    state: DelegationState = DelegationState.GRANTED

    @classmethod
    def granted(
        cls,
        delegation_id: str,
        terms: DelegationTerms,
        delegate: Person | None,
        longest_months: int,
        now: datetime,
    ) -> Delegation:
        """A new one; `delegate` is None for whoever is not known at the body. Raise InvalidInput with
        everything that is wrong with it.
        """
        raise_faults(
            [
                *delegate_faults(terms, delegate),
                *day_faults(terms, longest_months, paris_day(now)),
                *text_faults("reason", terms.reason, LONGEST_REASON, required=True),
            ]
        )
        made = cls(id=delegation_id, terms=terms, create_time=now)
        made.record(DelegationGranted())
        return made

    def must_be_visible_to(self, caller: Caller) -> None:
        """Raise NotFound unless the caller gave it, received it, or holds a role at its body."""
        if caller.id in self._parties or self.terms.body in caller.bodies:
            return
        text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
        raise Hidden("NOT_FOUND", text, resource=self.name)

    def revoke(self, caller: Caller, body: str, now: datetime) -> None:
        """End it before its last day. Raise Forbidden unless the caller gave it, received it, or is elected
        of its body; Refused when it is over already.
        """
        if body != self.terms.body:
            text = msg(
                "Cette délégation concerne la collectivité {body}, pas {other}.",
                body=self.terms.body,
                other=body,
            )
            raise Forbidden("NOT_THE_BODY", text, body=self.terms.body, other=body)
        if caller.id not in self._parties:
            caller.must_hold(body, *ROLES[DelegationActor.BODY])
        following = step(self.state, DelegationVerb.REVOKE).next
        if self.terms.last_day < paris_day(now):
            text = msg(
                "Cette délégation a pris fin d’elle-même le {last} : il n’y a rien à retirer.",
                last=f"{self.terms.last_day:%d/%m/%Y}",
            )
            raise Refused("DELEGATION_OVER", text, resource=self.name, last_day=self.terms.last_day)
        self.state, self.revoke_time = following, now
        self.record(DelegationRevoked())

    @property
    def _parties(self) -> tuple[str, str]:
        return (self.terms.delegator, self.terms.delegate)


def must_hold_oneself(caller: Caller, body: str, *roles: str) -> None:
    """Raise Forbidden unless the caller holds one of the roles at the body by themselves: a role that was
    lent is not lent on.
    """
    if any(Mandate(body, role) in caller.mandates for role in roles):
        return
    caller.must_hold(body, *roles)
    text = msg(
        "Le rôle « {roles} » auprès de la collectivité {body} vous est confié pour une absence : seul son "
        "titulaire peut le confier.",
        roles=" / ".join(roles),
        body=body,
    )
    raise Forbidden("ROLE_IS_LENT", text, body=body, roles=",".join(roles))


def role_faults(role: str) -> list[Fault]:
    """What is wrong with a role that is to be lent."""
    if role in LENDABLE:
        return []
    if role == "juror":
        text = msg(
            "Un juré est choisi pour ses compétences et répond de ses propres intérêts : il ne se fait pas "
            "remplacer."
        )
        return [Fault("role", "ROLE_NOT_LENT", text)]
    return [Fault("role", "UNKNOWN_VALUE", msg("Ce rôle n’existe pas : choisissez dans la liste."))]


def delegate_faults(terms: DelegationTerms, delegate: Person | None) -> list[Fault]:
    """One lends to somebody else of the body, who can sign in: an agent whom a body wrote down cannot."""
    if terms.delegate == terms.delegator:
        text = msg("On ne confie pas un rôle à soi-même : choisissez une autre personne.")
        return [Fault("delegate", "DELEGATE_IS_DELEGATOR", text)]
    if delegate is None or delegate.forgotten or delegate.body:
        text = msg(
            "Cette personne ne s’est pas encore connectée pour cette collectivité : demandez-lui de le faire."
        )
        return [Fault("delegate", "PERSON_UNKNOWN", text)]
    return []


def day_faults(terms: DelegationTerms, longest_months: int, today: date) -> list[Fault]:
    """The days begin today or later, in order, and are not more than so many months."""
    faults = []
    if terms.first_day < today:
        text = msg("Le premier jour est passé : commencez aujourd’hui au plus tôt.")
        faults.append(Fault("first_day", "DAY_PASSED", text))
    if terms.last_day < terms.first_day:
        faults.append(Fault("last_day", "DATES_ORDER", msg("Le dernier jour précède le premier : corrigez.")))
    elif terms.last_day >= months_later(terms.first_day, longest_months):
        text = msg(
            "Une délégation dure {months} mois au plus. Pour plus longtemps, faites donner un rôle à cette "
            "personne par l’administrateur des comptes.",
            months=longest_months,
        )
        faults.append(Fault("last_day", "TOO_LONG", text))
    return faults


def must_not_overlap(terms: DelegationTerms, others: Sequence[Delegation]) -> None:
    """Raise Refused when the same role of the same holder is lent for one of these days already."""
    for other in others:
        if terms.overlaps(other.terms):
            text = msg(
                "Vous avez déjà confié ce rôle du {first} au {last} : choisissez d’autres jours, ou retirez "
                "d’abord cette délégation.",
                first=f"{other.terms.first_day:%d/%m/%Y}",
                last=f"{other.terms.last_day:%d/%m/%Y}",
            )
            raise Refused("DELEGATION_OVERLAPS", text, resource=other.name)
