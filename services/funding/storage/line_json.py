"""Lines as JSON: amounts as texts, because a JSON number is no exact decimal."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.funding.domain.lines import (
    Deliberation,
    Grant,
    Line,
    LineKind,
    LineState,
    Payment,
    PaymentKind,
    SubsidySource,
)

Json = dict[str, Any]


def line_to_json(line: Line) -> Json:
    return {
        "id": line.id,
        "kind": line.kind.value,
        "amount": str(line.amount),
        "state": line.state.value,
        "source": line.source.value if line.source else None,
        "programme": line.programme,
        "funder": line.funder,
        "funder_title": line.funder_title,
        "eligible_base": amount_or_null(line.eligible_base),
        "legal_basis": line.legal_basis,
        "requested": amount_or_null(line.requested),
        "grant": _grant_to_json(line.grant) if line.grant else None,
        "payments": [_payment_to_json(payment) for payment in line.payments],
        "refusal": line.refusal,
    }


def line_from_json(data: Mapping[str, Any]) -> Line:
    return Line(
        id=data["id"],
        kind=LineKind(data["kind"]),
        amount=Decimal(data["amount"]),
        state=LineState(data["state"]),
        source=SubsidySource(data["source"]) if data["source"] else None,
        programme=data["programme"],
        funder=data["funder"],
        funder_title=data["funder_title"],
        eligible_base=amount_or_none(data["eligible_base"]),
        legal_basis=data["legal_basis"],
        requested=amount_or_none(data["requested"]),
        grant=_grant_from_json(data["grant"]) if data["grant"] else None,
        payments=tuple(_payment_from_json(payment) for payment in data["payments"]),
        refusal=data["refusal"],
    )


def amount_or_null(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def amount_or_none(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _grant_to_json(grant: Grant) -> Json:
    return {
        "amount": str(grant.amount),
        "funder_deliberation": _deliberation_to_json(grant.funder_deliberation),
        "owner_deliberation": _deliberation_to_json(grant.owner_deliberation),
        "time": grant.time.isoformat(),
        "granted_by": grant.granted_by,
    }


def _grant_from_json(data: Mapping[str, Any]) -> Grant:
    return Grant(
        amount=Decimal(data["amount"]),
        funder_deliberation=_deliberation_from_json(data["funder_deliberation"]),
        owner_deliberation=_deliberation_from_json(data["owner_deliberation"]),
        time=datetime.fromisoformat(data["time"]),
        granted_by=data["granted_by"],
    )


def _deliberation_to_json(deliberation: Deliberation) -> Json:
    return {"date": deliberation.date.isoformat(), "reference": deliberation.reference}


def _deliberation_from_json(data: Mapping[str, Any]) -> Deliberation:
    return Deliberation(date.fromisoformat(data["date"]), data["reference"])


def _payment_to_json(payment: Payment) -> Json:
    return {
        "kind": payment.kind.value,
        "amount": str(payment.amount),
        "date": payment.date.isoformat(),
        "time": payment.time.isoformat(),
        "recorded_by": payment.recorded_by,
    }


def _payment_from_json(data: Mapping[str, Any]) -> Payment:
    return Payment(
        kind=PaymentKind(data["kind"]),
        amount=Decimal(data["amount"]),
        date=date.fromisoformat(data["date"]),
        time=datetime.fromisoformat(data["time"]),
        recorded_by=data["recorded_by"],
    )
