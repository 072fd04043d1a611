"""Chapter three: the green belt is paid for, with a fonds de concours of the CALL and its advance."""

from __future__ import annotations

from datetime import timedelta

from archipel.funding.v1 import funding_pb2 as wire
from archipel.funding.v1 import lines_pb2 as lines
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from node.demo.stage import Stage, day, euros, territory
from node.personas import CALL

OWNER, OWNER_BODY = "maire.lievin", "62510"
FUNDER, PAYER = "finances.call", "projets.call"


async def tell(stage: Stage, project: str) -> None:
    """Lines, request, grant with both deliberations, advance."""
    stub = stage.stub("funding", FundingServiceStub)

    async def opened() -> wire.FinancingPlan | None:
        found = await stage.do(OWNER, stub.ListPlans, wire.ListPlansRequest(project=project))
        return next(iter(found.plans), None)

    plan = await stage.until(opened, "le plan de financement")
    assert plan is not None
    plan = await stage.do(
        OWNER,
        stub.SetLines,
        wire.SetLinesRequest(
            name=plan.name, etag=plan.etag, body=territory(OWNER_BODY), lines=planned_lines()
        ),
    )
    line = next(each.id for each in plan.lines if each.kind == lines.LINE_KIND_FONDS_DE_CONCOURS)
    plan = await stage.do(
        OWNER,
        stub.RequestFondsDeConcours,
        wire.RequestFondsDeConcoursRequest(
            name=plan.name, etag=plan.etag, body=territory(OWNER_BODY), line=line
        ),
    )
    plan = await stage.do(FUNDER, stub.GrantFondsDeConcours, granted(stage, plan, line))
    payment = wire.RecordPaymentRequest(
        name=plan.name,
        etag=plan.etag,
        body=territory(CALL),
        line=line,
        kind=lines.PAYMENT_KIND_ADVANCE,
        amount=euros(25_200),
        date=day(stage.day),
    )
    await stage.do(PAYER, stub.RecordPayment, payment)


def planned_lines() -> list[lines.LineInput]:
    return [
        lines.LineInput(kind=lines.LINE_KIND_OWN_SHARE, amount=euros(168_000)),
        lines.LineInput(
            kind=lines.LINE_KIND_SUBSIDY,
            source=lines.SUBSIDY_SOURCE_STATE,
            programme="DSIL",
            funder_title="État",
            amount=euros(126_000),
            state=lines.LINE_STATE_GRANTED,
        ),
        lines.LineInput(
            kind=lines.LINE_KIND_SUBSIDY,
            source=lines.SUBSIDY_SOURCE_REGION,
            programme="Mobilités douces",
            funder_title="Région Hauts-de-France",
            amount=euros(42_000),
            state=lines.LINE_STATE_REQUESTED,
        ),
        lines.LineInput(kind=lines.LINE_KIND_FONDS_DE_CONCOURS, funder=territory(CALL), amount=euros(84_000)),
    ]


def granted(stage: Stage, plan: wire.FinancingPlan, line: str) -> wire.GrantFondsDeConcoursRequest:
    return wire.GrantFondsDeConcoursRequest(
        name=plan.name,
        etag=plan.etag,
        body=territory(CALL),
        line=line,
        funder_deliberation=lines.Deliberation(date=day(stage.day - timedelta(days=5)), reference="CC-118"),
        owner_deliberation=lines.Deliberation(date=day(stage.day - timedelta(days=7)), reference="CM-64"),
    )
