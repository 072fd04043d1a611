"""Requests as people send them."""

from __future__ import annotations

from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from archipel.funding.v1 import funding_pb2, lines_pb2
from tests.unit.funding.funding_examples import CALL, LOOS

VOTE_OF_CALL = lines_pb2.Deliberation(date=Date(year=2025, month=10, day=6), reference="2025-10-118")
VOTE_OF_LOOS = lines_pb2.Deliberation(date=Date(year=2025, month=9, day=29), reference="2025-09-031")
FDC = "3"


def eur(units: int, cents: int = 0) -> Money:
    return Money(currency_code="EUR", units=units, nanos=cents * 10_000_000)


def own(units: int, line_id: str = "") -> lines_pb2.LineInput:
    return lines_pb2.LineInput(id=line_id, kind=lines_pb2.LINE_KIND_OWN_SHARE, amount=eur(units))


def dsil(units: int, line_id: str = "") -> lines_pb2.LineInput:
    return lines_pb2.LineInput(
        id=line_id,
        kind=lines_pb2.LINE_KIND_SUBSIDY,
        source=lines_pb2.SUBSIDY_SOURCE_STATE,
        programme="DSIL",
        amount=eur(units),
    )


def fonds(units: int, line_id: str = "", funder: str = CALL) -> lines_pb2.LineInput:
    return lines_pb2.LineInput(
        id=line_id,
        kind=lines_pb2.LINE_KIND_FONDS_DE_CONCOURS,
        funder=f"territories/{funder}",
        amount=eur(units),
    )


def lines_of(
    plan: funding_pb2.FinancingPlan, *lines: lines_pb2.LineInput, etag: str | None = None
) -> funding_pb2.SetLinesRequest:
    return funding_pb2.SetLinesRequest(
        name=plan.name,
        etag=plan.etag if etag is None else etag,
        body=f"territories/{LOOS}",
        lines=lines or (own(87_158), dsil(104_772), fonds(70_000)),
    )


def request_of(plan: funding_pb2.FinancingPlan) -> funding_pb2.RequestFondsDeConcoursRequest:
    return funding_pb2.RequestFondsDeConcoursRequest(
        name=plan.name, etag=plan.etag, body=f"territories/{LOOS}", line=FDC
    )


def grant_of(
    plan: funding_pb2.FinancingPlan, amount: Money | None = None
) -> funding_pb2.GrantFondsDeConcoursRequest:
    return funding_pb2.GrantFondsDeConcoursRequest(
        name=plan.name,
        etag=plan.etag,
        body=f"territories/{CALL}",
        line=FDC,
        amount=amount,
        funder_deliberation=VOTE_OF_CALL,
        owner_deliberation=VOTE_OF_LOOS,
    )


def refusal_of(plan: funding_pb2.FinancingPlan) -> funding_pb2.RefuseLineRequest:
    return funding_pb2.RefuseLineRequest(
        name=plan.name, etag=plan.etag, body=f"territories/{CALL}", line=FDC, reason="Enveloppe épuisée"
    )


def payment_of(
    plan: funding_pb2.FinancingPlan,
    amount: Money,
    kind: lines_pb2.PaymentKind.ValueType = lines_pb2.PAYMENT_KIND_ADVANCE,
    *,
    etag: str | None = None,
) -> funding_pb2.RecordPaymentRequest:
    return funding_pb2.RecordPaymentRequest(
        name=plan.name,
        etag=plan.etag if etag is None else etag,
        body=f"territories/{CALL}",
        line=FDC,
        kind=kind,
        amount=amount,
    )
