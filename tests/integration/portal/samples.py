"""Resources as the services' events carry them."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from archipel.engineering.v1.engineering_pb2 import DayRequest, Grant, RequestState
from archipel.funding.v1.funding_pb2 import FinancingPlan, PlanState
from archipel.funding.v1.lines_pb2 import Line, LineKind, LineState
from archipel.labels.v1.applications_pb2 import Application, ApplicationState, Award
from archipel.projects.v1.project_facts_pb2 import ProjectFacts, Skill
from archipel.projects.v1.projects_pb2 import Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind
from tests.unit.portal.territory import CALL, LOOS, POLE

PROPOSED = ProjectState.PROJECT_STATE_PROPOSED
ID = "01900000-0000-7000-8000-000000000001"


def euros(units: int) -> Money:
    return Money(currency_code="EUR", units=units)


def stamp(minute: int = 0) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(datetime(2026, 11, 22, 12, minute, tzinfo=UTC))
    return made


def project(
    id_: str = ID,
    *,
    state: ProjectState.ValueType = PROPOSED,
    lead: str = LOOS,
    owner: str = LOOS,
    cost: int = 100_000,
) -> Project:
    made = Project(
        name=f"projects/{id_}",
        title="Toiture solaire de l’église",
        lead=f"territories/{lead}",
        state=state,
        etag='"1-1"',
        facts=ProjectFacts(competence="1035", works_area=[f"territories/{lead}"], cost=euros(cost)),
        update_time=stamp(),
    )
    if state not in (ProjectState.PROJECT_STATE_DRAFT, ProjectState.PROJECT_STATE_AWAITING_PARTNERS):
        made.decision.owner.kind = OwnerKind.OWNER_KIND_BODY
        made.decision.owner.body = f"territories/{owner}"
        made.concerned_bodies.extend(f"territories/{code}" for code in (lead, CALL, POLE))
    return made


def day_request(id_: str = ID, *, days: str = "40", granted: str = "10") -> DayRequest:
    return DayRequest(
        name=f"requests/{id_}",
        project=f"projects/{ID}",
        body=f"territories/{LOOS}",
        skill=Skill.SKILL_ENGINEERING,
        days=days,
        granted_days=granted,
        state=RequestState.REQUEST_STATE_PARTLY_COVERED,
        grants=[Grant(reservation="reservations/1", lender=f"territories/{CALL}", days=granted)],
        etag='"1-1"',
        update_time=stamp(),
    )


def plan(id_: str = ID, *, fund: LineState.ValueType = LineState.LINE_STATE_REQUESTED) -> FinancingPlan:
    granted = fund == LineState.LINE_STATE_GRANTED
    line = Line(
        id="2",
        kind=LineKind.LINE_KIND_FONDS_DE_CONCOURS,
        funder=f"territories/{CALL}",
        amount=euros(40_000),
        requested_amount=euros(50_000),
        state=fund,
    )
    if granted:
        line.grant.amount.CopyFrom(euros(40_000))
        line.paid.CopyFrom(euros(12_000))
    own = Line(id="1", kind=LineKind.LINE_KIND_OWN_SHARE, amount=euros(60_000))
    return FinancingPlan(
        name=f"plans/{id_}",
        project=f"projects/{ID}",
        title="Toiture solaire de l’église",
        owner=f"territories/{LOOS}",
        state=PlanState.PLAN_STATE_OPEN,
        cost=euros(100_000),
        lines=[own, line],
        etag='"1-1"',
        update_time=stamp(),
    )


def application(
    id_: str = ID, *, state: ApplicationState.ValueType = ApplicationState.APPLICATION_STATE_SUBMITTED
) -> Application:
    made = Application(
        name=f"applications/{id_}",
        campaign="campaigns/1",
        project=f"projects/{ID}",
        project_title="Toiture solaire de l’église",
        applicant=f"territories/{LOOS}",
        campaign_body=f"territories/{POLE}",
        state=state,
        update_time=stamp(),
    )
    if state == ApplicationState.APPLICATION_STATE_AWARDED:
        award = Award(
            stage="label",
            stage_title="Labellisé",
            valid_from=Date(year=2026, month=1, day=1),
            valid_to=Date(year=2029, month=12, day=31),
        )
        made.award.CopyFrom(award)
    return made
