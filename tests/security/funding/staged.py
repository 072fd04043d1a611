"""Plans and projects brought to every state that there is, by the people who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from archipel.funding.v1 import funding_pb2 as pb
from archipel.funding.v1 import lines_pb2 as lines
from archipel.projects.v1 import events_pb2, projects_pb2, subsidiarity_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from chassis.testing.running import CallRefused
from chassis.testing.waiting import eventually
from services.funding.domain.project_ref import plan_id_of
from services.funding.storage.tables import project_refs
from tests.integration.funding.funding_requests import (
    FDC,
    VOTE_OF_CALL,
    VOTE_OF_LOOS,
    dsil,
    eur,
    fonds,
    own,
)
from tests.security.answers import Who
from tests.security.cast import CALL, CHAIN, GRENAY, HENIN, LOOS, MAYOR, OF_CALL, STRANGER
from tests.security.place import Place

OFFICER, PAYER = OF_CALL["funding_officer"], OF_CALL["project_manager"]
"""Who grants and who pays, wherever a plan is brought that far; the mayor asks."""

Make = Callable[[Place], Awaitable[Any]]


def a_project(owner: str = LOOS, *, plans: bool = True) -> projects_pb2.Project:
    """Submitted by its owner; with `plans` of a kind whose plan opens by itself."""
    kind = subsidiarity_pb2.OWNER_KIND_BODY if owner else subsidiarity_pb2.OWNER_KIND_INHABITANTS
    body = f"territories/{owner}" if owner else ""
    return projects_pb2.Project(
        name=f"projects/{uuid4()}",
        title="Toiture solaire de l’église",
        lead=f"territories/{owner or LOOS}",
        facts=facts.ProjectFacts(
            competence="1035",
            nature=facts.NATURE_INVESTMENT if plans else facts.NATURE_APPROACH,
            cost=eur(261_930),
        ),
        state=projects_pb2.PROJECT_STATE_PROPOSED,
        decision=subsidiarity_pb2.Decision(owner=subsidiarity_pb2.Owner(kind=kind, body=body)),
    )


AUDIENCE = tuple(sorted(CHAIN))


async def told(
    place: Place, project: projects_pb2.Project, state: str = "PROPOSED", audience: tuple[str, ...] = AUDIENCE
) -> None:
    project.state = projects_pb2.ProjectState.Value(f"PROJECT_STATE_{state}")
    events = {"ACCEPTED": events_pb2.OwnershipAccepted, "WITHDRAWN": events_pb2.ProjectWithdrawn}
    message = events.get(state, events_pb2.ProjectSubmitted)(project=project)
    await place.say("projects", project.name, message, audience)


async def seen(place: Place, name: str, who: Who = MAYOR, before: str = "") -> pb.FinancingPlan:
    """The plan, once it is there and has another etag than `before`."""

    async def ask() -> pb.FinancingPlan | None:
        try:
            plan: pb.FinancingPlan = await place.do(who, "GetPlan", pb.GetPlanRequest(name=name))
        except CallRefused:
            return None
        return plan if plan.etag != before else None

    found = await eventually(ask, seconds=30)
    assert found is not None
    return found


def plan_name(project: projects_pb2.Project) -> str:
    return f"plans/{plan_id_of(project.name.partition('/')[2])}"


async def empty(place: Place) -> pb.FinancingPlan:
    project = a_project()
    await told(place, project)
    return await seen(place, plan_name(project))


def lines_of(plan: pb.FinancingPlan) -> list[lines.LineInput]:
    """As they stand, or the first ones."""
    if plan.lines:
        return [
            lines.LineInput(
                id=line.id,
                kind=line.kind,
                source=line.source,
                programme=line.programme,
                funder=line.funder,
                amount=line.amount,
                state=line.state,
            )
            for line in plan.lines
        ]
    return [own(87_158), dsil(104_772), fonds(70_000)]


async def planned(place: Place) -> pb.FinancingPlan:
    plan = await empty(place)
    written = pb.SetLinesRequest(name=plan.name, body=f"territories/{LOOS}", lines=lines_of(plan))
    made: pb.FinancingPlan = await place.do(MAYOR, "SetLines", written)
    return made


async def requested(place: Place) -> pb.FinancingPlan:
    plan = await planned(place)
    asks = pb.RequestFondsDeConcoursRequest(name=plan.name, body=f"territories/{LOOS}", line=FDC)
    made: pb.FinancingPlan = await place.do(MAYOR, "RequestFondsDeConcours", asks)
    return made


def granting(name: str, body: str) -> pb.GrantFondsDeConcoursRequest:
    return pb.GrantFondsDeConcoursRequest(
        name=name,
        body=f"territories/{body}",
        line=FDC,
        funder_deliberation=VOTE_OF_CALL,
        owner_deliberation=VOTE_OF_LOOS,
    )


async def granted(place: Place) -> pb.FinancingPlan:
    plan = await requested(place)
    made: pb.FinancingPlan = await place.do(OFFICER, "GrantFondsDeConcours", granting(plan.name, CALL))
    return made


async def refused(place: Place) -> pb.FinancingPlan:
    plan = await requested(place)
    no = pb.RefuseLineRequest(name=plan.name, body=f"territories/{CALL}", line=FDC, reason="Épuisée.")
    made: pb.FinancingPlan = await place.do(OFFICER, "RefuseLine", no)
    return made


def paying(name: str, body: str) -> pb.RecordPaymentRequest:
    return pb.RecordPaymentRequest(
        name=name,
        body=f"territories/{body}",
        line=FDC,
        kind=lines.PAYMENT_KIND_INSTALMENT,
        amount=eur(1_000),
    )


async def paid(place: Place) -> pb.FinancingPlan:
    plan = await granted(place)
    made: pb.FinancingPlan = await place.do(PAYER, "RecordPayment", paying(plan.name, CALL))
    return made


def after(state: str, audience: tuple[str, ...]) -> Make:
    """A plan whose fonds de concours was asked for, once its project has moved on."""

    async def make(place: Place) -> pb.FinancingPlan:
        plan = await requested(place)
        project = a_project()
        project.name = plan.project
        await told(place, project, state, audience)
        return await seen(place, plan.name, before=plan.etag)

    return make


PLAN_STATES: Mapping[str, Make] = {
    "empty": empty,
    "planned": planned,
    "requested": requested,
    "granted": granted,
    "refused": refused,
    "paid": paid,
    "public": after("ACCEPTED", ()),
    "restricted": after("ACCEPTED", tuple(sorted(CHAIN - {GRENAY}))),
    "closed": after("WITHDRAWN", AUDIENCE),
}


def project_in(state: str, audience: tuple[str, ...], owner: str = LOOS) -> Make:
    """A project without a plan, once funding has heard of it."""

    async def make(place: Place) -> projects_pb2.Project:
        project = a_project(owner, plans=False)
        await told(place, project, state, audience)
        await copied(place, project)
        return project

    return make


async def copied(place: Place, project: projects_pb2.Project) -> None:
    """Wait until funding keeps a copy of the project."""
    wanted = select(project_refs.c.id).where(project_refs.c.id == project.name.partition("/")[2])

    async def is_there() -> bool:
        async with place.service.foundation.engine.connect() as connection:
            return await connection.scalar(wanted) is not None

    await eventually(is_there, seconds=30)


async def with_a_plan(place: Place) -> projects_pb2.Project:
    project = a_project()
    await told(place, project)
    await seen(place, plan_name(project))
    await copied(place, project)
    return project


PROJECT_STATES: Mapping[str, Make] = {
    "submitted": project_in("PROPOSED", AUDIENCE),
    "public": project_in("ACCEPTED", ()),
    "withdrawn": project_in("WITHDRAWN", AUDIENCE),
    "of_the_call": project_in("PROPOSED", AUDIENCE, CALL),
    "of_inhabitants": project_in("PROPOSED", AUDIENCE, ""),
    "with_a_plan": with_a_plan,
}


async def of_henin(place: Place) -> pb.FinancingPlan:
    """A plan that nobody of the chain may know of."""
    project = a_project(HENIN)
    await told(place, project, audience=(HENIN,))
    return await seen(place, plan_name(project), STRANGER)
