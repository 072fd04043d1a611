"""Which bodies a project concerns: they may see it, and contest what is decided about it.

A draft concerns its lead alone; once submitted to invited communes, these too; once decided, the
communes of its works and impact area, the agglomeration and pole above all of these, every body with a
role or whose word is awaited, and the body that conciliates. What is final is public, unless the project is
restricted. Micro-projects: upper levels are told in totals only (R9), so their chain is left out.
"""

from collections.abc import Iterable
from datetime import date

from services.projects.domain.drafting import Draft
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.decision import Decision, DueAct
from services.projects.domain.subsidiarity.facts import Directory, Level

CHAIN = (Level.AGGLOMERATION, Level.POLE)


def asked(draft: Draft) -> frozenset[str]:
    """Whom a project concerns while invited communes answer."""
    return frozenset((draft.lead, *draft.participants))


def concerned(draft: Draft, decision: Decision, reference: ReferenceData, day: date) -> frozenset[str]:
    """Whom a decided project concerns."""
    near = asked(draft).union(draft.facts.works_area, draft.facts.impact_area)
    chain = () if reference.is_micro(draft.facts, day) else _above(near, reference.directory)
    # Only bodies have a level: inhabitants and third parties see what their lead shows them.
    roles = (role.party for role in decision.roles if role.level is not None)
    awaited = (due.party for due in decision.due if due.act is not DueAct.ACCEPT)
    return near.union(chain, roles, awaited)


def _above(bodies: Iterable[str], directory: Directory) -> frozenset[str]:
    found = (directory.above(body, level) for body in bodies for level in CHAIN)
    return frozenset(body.code for body in found if body is not None)
