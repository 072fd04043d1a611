"""What bad input gets: a reason, the field, nothing half-done."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import grpc
import pytest
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from archipel.funding.v1 import funding_pb2, lines_pb2
from chassis.testing.running import CallRefused, refusal
from tests.integration.funding.funding_requests import (
    FDC,
    VOTE_OF_CALL,
    eur,
    fonds,
    grant_of,
    lines_of,
    own,
    payment_of,
    request_of,
)
from tests.integration.funding.funding_world import World
from tests.unit.funding.funding_examples import CALL, LOOS


@pytest.fixture(scope="module")
async def plan(world: World) -> funding_pb2.FinancingPlan:
    """Open and without lines; no test of this module changes it."""
    return await world.church_roof()


async def granted(world: World) -> funding_pb2.FinancingPlan:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    return await world.ask("officer", "GrantFondsDeConcours", grant_of(plan))


async def test_all_faults_of_the_lines_come_in_one_answer(
    world: World, plan: funding_pb2.FinancingPlan
) -> None:
    kind = lines_pb2.LINE_KIND_PRIVATE
    request = lines_of(
        plan,
        own(-5),
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_OWN_SHARE, amount=eur(1)),
        lines_pb2.LineInput(amount=Money(currency_code="USD", units=10)),
        lines_pb2.LineInput(kind=99, amount=Money(units=1, nanos=5)),
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_SUBSIDY, source=42, amount=eur(2_000_000_000)),
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_SUBSIDY, amount=eur(1), programme="x" * 81),
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_FONDS_DE_CONCOURS, amount=eur(1)),
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_FONDS_DE_CONCOURS, amount=eur(1), funder="CALL"),
        lines_pb2.LineInput(kind=kind, funder_title="A", state=77, amount=Money(units=1, nanos=-1)),
        lines_pb2.LineInput(kind=kind, funder_title="B"),
    )
    request.cost.CopyFrom(eur(-1))
    refused = await refusal(world.ask("mayor", "SetLines", request))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == {
        "cost": "AMOUNT_NOT_POSITIVE",
        "lines[0].amount": "AMOUNT_NOT_POSITIVE",
        "lines[1]": "DUPLICATE_LINE",
        "lines[2].kind": "KIND_UNKNOWN",
        "lines[2].amount": "CURRENCY_UNKNOWN",
        "lines[3].kind": "KIND_UNKNOWN",
        "lines[3].amount": "AMOUNT_TOO_PRECISE",
        "lines[4].source": "SOURCE_UNKNOWN",
        "lines[4].amount": "AMOUNT_TOO_LARGE",
        "lines[5].source": "SOURCE_MISSING",
        "lines[5].programme": "TEXT_TOO_LONG",
        "lines[6].funder": "FUNDER_MISSING",
        "lines[7].funder": "NAME_MALFORMED",
        "lines[8].state": "STATE_UNKNOWN",
        "lines[8].amount": "AMOUNT_MALFORMED",
        "lines[9].amount": "AMOUNT_NOT_POSITIVE",
    }
    assert (await world.plan(plan.name)).etag == plan.etag


async def test_a_grant_without_both_votes_names_what_is_missing(world: World) -> None:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    request = grant_of(plan)
    request.ClearField("owner_deliberation")
    request.funder_deliberation.CopyFrom(lines_pb2.Deliberation(date=VOTE_OF_CALL.date))
    refused = await refusal(world.ask("officer", "GrantFondsDeConcours", request))
    assert refused.fields == {
        "owner_deliberation": "DELIBERATION_MISSING",
        "funder_deliberation.reference": "REFERENCE_MISSING",
    }
    request = grant_of(plan)
    request.owner_deliberation.date.CopyFrom(Date(year=1899, month=12, day=31))
    request.funder_deliberation.date.CopyFrom(Date(year=2026, month=2, day=30))
    refused = await refusal(world.ask("officer", "GrantFondsDeConcours", request))
    assert refused.fields == {
        "owner_deliberation.date": "DATE_OUT_OF_RANGE",
        "funder_deliberation.date": "DATE_INVALID",
    }


@pytest.mark.parametrize(
    ("rpc", "request_message", "fields"),
    [
        ("GetPlan", funding_pb2.GetPlanRequest(name="plans/no-uuid"), {"name": "NAME_MALFORMED"}),
        (
            "OpenPlan",
            funding_pb2.OpenPlanRequest(project="plans/x", body="62528", cost=Money(currency_code="USD")),
            {"project": "NAME_MALFORMED", "body": "NAME_MALFORMED", "cost": "CURRENCY_UNKNOWN"},
        ),
        ("GetTotals", funding_pb2.GetTotalsRequest(body="Loos"), {"body": "NAME_MALFORMED"}),
        (
            "ListPlans",
            funding_pb2.ListPlansRequest(project="x", body="y", state=9),
            {"project": "NAME_MALFORMED", "body": "NAME_MALFORMED", "state": "STATE_UNKNOWN"},
        ),
        ("ListPlans", funding_pb2.ListPlansRequest(page_size=-1), {"page_size": "PAGE_SIZE_NEGATIVE"}),
        ("ListPlans", funding_pb2.ListPlansRequest(page_token="?"), {"page_token": "PAGE_TOKEN_BROKEN"}),
        (
            "RecordPayment",
            funding_pb2.RecordPaymentRequest(),
            {
                "name": "NAME_MALFORMED",
                "body": "NAME_MALFORMED",
                "line": "LINE_MISSING",
                "kind": "KIND_UNKNOWN",
            },
        ),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_field_by_field(
    world: World, rpc: str, request_message: object, fields: dict[str, str]
) -> None:
    refused = await refusal(world.ask("mayor", rpc, request_message))
    assert (refused.code, refused.fields) == (grpc.StatusCode.INVALID_ARGUMENT, fields)


async def test_a_command_without_a_request_id_is_refused(
    world: World, plan: funding_pb2.FinancingPlan
) -> None:
    request = lines_of(plan)
    request.request_id = "once"
    refused = await refusal(world.ask("mayor", "SetLines", request))
    assert refused.fields == {"request_id": "REQUEST_ID_MALFORMED"}


async def test_the_same_payment_sent_twice_is_paid_once(world: World) -> None:
    plan = await granted(world)
    request = payment_of(plan, eur(21_000))
    request.request_id = str(uuid4())
    first = await world.ask("manager", "RecordPayment", request)
    again = await world.ask("manager", "RecordPayment", request)
    assert first == again
    assert (await world.plan(plan.name)).lines[2].paid == eur(21_000)
    request.amount.CopyFrom(eur(22_000))
    refused = await refusal(world.ask("manager", "RecordPayment", request))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_a_stale_etag_is_refused_and_nothing_is_lost(world: World) -> None:
    plan = await world.church_roof()
    written = await world.ask("mayor", "SetLines", lines_of(plan))
    refused = await refusal(world.ask("mayor", "SetLines", lines_of(plan, own(1))))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")
    assert await world.plan(plan.name) == written


async def test_payments_made_at_the_same_time_never_exceed_the_grant(world: World) -> None:
    plan = await granted(world)

    async def pay() -> str:
        try:
            kind = lines_pb2.PAYMENT_KIND_INSTALMENT
            await world.ask("manager", "RecordPayment", payment_of(plan, eur(20_000), kind, etag=""))
        except CallRefused as refused:
            return refused.reason
        return "paid"

    answers = await asyncio.gather(*(pay() for _ in range(8)))
    line = (await world.plan(plan.name)).lines[2]
    assert set(answers) <= {"paid", "PAYMENT_ABOVE_GRANT", "ETAG_STALE"}
    assert line.paid == eur(20_000 * answers.count("paid"))
    assert 1 <= answers.count("paid") <= 3
    refused = await refusal(world.ask("manager", "RecordPayment", payment_of(plan, eur(70_001), etag="")))
    assert refused.reason in {"PAYMENT_ABOVE_GRANT", "ADVANCE_TOO_LATE"}


async def test_a_payment_beyond_the_grant_says_what_is_left(world: World) -> None:
    plan = await granted(world)
    refused = await refusal(world.ask("manager", "RecordPayment", payment_of(plan, eur(70_000, 1))))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "PAYMENT_ABOVE_GRANT")
    assert refused.metadata["largest_allowed"] == "70000.00"


async def test_a_fonds_de_concours_in_progress_is_not_taken_out(world: World) -> None:
    plan = await granted(world)
    refused = await refusal(world.ask("mayor", "SetLines", lines_of(plan, own(1), fonds(69_999, FDC))))
    assert (refused.reason, refused.metadata["line"]) == ("LINE_ENGAGED", FDC)


async def test_lists_come_in_pages_that_belong_to_their_question(world: World) -> None:
    made = {(await world.church_roof()).name for _ in range(3)}
    question = funding_pb2.ListPlansRequest(page_size=2, body=f"territories/{LOOS}")
    seen: list[str] = []
    while True:
        page = await world.ask("mayor", "ListPlans", question)
        assert len(page.plans) <= 2
        seen += [plan.name for plan in page.plans]
        if not page.next_page_token:
            break
        question.page_token = page.next_page_token
    assert made <= set(seen)
    assert len(seen) == len(set(seen))
    assert set(seen[:3]) == made
    page = await world.ask("mayor", "ListPlans", funding_pb2.ListPlansRequest(page_size=2))
    other = funding_pb2.ListPlansRequest(page_token=page.next_page_token, body=f"territories/{CALL}")
    refused = await refusal(world.ask("mayor", "ListPlans", other))
    assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}


async def test_a_history_comes_in_pages(world: World) -> None:
    plan = await granted(world)
    question = funding_pb2.ListPlanHistoryRequest(name=plan.name, page_size=3)
    first = await world.ask("mayor", "ListPlanHistory", question)
    question.page_token = first.next_page_token
    second = await world.ask("mayor", "ListPlanHistory", question)
    assert [entry.version for entry in (*first.entries, *second.entries)] == [1, 2, 3, 4]
    assert not second.next_page_token
