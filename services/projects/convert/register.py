"""The edited register between the wire and the domain."""

from __future__ import annotations

from datetime import UTC

from google.protobuf.message import Message

from archipel.projects.v1 import events_pb2, register_pb2, territories_pb2
from chassis.domain import Fault, InvalidInput, msg, raise_faults
from chassis.pagination import next_token, page_of
from chassis.wire import date_from_wire, date_to_wire, time_to_wire
from services.projects.convert.enums import COVERAGE_KIND, HOLDING_ACT, MODE
from services.projects.convert.territories import (
    COMPETENCE_CODE,
    body_from_wire,
    body_to_wire,
    holding_to_proto,
    territory_to_proto,
)
from services.projects.domain.register_change import HoldingChange, HoldingChanged
from services.projects.domain.subsidiarity.facts import Holding, Mode
from services.projects.domain.territory import Territory, TerritoryEvent
from services.projects.domain.who_holds import Answer
from services.projects.use_cases.end_holding import EndHolding
from services.projects.use_cases.list_holding_changes import ListHoldingChanges, Placed
from services.projects.use_cases.paging import Paged
from services.projects.use_cases.record_holding import RecordHolding
from services.projects.use_cases.remove_holding import RemoveHolding
from services.projects.use_cases.who_holds import WhoHolds


def record_from_proto(request: register_pb2.RecordHoldingRequest) -> RecordHolding:
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    line = holding_from_proto(request.holding, "holding", faults)
    raise_faults(faults)
    return RecordHolding(body, line)


def end_from_proto(request: register_pb2.EndHoldingRequest) -> EndHolding:
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    line = holding_from_proto(request.holding, "holding", faults)
    raise_faults(faults)
    return EndHolding(body, line)


def remove_from_proto(request: register_pb2.RemoveHoldingRequest) -> RemoveHolding:
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    line = holding_from_proto(request.holding, "holding", faults)
    raise_faults(faults)
    return RemoveHolding(body, line, request.why.strip())


def who_holds_from_proto(request: register_pb2.WhoHoldsRequest) -> WhoHolds:
    faults: list[Fault] = []
    commune = body_from_wire(request.commune, "commune", faults)
    _check_competence(request.competence, "competence", faults)
    on = date_from_wire(request.on, "on", faults)
    raise_faults(faults)
    return WhoHolds(commune, request.competence, on)


def list_changes_from_proto(request: register_pb2.ListHoldingChangesRequest) -> ListHoldingChanges:
    page = page_of(request)
    faults: list[Fault] = []
    before = page.after[0] if page.after else ""
    if before and not (before.isascii() and before.isdecimal() and len(before) < MOST_DIGITS):
        text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
        raise InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
    body = body_from_wire(request.body, "body", faults) if request.body else ""
    check_wanted_competence(request.competence, "competence", faults)
    raise_faults(faults)
    return ListHoldingChanges(page.size, int(before) if before else None, body, request.competence)


MOST_DIGITS = 19
"""Of a place in the history (a 64-bit number)."""


def holding_from_proto(message: territories_pb2.Holding, at: str, faults: list[Fault]) -> Holding:
    """A line as somebody typed it; what cannot be read adds a fault."""
    body = body_from_wire(message.body, f"{at}.body", faults)
    competence = message.competence.strip()
    _check_competence(competence, f"{at}.competence", faults)
    return Holding(
        body,
        competence,
        MODE.required(message.mode, f"{at}.mode", faults) or Mode.OPTIONAL,
        date_from_wire(getattr(message, "from"), f"{at}.from", faults),
        date_from_wire(message.to, f"{at}.to", faults),
        message.text.strip(),
        message.deliberation.strip(),
        message.financial_tools,
    )


def check_wanted_competence(code: str, at: str, faults: list[Fault]) -> None:
    """The competence that a list is asked for; empty for all of them."""
    if code:
        _check_competence(code, at, faults)


def _check_competence(code: str, at: str, faults: list[Fault]) -> None:
    if not COMPETENCE_CODE.fullmatch(code):
        text = msg("« {code} » n’est pas un code de compétence.", code=code[:80])
        faults.append(Fault(at, "COMPETENCE_CODE", text))


def answer_to_proto(answer: Answer) -> register_pb2.WhoHoldsResponse:
    return register_pb2.WhoHoldsResponse(
        holdings=map(holding_to_proto, answer.holdings),
        able=map(body_to_wire, answer.able),
        kind=COVERAGE_KIND.to_wire(answer.kind),
        because=answer.because,
        on=date_to_wire(answer.on),
    )


def changes_to_proto(
    request: register_pb2.ListHoldingChangesRequest, page: Paged[Placed]
) -> register_pb2.ListHoldingChangesResponse:
    return register_pb2.ListHoldingChangesResponse(
        changes=[_shown(placed.change) for placed in page.items],
        next_page_token=next_token(request, page.after),
    )


def _shown(change: HoldingChange) -> register_pb2.HoldingChange:
    message = change_to_proto(change)
    message.actor = change.actor if ":" in change.actor else f"people/{change.actor}"
    return message


def change_to_proto(change: HoldingChange) -> register_pb2.HoldingChange:
    return register_pb2.HoldingChange(
        act=HOLDING_ACT.to_wire(change.act),
        holding=holding_to_proto(change.holding),
        before=None if change.before is None else holding_to_proto(change.before),
        time=time_to_wire(change.time),
        actor=change.actor,
        body=body_to_wire(change.body),
        why=change.why,
    )


def change_from_proto(message: register_pb2.HoldingChange) -> HoldingChange:
    """A change that this service wrote itself: it is taken as it stands."""
    return HoldingChange(
        act=HOLDING_ACT.stored(message.act),
        holding=holding_from_proto(message.holding, "holding", []),
        before=holding_from_proto(message.before, "before", []) if message.HasField("before") else None,
        time=message.time.ToDatetime(tzinfo=UTC),
        actor=message.actor,
        body=message.body.removeprefix("territories/"),
        why=message.why,
    )


def territory_event_to_proto(territory: Territory, event: TerritoryEvent) -> Message:
    """The message of an event with the body as it stands after it."""
    whole = territory_to_proto(territory)
    if isinstance(event, HoldingChanged):
        return events_pb2.HoldingChanged(territory=whole, change=change_to_proto(event.change))
    return events_pb2.TerritoryImported(territory=whole)
