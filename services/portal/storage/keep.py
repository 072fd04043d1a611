"""What the read models keep of each resource: called with every event, inside the reader's transaction.

Every event carries the whole resource, so each function replaces what stood there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money
from sqlalchemy import Table, delete, insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.engineering.v1.engineering_pb2 import Capacity, DayRequest
from archipel.funding.v1 import checks_pb2, lines_pb2
from archipel.funding.v1.funding_pb2 import FinancingPlan
from archipel.labels.v1.applications_pb2 import Application
from archipel.labels.v1.labels_pb2 import Campaign
from archipel.projects.v1.ownership_pb2 import TransferWish
from archipel.projects.v1.projects_pb2 import Answer, Project
from archipel.projects.v1.territories_pb2 import Territory
from services.portal.storage import tables
from services.portal.storage.audience import announce
from services.portal.storage.awaited import awaited, bare, day
from services.portal.storage.tables import AUDIENCE

Row = Mapping[str, object]


def cents(money: Money) -> int:
    return int(money.units) * 100 + int(money.nanos) // 10_000_000


def instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


async def replace(connection: AsyncConnection, table: Table, values: dict[str, object]) -> None:
    """Insert a row, or overwrite the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in values.items() if name not in keys}
    await connection.execute(
        upsert(table).values(values).on_conflict_do_update(index_elements=keys, set_=others)
    )


async def replace_children(
    connection: AsyncConnection, table: Table, column: str, parent: str, rows: Sequence[Row]
) -> None:
    await connection.execute(delete(table).where(table.c[column] == parent))
    if rows:
        await connection.execute(insert(table), [dict(row) for row in rows])


async def replace_seen(
    connection: AsyncConnection, table: Table, values: dict[str, object], audience: Sequence[str]
) -> None:
    """Replace a row and who may see it; an empty audience is everybody."""
    await replace(connection, table, {**values, "public": not audience})
    rows = [{"id": values["id"], "body": body} for body in sorted(set(audience))]
    await replace_children(connection, AUDIENCE[table], "id", str(values["id"]), rows)


async def tell(
    connection: AsyncConnection, bodies: Iterable[str], pages: Iterable[str], audience: Sequence[str]
) -> None:
    """Announce a change to the dashboards that show one of the bodies, and to the pages named."""
    home = [] if audience else ["home"]
    await announce(connection, [*(body for body in bodies if body), *pages, *home], audience)


async def keep_territory(connection: AsyncConnection, territory: Territory) -> None:
    await replace(
        connection,
        tables.territories,
        {
            "code": territory.code,
            "level": territory.level,
            "title": territory.title,
            "acronym": territory.acronym,
            "population": territory.population,
            "members_of": [bare(parent) for parent in territory.members_of],
        },
    )
    await announce(connection, ["territories"], [])


def bodies_concerned(project: Project) -> set[tuple[str, str]]:
    """(code of a body, how the project concerns it)."""
    found = {(bare(project.lead), "lead")}
    for participant in project.participants:
        if participant.answer == Answer.ANSWER_AWAITED:
            found.add((bare(participant.body), "awaited"))
        elif participant.answer == Answer.ANSWER_CONFIRMED:
            found.add((bare(participant.body), "participant"))
    found |= {(bare(code), "works") for code in project.facts.works_area}
    found |= {(bare(code), "impact") for code in project.facts.impact_area}
    if project.decision.owner.body:
        found.add((bare(project.decision.owner.body), "owner"))
    found |= {(bare(role.party), "role") for role in project.decision.roles if role.level}
    found |= {(bare(body), "concerned") for body in project.concerned_bodies}
    return found


async def keep_project(connection: AsyncConnection, project: Project, audience: Sequence[str]) -> None:
    id_ = bare(project.name)
    owner = project.decision.owner
    values: dict[str, object] = {
        "id": id_,
        "title": project.title,
        "lead": bare(project.lead),
        "state": project.state,
        "competence": project.facts.competence,
        "nature": project.facts.nature,
        "cost_cents": cents(project.facts.cost),
        "owner_kind": owner.kind,
        "owner_body": bare(owner.body),
        "owner_title": owner.title,
        "owner": bare(project.owner),
        "synthetic": project.synthetic,
        "updated_at": instant(project.update_time),
    }
    await replace_seen(connection, tables.projects, values, audience)
    concerned = bodies_concerned(project)
    rows = [{"project": id_, "body": body, "relation": how} for body, how in sorted(concerned)]
    await replace_children(connection, tables.project_bodies, "project", id_, rows)
    waits = [{"project": id_, "position": at, **vars(one)} for at, one in enumerate(awaited(project))]
    await replace_children(connection, tables.project_awaits, "project", id_, waits)
    await tell(connection, {body for body, _ in concerned}, [project.name], audience)


async def keep_wish(connection: AsyncConnection, wish: TransferWish, audience: Sequence[str]) -> None:
    values: dict[str, object] = {
        "id": bare(wish.name),
        "project": bare(wish.project),
        "body": bare(wish.body),
        "offer": wish.offer,
        "state": wish.state,
    }
    await replace_seen(connection, tables.wishes, values, audience)
    await tell(connection, {bare(wish.body), *audience}, [wish.project], audience)


async def keep_capacity(connection: AsyncConnection, capacity: Capacity) -> None:
    body = bare(capacity.body)
    values: dict[str, object] = {
        "body": body,
        "total_free_days": Decimal(capacity.total_free_days or "0"),
    }
    await replace(connection, tables.capacities, values)
    await tell(connection, [body], ["engineering"], [])


async def keep_day_request(connection: AsyncConnection, request: DayRequest, audience: Sequence[str]) -> None:
    id_ = bare(request.name)
    values: dict[str, object] = {
        "id": id_,
        "project": bare(request.project),
        "body": bare(request.body),
        "skill": request.skill,
        "days": Decimal(request.days or "0"),
        "granted_days": Decimal(request.granted_days or "0"),
        "state": request.state,
        "asked_bodies": [bare(body) for body in request.asked_bodies],
        "updated_at": instant(request.update_time),
    }
    await replace_seen(connection, tables.day_requests, values, audience)
    rows = [
        {
            "request": id_,
            "reservation": bare(grant.reservation),
            "lender": bare(grant.lender),
            "days": Decimal(grant.days or "0"),
        }
        for grant in request.grants
    ]
    await replace_children(connection, tables.day_grants, "request", id_, rows)
    bodies = {bare(request.body), *(bare(body) for body in request.asked_bodies)}
    bodies |= {bare(grant.lender) for grant in request.grants}
    await tell(connection, bodies, [request.name, request.project, "engineering"], audience)


def line_row(plan: str, line: lines_pb2.Line) -> Row:
    """One line of a plan; what is granted was asked, and an own share is neither."""
    from_others = line.kind in (lines_pb2.LINE_KIND_SUBSIDY, lines_pb2.LINE_KIND_FONDS_DE_CONCOURS)
    granted = line.state == lines_pb2.LINE_STATE_GRANTED
    asked = granted or line.state == lines_pb2.LINE_STATE_REQUESTED
    amount = cents(line.amount)
    return {
        "plan": plan,
        "line": line.id,
        "kind": line.kind,
        "funder": bare(line.funder),
        "state": line.state,
        "asked_cents": (cents(line.requested_amount) or amount) if from_others and asked else 0,
        "granted_cents": (cents(line.grant.amount) or amount) if from_others and granted else 0,
        "paid_cents": cents(line.paid) if from_others else 0,
    }


async def keep_plan(connection: AsyncConnection, plan: FinancingPlan, audience: Sequence[str]) -> None:
    id_ = bare(plan.name)
    values: dict[str, object] = {
        "id": id_,
        "project": bare(plan.project),
        "title": plan.title,
        "owner": bare(plan.owner),
        "state": plan.state,
        "cost_cents": cents(plan.cost),
        "failing": sum(check.outcome == checks_pb2.OUTCOME_FAIL for check in plan.checks),
        "synthetic": plan.synthetic,
        "updated_at": instant(plan.update_time),
    }
    await replace_seen(connection, tables.plans, values, audience)
    rows = [line_row(id_, line) for line in plan.lines]
    await replace_children(connection, tables.plan_lines, "plan", id_, rows)
    bodies = {bare(plan.owner), *(bare(line.funder) for line in plan.lines)}
    await tell(connection, bodies, [plan.name, plan.project], audience)


async def keep_campaign(connection: AsyncConnection, campaign: Campaign) -> None:
    id_ = bare(campaign.name)
    values: dict[str, object] = {
        "id": id_,
        "title": campaign.title,
        "body": bare(campaign.body),
        "opens": day(campaign.opens),
        "closes": day(campaign.closes),
    }
    await replace(connection, tables.campaigns, values)
    await tell(connection, [bare(campaign.body)], [campaign.name, "labels"], [])


async def keep_application(
    connection: AsyncConnection, application: Application, audience: Sequence[str]
) -> None:
    id_ = bare(application.name)
    values: dict[str, object] = {
        "id": id_,
        "project": bare(application.project),
        "project_title": application.project_title,
        "campaign": bare(application.campaign),
        "applicant": bare(application.applicant),
        "campaign_body": bare(application.campaign_body),
        "state": application.state,
        "jurors_marked": application.jurors_marked,
        "award_stage": application.award.stage_title,
        "valid_from": day(application.award.valid_from),
        "valid_to": day(application.award.valid_to),
        "synthetic": application.synthetic,
        "updated_at": instant(application.update_time),
    }
    await replace_seen(connection, tables.applications, values, audience)
    bodies = {bare(application.applicant), bare(application.campaign_body), *audience}
    pages = [application.name, application.project, application.campaign, "labels"]
    await tell(connection, bodies, pages, audience)
