"""List delegations, newest first: those of a body, or those that the caller gave or received."""

from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, msg
from services.projects.domain.delegation import Delegation
from services.projects.use_cases.delegation_ports import DelegationUnit
from services.projects.use_cases.paging import Paged, paged


@dataclass(frozen=True)
class ListDelegations:
    """`body` is a code, empty for one's own; `before` the last id of the page before."""

    size: int
    before: str = ""
    body: str = ""


async def list_delegations(
    question: ListDelegations, caller: Caller, unit: DelegationUnit
) -> Paged[Delegation]:
    """Raise Forbidden for a body where the caller holds no role."""
    if question.body and question.body not in caller.bodies:
        text = msg(
            "Il faut un rôle auprès de la collectivité {body} pour voir ses délégations.", body=question.body
        )
        raise Forbidden("ROLE_MISSING", text, body=question.body)
    if question.body:
        found = await unit.delegations.of_body(question.body, question.before, question.size + 1)
    else:
        found = await unit.delegations.of_person(caller.id, question.before, question.size + 1)
    return paged(found, question.size, lambda delegation: (delegation.id,))
