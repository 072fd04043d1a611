"""Lend a role that one holds oneself, for the days of an absence."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, uuid7
from services.projects.domain.delegation import (
    Delegation,
    DelegationTerms,
    must_hold_oneself,
    must_not_overlap,
)
from services.projects.use_cases.delegation_ports import DelegationUnit


@dataclass(frozen=True)
class CreateDelegation:
    """`body` is a code, `delegate` the id of a person."""

    body: str
    role: str
    delegate: str
    first_day: date
    last_day: date
    reason: str


async def create_delegation(
    command: CreateDelegation, longest_months: int, caller: Caller, unit: DelegationUnit
) -> Delegation:
    """Raise Forbidden for a role that the caller does not hold or that was lent to them, InvalidInput with
    all that is wrong, Refused when the role is lent for some of these days already.
    """
    must_hold_oneself(caller, command.body, command.role)
    terms = DelegationTerms(
        body=command.body,
        role=command.role,
        delegator=caller.id,
        delegate=command.delegate,
        first_day=command.first_day,
        last_day=command.last_day,
        reason=command.reason,
    )
    belongs = await unit.memberships.includes(command.delegate, command.body)
    # Of somebody elsewhere nothing is told, not even that there is such a person.
    delegate = await unit.people.find(command.delegate) if belongs else None
    made = Delegation.granted(str(uuid7()), terms, delegate, longest_months, unit.clock.now())
    must_not_overlap(terms, await unit.delegations.lent_by(caller.id, command.body, command.role))
    await unit.delegations.add(made)
    return made
