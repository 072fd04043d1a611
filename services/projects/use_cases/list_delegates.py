"""List the people of a body to whom one may lend a role."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.delegation import LENDABLE, must_hold_oneself
from services.projects.use_cases.delegation_ports import DelegationUnit
from services.projects.use_cases.paging import Paged, paged


@dataclass(frozen=True)
class ListDelegates:
    """`body` is a code, `after` the last id of the page before."""

    size: int
    body: str
    after: str = ""


async def list_delegates(question: ListDelegates, caller: Caller, unit: DelegationUnit) -> Paged[str]:
    """Ids of people. Raise Forbidden unless the caller holds a role there that can be lent."""
    must_hold_oneself(caller, question.body, *LENDABLE)
    found = await unit.memberships.of_body(question.body, caller.id, question.after, question.size + 1)
    return paged(found, question.size, lambda person: (person,))
