"""A financing plan: who pays what for one project, whether the law lets it, what was granted and paid."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Hidden, NotFound, msg
from services.funding.domain.bodies import Bodies
from services.funding.domain.events import (
    FinancingPlanAligned,
    FinancingPlanClosed,
    FinancingPlanLinesSet,
    FinancingPlanOpened,
    PlanEvent,
)
from services.funding.domain.financing import Financing, Nature
from services.funding.domain.four_eyes import Hand, joined
from services.funding.domain.lines import Line, LinesChange
from services.funding.domain.merge_lines import merge_lines
from services.funding.domain.money import ZERO
from services.funding.domain.project_ref import ProjectRef
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.states import PlanState, Verb, next_plan_state
from services.funding.domain.verdict import Verdict, judge


@dataclass(frozen=True)
class Law:
    """What a judgement needs beside the plan: the parameters in force and who the bodies are."""

    rulebook: Rulebook
    bodies: Bodies


@dataclass(eq=False)
class FinancingPlan(Aggregate[PlanEvent]):
    """One plan a project. Money in euros before tax; bodies by code; `project` is a UUID.

    `audience` holds the bodies that the project itself is shown to; empty when `public`. `hands` are the
    people who acted on it, each on one side.
    """

    kind: ClassVar[str] = "plans"

    project: str = ""
    title: str = ""
    owner: str = ""
    state: PlanState = PlanState.OPEN
    cost: Decimal = ZERO
    nature: Nature = Nature.INVESTMENT
    equipment: bool = False
    lead_coordinator_field: bool = False
    coordinated: bool = False
    lines: tuple[Line, ...] = ()
    hands: frozenset[Hand] = frozenset()
    verdict: Verdict = field(default_factory=Verdict)
    public: bool = False
    audience: frozenset[str] = frozenset()
    synthetic: bool = False
    created: datetime | None = None
    updated: datetime | None = None

    @classmethod
    def open(cls, ref: ProjectRef, cost: Decimal, law: Law, now: datetime, by: str = "") -> "FinancingPlan":
        """A new plan for the project, without lines. `cost` may be better known than the project's; `by`
        is empty when it opens by itself.
        """
        plan = cls(
            id=ref.plan_id,
            project=ref.id,
            title=ref.title,
            owner=ref.owner,
            cost=cost,
            nature=ref.nature,
            equipment=ref.equipment,
            public=ref.public,
            audience=ref.audience,
            synthetic=ref.synthetic,
            coordinated=ref.coordinated,
            created=now,
        )
        if by:
            plan.take_part(by, Verb.OPEN)
        plan.changed(FinancingPlanOpened(), law, now)
        return plan

    def take_part(self, person: str, verb: Verb) -> None:
        """Raise Forbidden when the person stands on another side of this plan."""
        self.hands = joined(self.hands, person, verb)

    def financing(self, bodies: Bodies) -> Financing:
        return Financing(
            cost=self.cost,
            nature=self.nature,
            equipment=self.equipment,
            owner=self.owner,
            lines=self.lines,
            lead_coordinator_field=self.lead_coordinator_field,
            coordinated=self.coordinated,
            bodies=bodies,
        )

    @property
    def funders(self) -> frozenset[str]:
        return frozenset(line.funder for line in self.lines if line.funder)

    @property
    def concerned(self) -> frozenset[str]:
        """Bodies that may see the plan while it is not public."""
        return self.audience | self.funders | {self.owner}

    def visible_to(self, caller: Caller) -> bool:
        return self.public or bool(self.concerned & caller.bodies)

    def line(self, line_id: str) -> Line:
        """Raises NotFound when the plan has no such line."""
        found = next((line for line in self.lines if line.id == line_id), None)
        if found is None:
            text = msg("Ce plan n’a pas de ligne {line}.", line=line_id)
            raise NotFound("LINE_NOT_FOUND", text, line=line_id, plan=self.name)
        return found

    def set_lines(self, change: LinesChange, by: str, law: Law, now: datetime) -> None:
        """Write all the lines; a line that fails a rule is kept, and its check says so."""
        self.take_part(by, Verb.SET_LINES)
        self.state = next_plan_state(self.state, Verb.SET_LINES)
        self.apply(change)
        self.changed(FinancingPlanLinesSet(), law, now)

    def apply(self, change: LinesChange) -> None:
        """Take the change over without recording or judging anything (a dry run stops here)."""
        if change.lines is not None:
            self.lines = merge_lines(self.owner, self.lines, change.lines)
        if change.cost is not None:
            self.cost = change.cost
        if change.lead_coordinator_field is not None:
            self.lead_coordinator_field = change.lead_coordinator_field

    def align(self, ref: ProjectRef, law: Law, now: datetime) -> None:
        """Follow the project's owner, title and visibility; nothing happens when they are the same.

        The cost stays the plan's own: the owner may know it better by now.
        """
        mine = (self.owner, self.title, self.audience, self.coordinated)
        same = mine == (ref.owner, ref.title, ref.audience, ref.coordinated)
        if same or self.state is PlanState.CLOSED:
            return
        self.state = next_plan_state(self.state, Verb.ALIGN)
        self.owner, self.title, self.coordinated = ref.owner, ref.title, ref.coordinated
        self.public, self.audience = ref.public, ref.audience
        self.changed(FinancingPlanAligned(), law, now)

    def close(self, law: Law, now: datetime) -> None:
        """The project is withdrawn or its owner is no body. Closing twice is closing once."""
        if self.state is PlanState.CLOSED:
            return
        self.state = next_plan_state(self.state, Verb.CLOSE)
        self.changed(FinancingPlanClosed(), law, now)

    def replace_line(self, line: Line) -> None:
        self.lines = tuple(line if line.id == other.id else other for other in self.lines)

    def judge(self, law: Law) -> None:
        """Let the rules answer for the plan as it stands."""
        self.verdict = judge(self.financing(law.bodies), law.rulebook)

    def changed(self, event: PlanEvent, law: Law, now: datetime) -> None:
        """Every change is judged again, dated and recorded."""
        self.judge(law)
        self.updated = now
        self.record(event)


def plan_not_found(name: str, *, hidden: bool) -> NotFound:
    """Answered alike whether there is none or the caller may not know of it."""
    text = msg("Ce plan de financement n’existe pas, ou ne vous est pas ouvert.")
    return (Hidden if hidden else NotFound)("PLAN_NOT_FOUND", text, plan=name, resource=name)
