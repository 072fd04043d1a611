"""The church roof is paid for, told as a story through the service's own door."""

from __future__ import annotations

import grpc
from nats.js.errors import NotFoundError

from archipel.funding.v1 import checks_pb2, events_pb2, funding_pb2, lines_pb2
from archipel.journal.v1.journal_pb2 import Envelope
from chassis.subjects import stream_name
from chassis.testing.running import refusal
from chassis.testing.waiting import eventually
from tests.integration.funding.funding_requests import (
    FDC,
    dsil,
    eur,
    fonds,
    grant_of,
    lines_of,
    own,
    payment_of,
    request_of,
)
from tests.integration.funding.funding_world import World, a_project
from tests.unit.funding.funding_examples import CALL, LOOS


def outcomes(plan: funding_pb2.FinancingPlan) -> dict[str, int]:
    return {check.rule: check.outcome for check in plan.checks}


async def totals_of_call(world: World) -> funding_pb2.Amounts:
    request = funding_pb2.GetTotalsRequest(body=f"territories/{CALL}")
    return (await world.ask("officer", "GetTotals", request)).as_funder


async def test_a_church_roof_is_financed_from_its_submission_to_the_advance(world: World) -> None:
    before = await totals_of_call(world)
    project = a_project()
    await world.voice.submitted(project)
    plan = await world.opened(project)
    assert (plan.project, plan.owner) == (project.name, f"territories/{LOOS}")
    assert (plan.cost, plan.equipment) == (eur(261_930), True)
    assert plan.largest_fonds_de_concours == eur(130_965)

    too_much = lines_of(plan, own(57_158), dsil(104_772), fonds(100_000))
    dry = funding_pb2.CheckPlanRequest(name=plan.name, lines=too_much.lines)
    answer = await world.ask("mayor", "CheckPlan", dry)
    assert outcomes(answer)["F4"] == checks_pb2.OUTCOME_FAIL
    assert answer.lines[2].largest_allowed == eur(78_579)
    assert not (await world.plan(plan.name)).lines

    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    assert {rule: outcomes(plan)[rule] for rule in ("F1", "F4", "F5", "F6", "TOTAL")} == dict.fromkeys(
        ("F1", "F4", "F5", "F6", "TOTAL"), checks_pb2.OUTCOME_PASS
    )
    own_share = next(check for check in plan.checks if check.rule == "F1")
    assert own_share.article == "CGCT, art. L1111-10, III"
    assert {figure.key: figure.amount.units for figure in own_share.figures}["public_money"] == 261_930
    assert "87\u202f158\u00a0€" in own_share.text

    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    plan = await world.ask("officer", "GrantFondsDeConcours", grant_of(plan))
    grant = plan.lines[2].grant
    assert (grant.amount, grant.granted_by) == (eur(70_000), "people/p-officer")
    assert (grant.funder_deliberation.reference, grant.owner_deliberation.reference) == (
        "2025-10-118",
        "2025-09-031",
    )

    plan = await world.ask("manager", "RecordPayment", payment_of(plan, eur(21_000)))
    assert (plan.lines[2].paid, plan.lines[2].payments[0].recorded_by) == (eur(21_000), "people/p-manager")

    after = await totals_of_call(world)
    assert after.asked.units - before.asked.units == 70_000
    assert after.granted.units - before.granted.units == 70_000
    assert after.paid.units - before.paid.units == 21_000

    refused = await refusal(world.ask("neighbour", "GetPlan", funding_pb2.GetPlanRequest(name=plan.name)))
    assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "PLAN_NOT_FOUND")
    await world.voice.accepted(project)
    assert (await world.opened(project, "neighbour")).public
    assert (await world.plan(plan.name, who="")).lines[2].paid == eur(21_000)

    told = await world.ask("mayor", "ListPlanHistory", funding_pb2.ListPlanHistoryRequest(name=plan.name))
    assert [(entry.type, entry.actor) for entry in told.entries] == [
        ("FinancingPlanOpened", "service:funding"),
        ("FinancingPlanLinesSet", "people/p-mayor"),
        ("FondsDeConcoursRequested", "people/p-mayor"),
        ("FondsDeConcoursGranted", "people/p-officer"),
        ("PaymentRecorded", "people/p-manager"),
        ("FinancingPlanAligned", "service:funding"),
    ]
    assert told.entries[3].body == f"territories/{CALL}"


async def published(world: World, name: str) -> list[Envelope]:
    """What the stream of funding holds of a plan, in order."""
    streams = world.broker.stream_api
    subject = f"ev.test.funding.{name.replace('/', '.')}"
    try:
        last = (await streams.stream_info(stream_name("funding"))).state.last_seq
    except NotFoundError:  # the relay has not begun yet
        return []
    found = []
    for sequence in range(1, last + 1):
        message = await streams.get_msg(stream_name("funding"), seq=sequence)
        if message.subject == subject and message.data:
            found.append(Envelope.FromString(message.data))
    return found


async def test_every_change_is_published_with_the_whole_plan_and_who_may_see_it(world: World) -> None:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))

    async def both() -> list[Envelope] | None:
        told = await published(world, plan.name)
        return told if len(told) == 2 else None

    opened, written = await eventually(both) or []
    assert opened.type == "archipel.funding.v1.FinancingPlanOpened"
    assert opened.actor == "service:funding"
    assert opened.causation_id
    assert list(opened.audience) == sorted((CALL, LOOS, "200060358"))
    assert (written.version, written.body) == (2, LOOS)
    assert events_pb2.FinancingPlanLinesSet.FromString(written.data).plan == plan


async def test_a_grant_beyond_the_law_is_refused_with_what_is_still_allowed(world: World) -> None:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    engaged = fonds(70_000, FDC)
    plan = await world.ask("mayor", "SetLines", lines_of(plan, own(55_965), dsil(150_000, "2"), engaged))
    refused = await refusal(world.ask("officer", "GrantFondsDeConcours", grant_of(plan)))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "RULE_FAILED")
    assert refused.metadata["rule"] == "F1"
    assert refused.metadata["largest_allowed"] == "55965.00"
    assert "55\u202f965\u00a0€" in refused.message
    over = await refusal(world.ask("officer", "GrantFondsDeConcours", grant_of(plan, eur(55_965, 1))))
    assert over.reason == "RULE_FAILED"
    plan = await world.ask("officer", "GrantFondsDeConcours", grant_of(plan, eur(55_965)))
    assert plan.lines[2].state == lines_pb2.LINE_STATE_GRANTED
    assert plan.lines[2].requested_amount == eur(70_000)
