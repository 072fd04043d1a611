"""Draws the state machines of the domain into docs/states.md, the vocabulary of cases and charters into
docs/fr/vocabulaire.md, the accounts of NATS into deploy/nats: python -m node.docs [--check].

The tables in the code are the truth; the pages are for whoever prefers to look. With --check nothing is
written, and a page that is not what the tables say is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.domain import Text
from node import nats_page, vocabulary_page
from node.settings import ROOT
from services.engineering.domain import states as engineering
from services.funding.domain import states as funding
from services.funding.domain.lines import LineState
from services.labels.domain import states as labels
from services.projects.domain import charter_states as charters
from services.projects.domain import delegation_states as delegations
from services.projects.domain import states as projects
from services.projects.domain import wish_states as wishes

PAGE = ROOT / "docs" / "states.md"
HEAD = """# State machines

Drawn by `make docs` from the tables in the code (state × verb × who × next). A pair of state and verb that
has no arrow is refused with the reason `STATE_FORBIDS`, and the refusal says what remains possible.
"""


@dataclass(frozen=True)
class Arrow:
    state: StrEnum
    verb: StrEnum
    who: tuple[StrEnum, ...]
    next: tuple[StrEnum, ...]


@dataclass(frozen=True)
class Machine:
    """One table. Services write a step's `who` and `next` as one value or as a set, whichever says more."""

    title: str
    source: str
    first: StrEnum
    steps: Mapping[Any, Mapping[Any, Any]]
    titles: Mapping[Any, Text]
    roles: Mapping[Any, tuple[str, ...]]
    """Roles, by verb or by who acts."""

    @property
    def states(self) -> list[StrEnum]:
        return list(type(self.first))

    def arrows(self) -> list[Arrow]:
        return [
            Arrow(state, verb, several(step.who), several(step.next))
            for state, row in self.steps.items()
            for verb, step in row.items()
        ]

    def roles_of(self, arrow: Arrow) -> list[str]:
        """Who may hold the pen, all bodies taken together."""
        of_verb = self.roles.get(arrow.verb, ())
        return sorted({*of_verb, *(role for who in arrow.who for role in self.roles.get(who, ()))})


def several(value: StrEnum | Iterable[StrEnum]) -> tuple[StrEnum, ...]:
    """A value as a tuple of one, a set in the order in which its type declares it."""
    if isinstance(value, StrEnum):
        return (value,)
    return tuple(sorted(value, key=lambda one: list(type(one).__members__).index(one.name)))


MACHINES = (
    Machine(
        "Project", "services/projects/domain/states.py", projects.State.DRAFT,
        projects.STEPS, projects.STATE_TITLES, projects.ROLES,
    ),
    Machine(
        "Wish to take a project over", "services/projects/domain/wish_states.py", wishes.WishState.STANDING,
        wishes.WISH_STEPS, wishes.WISH_TITLES, wishes.ROLES,
    ),
    Machine(
        "Guiding principle", "services/projects/domain/wish_states.py", wishes.PrincipleState.PROPOSED,
        wishes.PRINCIPLE_STEPS, wishes.PRINCIPLE_TITLES, wishes.ROLES,
    ),
    Machine(
        "Charter", "services/projects/domain/charter_states.py", charters.CharterState.DRAFT,
        charters.STEPS, charters.STATE_TITLES, charters.ROLES,
    ),
    Machine(
        "Delegation for an absence", "services/projects/domain/delegation_states.py",
        delegations.DelegationState.GRANTED, delegations.STEPS, delegations.STATE_TITLES, delegations.ROLES,
    ),
    Machine(
        "Request for days", "services/engineering/domain/states.py", engineering.RequestState.OPEN,
        engineering.REQUEST_STEPS, engineering.STATE_TITLES, engineering.ROLES,
    ),
    Machine(
        "Reservation", "services/engineering/domain/states.py", engineering.ReservationState.HELD,
        engineering.RESERVATION_STEPS, engineering.STATE_TITLES, engineering.ROLES,
    ),
    Machine(
        "Financing plan", "services/funding/domain/states.py", funding.PlanState.OPEN,
        funding.PLAN_STEPS, funding.STATE_TITLES, funding.ROLES,
    ),
    Machine(
        "Line of a plan: fonds de concours", "services/funding/domain/states.py", LineState.PLANNED,
        funding.LINE_STEPS, funding.STATE_TITLES, funding.ROLES,
    ),
    Machine(
        "Application for a label", "services/labels/domain/states.py", labels.ApplicationState.SUBMITTED,
        labels.STEPS, labels.STATE_TITLES, labels.ROLES,
    ),
)  # fmt: skip


def page() -> str:
    return "\n".join([HEAD, *(section(machine) for machine in MACHINES)])


def section(machine: Machine) -> str:
    arrows = machine.arrows()
    rows = [
        f"| {arrow.state} | {arrow.verb} | {listed(arrow.who)} | {listed(machine.roles_of(arrow)) or '–'} "
        f"| {listed(arrow.next)} |"
        for arrow in arrows
    ]
    return "\n".join(
        [
            f"## {machine.title}",
            "",
            f"Table: `{machine.source}`.",
            "",
            *diagram(machine, arrows),
            "",
            "| state | verb | for whom | role | next |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def diagram(machine: Machine, arrows: list[Arrow]) -> list[str]:
    """Mermaid; verbs that lead the same way share an arrow."""
    labels_of: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for arrow in arrows:
        for following in arrow.next:
            labels_of.setdefault((arrow.state, following), []).append(str(arrow.verb))
    final = [state for state in machine.states if not machine.steps[state]]
    return [
        "```mermaid",
        "stateDiagram-v2",
        *(f'    state "{machine.titles[state].template}" as {state}' for state in machine.states),
        f"    [*] --> {machine.first}",
        *(f"    {old} --> {new}: {', '.join(verbs)}" for (old, new), verbs in labels_of.items()),
        *(f"    {state} --> [*]" for state in final),
        "```",
    ]


def listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def main() -> int:
    pages = {PAGE: page(), vocabulary_page.PAGE: vocabulary_page.page(), nats_page.PAGE: nats_page.page()}
    if "--check" in sys.argv[1:]:
        stale = [path for path, fresh in pages.items() if not path.exists() or path.read_text() != fresh]
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the tables say: run `make docs`\n")
        return int(bool(stale))
    for path, fresh in pages.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
