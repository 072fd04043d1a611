"""The church roof of Loos-en-Gohelle, told up to the moment that a test is about."""

from dataclasses import replace
from decimal import Decimal

from chassis.domain import Caller
from services.funding.domain.financing import Nature
from services.funding.domain.lines import LineEntry, LinesChange, PaymentKind
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.project_ref import ProjectRef, ProjectStage, plan_id_of
from services.funding.use_cases.follow_project import follow_project
from services.funding.use_cases.grant_fonds_de_concours import GrantFondsDeConcours, grant_fonds_de_concours
from services.funding.use_cases.record_payment import RecordPayment, record_payment
from services.funding.use_cases.request_fonds_de_concours import (
    RequestFondsDeConcours,
    request_fonds_de_concours,
)
from services.funding.use_cases.set_lines import SetLines, set_lines
from tests.unit.funding.funding_examples import (
    CALL,
    LOOS,
    POLE,
    VOTE_OF_CALL,
    VOTE_OF_LOOS,
    dsil_entry,
    fonds_entry,
    own_entry,
)
from tests.unit.funding.funding_fakes import FakeUnit, person

PROJECT = "0193a5a0-1111-7000-8000-000000000001"
PLAN = plan_id_of(PROJECT)
FDC = "3"
"""Id of the fonds de concours among the three lines of the story."""

MAYOR = person("mayor-of-loos", (LOOS, "elected"))
SECRETARY = person("secretary-of-loos", (LOOS, "project_manager"))
FUNDING_OFFICER = person("funding-officer-of-call", (CALL, "funding_officer"))
PROJECT_MANAGER = person("project-manager-of-call", (CALL, "project_manager"))
NEIGHBOUR = person("mayor-of-grenay", ("62386", "elected"))
OBSERVER = person("observer-at-pole", (POLE, "observer"))

CHURCH_ROOF = ProjectRef(
    id=PROJECT,
    title="Toiture solaire de l’église",
    owner=LOOS,
    cost=Decimal(261_930),
    nature=Nature.INVESTMENT,
    equipment=True,
    stage=ProjectStage.SUBMITTED,
    audience=frozenset({LOOS, CALL, POLE}),
)

LINES = (own_entry(87_158), dsil_entry(104_772), fonds_entry(70_000))


async def heard(unit: FakeUnit, **facts: object) -> None:
    """News of the project, as both readers take it."""
    ref = replace(CHURCH_ROOF, **facts)  # type: ignore[arg-type]
    await unit.projects.put(ref)
    await follow_project(ref, unit)


async def opened(unit: FakeUnit, **facts: object) -> FinancingPlan:
    """The plan as the project's event opens it."""
    await heard(unit, **facts)
    return unit.plans.rows[PLAN]


async def with_lines(
    unit: FakeUnit, *entries: LineEntry, caller: Caller = MAYOR, cost: Decimal | None = None
) -> FinancingPlan:
    change = LinesChange(entries or LINES, cost)
    return await set_lines(SetLines(PLAN, "", LOOS, change), caller, unit)


async def requested(unit: FakeUnit, caller: Caller = MAYOR, line: str = FDC) -> FinancingPlan:
    return await request_fonds_de_concours(RequestFondsDeConcours(PLAN, "", LOOS, line), caller, unit)


async def granted(
    unit: FakeUnit, amount: int | None = None, caller: Caller = FUNDING_OFFICER, **changes: object
) -> FinancingPlan:
    command = GrantFondsDeConcours(
        PLAN, "", CALL, FDC, None if amount is None else Decimal(amount), VOTE_OF_CALL, VOTE_OF_LOOS
    )
    return await grant_fonds_de_concours(replace(command, **changes), caller, unit)  # type: ignore[arg-type]


async def paid(
    unit: FakeUnit,
    amount: int | str,
    kind: PaymentKind = PaymentKind.ADVANCE,
    caller: Caller = PROJECT_MANAGER,
    body: str = CALL,
    line: str = FDC,
) -> FinancingPlan:
    command = RecordPayment(PLAN, "", body, line, kind, Decimal(amount), None)
    return await record_payment(command, caller, unit)


async def granted_plan(amount: int | None = None) -> FakeUnit:
    """Opened, lines entered, asked for and granted."""
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    await granted(unit, amount)
    return unit
