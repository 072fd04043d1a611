"""What is wrong is said with a reason and the field, all at once, and nothing is left half-done."""

from __future__ import annotations

from uuid import uuid4

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from sqlalchemy import func, select

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.tables import journal
from chassis.testing.running import refusal
from tests.integration.engineering.conftest import Place
from tests.integration.engineering.wire import CALL, HOUSING, LOOS, territory

SOME_UUID = "0190aaaa-0000-7000-8000-0000000000c1"
FIRST, LAST = Date(year=2026, month=12, day=1), Date(year=2026, month=12, day=31)


def agent(**changes: object) -> pb.RegisterAgentRequest:
    fields = {"person": "people/p", "employer": territory(CALL), "skills": [HOUSING], "quota": "100"}
    return pb.RegisterAgentRequest(agent=pb.Agent(**{**fields, **changes}))  # type: ignore[arg-type]


def update(*paths: str, **changes: object) -> pb.UpdateAgentRequest:
    changed = pb.Agent(name=f"agents/{SOME_UUID}", **changes)  # type: ignore[arg-type]
    return pb.UpdateAgentRequest(agent=changed, update_mask=FieldMask(paths=paths))


def reserve(**changes: object) -> pb.ReserveDaysRequest:
    fields = {
        "request": f"requests/{SOME_UUID}",
        "agent": f"agents/{SOME_UUID}",
        "start_date": FIRST,
        "end_date": LAST,
        "days": "1",
    }
    return pb.ReserveDaysRequest(**{**fields, **changes})  # type: ignore[arg-type]


def asking(**changes: object) -> pb.OpenDayRequestRequest:
    fields = {"project": f"projects/{SOME_UUID}", "body": territory(LOOS), "skill": HOUSING, "days": "1"}
    return pb.OpenDayRequestRequest(**{**fields, **changes})  # type: ignore[arg-type]


def declaring(*figures: tuple[int, str]) -> pb.DeclareCapacityRequest:
    free = [pb.SkillDays(skill=skill, days=days) for skill, days in figures]  # type: ignore[arg-type]
    return pb.DeclareCapacityRequest(body=territory(LOOS), free_days=free)


BAD: list[tuple[str, Message, dict[str, str]]] = [
    (
        "RegisterAgent",
        pb.RegisterAgentRequest(),
        {
            "agent.person": "NAME_MALFORMED",
            "agent.employer": "NAME_MALFORMED",
            "agent.skills": "SKILL_MISSING",
            "agent.quota": "QUOTA_OUT_OF_RANGE",
        },
    ),
    ("RegisterAgent", agent(quota="-1"), {"agent.quota": "QUOTA_OUT_OF_RANGE"}),
    ("RegisterAgent", agent(quota="101"), {"agent.quota": "QUOTA_OUT_OF_RANGE"}),
    ("RegisterAgent", agent(quota="33.333"), {"agent.quota": "QUOTA_TOO_PRECISE"}),
    ("RegisterAgent", agent(quota="many"), {"agent.quota": "NUMBER_MALFORMED"}),
    ("RegisterAgent", agent(quota="NaN"), {"agent.quota": "NUMBER_MALFORMED"}),
    ("RegisterAgent", agent(quota="1e400"), {"agent.quota": "NUMBER_MALFORMED"}),
    ("RegisterAgent", agent(skills=[99]), {"agent.skills[0]": "SKILL_UNKNOWN"}),
    ("RegisterAgent", agent(person="people/x\0y"), {"agent.person": "NAME_MALFORMED"}),
    ("RegisterAgent", agent(person="Jeanne Martin"), {"agent.person": "NAME_MALFORMED"}),
    ("RegisterAgent", agent(employer="territories/ab cd"), {"agent.employer": "NAME_MALFORMED"}),
    ("RegisterAgent", agent(full_time_days="0"), {"agent.full_time_days": "FULL_TIME_DAYS_OUT_OF_RANGE"}),
    (
        "RegisterAgent",
        agent(full_time_days="229.601"),
        {"agent.full_time_days": "FULL_TIME_DAYS_TOO_PRECISE"},
    ),
    (
        "RegisterAgent",
        agent(lending=pb.Lending(body="x", start_date=LAST, end_date=FIRST)),
        {"agent.lending.body": "NAME_MALFORMED", "agent.lending.end_date": "PERIOD_BACKWARDS"},
    ),
    ("UpdateAgent", update(), {"update_mask": "MASK_EMPTY"}),
    ("UpdateAgent", update("person"), {"update_mask": "MASK_UNKNOWN"}),
    ("UpdateAgent", update("quota", quota="0"), {"agent.quota": "QUOTA_OUT_OF_RANGE"}),
    (
        "RecordAbsence",
        pb.RecordAbsenceRequest(name="agents/x", start_date=FIRST),
        {"name": "NAME_MALFORMED", "end_date": "DATE_MISSING"},
    ),
    (
        "RecordAbsence",
        pb.RecordAbsenceRequest(
            name=f"agents/{SOME_UUID}", start_date=Date(year=1899, month=1, day=1), end_date=LAST
        ),
        {"start_date": "DATE_OUT_OF_RANGE"},
    ),
    ("ReserveDays", reserve(days="0.3"), {"days": "DAYS_NOT_IN_QUARTERS"}),
    ("ReserveDays", reserve(days="-4"), {"days": "DAYS_OUT_OF_RANGE"}),
    ("ReserveDays", reserve(days="10000.25"), {"days": "DAYS_OUT_OF_RANGE"}),
    ("ReserveDays", reserve(days="1e-9"), {"days": "DAYS_NOT_IN_QUARTERS"}),
    ("ReserveDays", reserve(days=""), {"days": "DAYS_OUT_OF_RANGE"}),
    ("ReserveDays", reserve(end_date=Date(year=2026, month=2, day=30)), {"end_date": "DATE_INVALID"}),
    ("ReserveDays", reserve(end_date=Date(year=2031, month=1, day=1)), {"end_date": "PERIOD_TOO_LONG"}),
    (
        "ReserveDays",
        pb.ReserveDaysRequest(),
        {
            "request": "NAME_MALFORMED",
            "agent": "NAME_MALFORMED",
            "start_date": "DATE_MISSING",
            "end_date": "DATE_MISSING",
            "days": "DAYS_OUT_OF_RANGE",
        },
    ),
    ("OpenDayRequest", asking(skill=0), {"skill": "SKILL_MISSING"}),
    (
        "OpenDayRequest",
        asking(asked_bodies=[territory(CALL), "somebody"]),
        {"asked_bodies[1]": "NAME_MALFORMED"},
    ),
    ("OpenDayRequest", asking(asked_bodies=["territories/1"] * 51), {"asked_bodies": "TOO_MANY_BODIES"}),
    ("DeclareCapacity", declaring((HOUSING, "-1")), {"free_days[0].days": "DAYS_OUT_OF_RANGE"}),
    (
        "DeclareCapacity",
        declaring((HOUSING, "1"), (HOUSING, "2")),
        {"free_days[1].skill": "SKILL_REPEATED"},
    ),
    ("GetBalance", pb.GetBalanceRequest(name=f"balances/{CALL}", year=1), {"year": "YEAR_OUT_OF_RANGE"}),
    ("GetBalance", pb.GetBalanceRequest(name="balances/99999"), {"name": "BODY_UNKNOWN"}),
    ("GetCapacity", pb.GetCapacityRequest(name="territories/1"), {"name": "NAME_MALFORMED"}),
    ("ListDayRequests", pb.ListDayRequestsRequest(state=42), {"state": "STATE_UNKNOWN"}),  # type: ignore[arg-type]
    ("ListAgents", pb.ListAgentsRequest(page_size=-1), {"page_size": "PAGE_SIZE_NEGATIVE"}),
    (
        "ListReservations",
        pb.ListReservationsRequest(page_token="broken"),
        {"page_token": "PAGE_TOKEN_BROKEN"},
    ),
]


@pytest.mark.parametrize(("rpc", "request_", "fields"), BAD)
async def test_bad_input_is_told_with_its_fields_and_leaves_nothing(
    place: Place, rpc: str, request_: Message, fields: dict[str, str]
) -> None:
    groups = (f"bodies/{code}/{role}" for code in (CALL, LOOS) for role in ("pool_manager", "elected"))
    somebody = place.signed_in("p-1", *groups)
    refused = await refusal(somebody(rpc, request_))
    assert (refused.code, refused.fields) == (grpc.StatusCode.INVALID_ARGUMENT, fields)
    assert refused.reason == next(iter(fields.values()))
    async with place.service.foundation.engine.connect() as connection:
        written = select(func.count()).select_from(journal).where(journal.c.kind != "incidents")
        assert await connection.scalar(written) == 0


@pytest.mark.parametrize(
    ("rpc", "request_"),
    [
        ("GetAgent", pb.GetAgentRequest(name=f"agents/{uuid4()}")),
        (
            "GetAvailability",
            pb.GetAvailabilityRequest(agent=f"agents/{SOME_UUID}", start_date=FIRST, end_date=LAST),
        ),
        ("GetDayRequest", pb.GetDayRequestRequest(name=f"requests/{SOME_UUID}")),
        ("GetReservation", pb.GetReservationRequest(name=f"reservations/{SOME_UUID}")),
        ("GetCapacity", pb.GetCapacityRequest(name=f"capacities/{LOOS}")),
        ("UpdateAgent", update("quota", quota="50")),
        ("ReserveDays", reserve()),
        ("OpenDayRequest", asking()),
        ("WithdrawDayRequest", pb.WithdrawDayRequestRequest(name=f"requests/{SOME_UUID}")),
        (
            "CancelReservation",
            pb.CancelReservationRequest(name=f"reservations/{SOME_UUID}", body=territory(LOOS)),
        ),
    ],
)
async def test_what_is_not_there_is_not_found(place: Place, rpc: str, request_: Message) -> None:
    somebody = place.signed_in("p-1", f"bodies/{LOOS}/pool_manager", f"bodies/{LOOS}/elected")
    refused = await refusal(somebody(rpc, request_))
    assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_an_unknown_body_is_named(place: Place) -> None:
    somebody = place.signed_in("p-1", "bodies/99999/elected")
    refused = await refusal(somebody("DeclareCapacity", pb.DeclareCapacityRequest(body="territories/99999")))
    assert refused.fields == {"body": "BODY_UNKNOWN"}
    assert "99999" in refused.message
