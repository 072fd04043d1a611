"""Answers that are not plans: totals and history."""

from archipel.funding.v1 import funding_pb2
from chassis.wire import money_to_wire, time_to_wire
from services.funding.convert.names import actor_name, body_name
from services.funding.use_cases.ports import Amounts, HistoryEntry, Totals


def totals_to_proto(totals: Totals) -> funding_pb2.Totals:
    return funding_pb2.Totals(
        body=body_name(totals.body),
        plans=totals.plans,
        cost=money_to_wire(totals.cost),
        as_owner=_amounts_to_proto(totals.as_owner),
        as_funder=_amounts_to_proto(totals.as_funder),
    )


def history_entry_to_proto(entry: HistoryEntry) -> funding_pb2.HistoryEntry:
    return funding_pb2.HistoryEntry(
        event_id=entry.event_id,
        type=entry.type,
        time=time_to_wire(entry.time),
        actor=actor_name(entry.actor),
        body=body_name(entry.body),
        version=entry.version,
    )


def _amounts_to_proto(amounts: Amounts) -> funding_pb2.Amounts:
    return funding_pb2.Amounts(
        asked=money_to_wire(amounts.asked),
        granted=money_to_wire(amounts.granted),
        paid=money_to_wire(amounts.paid),
    )
