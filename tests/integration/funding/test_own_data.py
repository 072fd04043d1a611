"""Whoever asked, granted or paid reads which part was theirs, and none of the others'."""

from __future__ import annotations

from tests.fixtures.own_data import own_data
from tests.integration.funding.funding_requests import eur, grant_of, lines_of, payment_of, request_of
from tests.integration.funding.funding_world import World


async def test_each_hand_on_a_plan_reads_its_own_acts(world: World) -> None:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    plan = await world.ask("officer", "GrantFondsDeConcours", grant_of(plan))
    await world.ask("manager", "RecordPayment", payment_of(plan, eur(21_000)))

    told = {}
    for who in ("mayor", "officer", "manager"):
        found = (await own_data(world.client(who)))["plans"]
        (told[who],) = [one["facts"] for one in found if one["resource"] == plan.name]

    assert {who: facts["sides"] for who, facts in told.items()} == {
        "mayor": ["asks"],
        "officer": ["decides"],
        "manager": ["pays"],
    }
    assert [grant["amount"] for grant in told["officer"]["granted"]] == ["70000.00"]
    assert [payment["amount"] for payment in told["manager"]["paid"]] == ["21000.00"]
    assert (told["mayor"]["granted"], told["mayor"]["paid"], told["officer"]["paid"]) == ([], [], [])
    assert await own_data(world.client("neighbour")) == {}
