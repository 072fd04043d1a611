"""Use cases of pools: agents, absences, free days."""

from decimal import Decimal

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, NotFound, Refused, Stale
from services.engineering.domain.agent import Lending
from services.engineering.domain.capacity import LentAgent, Origin
from services.engineering.domain.days import FULL_TIME_DAYS, Skill
from services.engineering.domain.events import CapacityPublished
from services.engineering.use_cases.declare_capacity import DeclareCapacity, declare_capacity
from services.engineering.use_cases.publish_capacity import PublishCapacity, publish_capacity
from services.engineering.use_cases.read_agents import get_agent, get_availability
from services.engineering.use_cases.read_capacities import get_balance, get_capacity
from services.engineering.use_cases.record_absence import RecordAbsence, record_absence
from services.engineering.use_cases.register_agent import RegisterAgent, register_agent
from services.engineering.use_cases.reserve_days import reserve_days
from services.engineering.use_cases.update_agent import UpdateAgent, update_agent
from tests.unit.engineering.builders import (
    CALL,
    DECEMBER,
    GRENAY,
    LOOS,
    MAYOR_OF_GRENAY,
    MAYOR_OF_LOOS,
    OBSERVER,
    POLE,
    POOL_MANAGER,
    a_registered_agent,
    an_open_request,
    caller,
    period,
    profile,
    reserving,
    unit,
)


async def test_a_registered_agent_publishes_the_free_days_of_its_employer() -> None:
    kept = unit()
    await a_registered_agent(kept, Skill.HOUSING, quota="50")
    capacity = await get_capacity(CALL, Caller(), kept)
    assert capacity.figures.free == {Skill.HOUSING: Decimal("114.75")}
    assert capacity.origin is Origin.COMPUTED
    assert kept.capacities.events == [(CALL, CapacityPublished())]


async def test_only_the_pool_manager_of_the_employer_registers_an_agent() -> None:
    command = RegisterAgent("p1", CALL, profile(), FULL_TIME_DAYS)
    for somebody in (MAYOR_OF_LOOS, caller((CALL, "elected")), caller((LOOS, "pool_manager"))):
        with pytest.raises(Forbidden):
            await register_agent(command, somebody, unit())


async def test_an_agent_is_not_lent_to_an_unknown_body() -> None:
    command = RegisterAgent("p1", CALL, profile(lending=("99999", DECEMBER)), FULL_TIME_DAYS)
    with pytest.raises(InvalidInput) as refusal:
        await register_agent(command, POOL_MANAGER, unit())
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [
        ("agent.lending.body", "BODY_UNKNOWN")
    ]


async def test_an_agent_that_is_there_is_not_lent_to_an_unknown_body_either() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    command = UpdateAgent(somebody.id, "", lending=Lending("99999", DECEMBER))
    with pytest.raises(InvalidInput):
        await update_agent(command, POOL_MANAGER, kept)


async def test_a_change_of_an_agent_publishes_the_free_days_of_every_body_it_counts_for() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    lending = Lending(POLE, period("2026-01-01", "2028-12-31"))
    await update_agent(UpdateAgent(somebody.id, "", lending=lending), POOL_MANAGER, kept)
    assert (await get_capacity(POLE, Caller(), kept)).figures.lent_agents == (
        LentAgent(somebody.id, CALL, somebody.profile.skills, Decimal("229.5")),
    )
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == 0
    await update_agent(UpdateAgent(somebody.id, "", ends_lending=True), POOL_MANAGER, kept)
    assert (await get_capacity(POLE, Caller(), kept)).figures.total == 0
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == Decimal("229.5")


async def test_a_change_touches_only_what_the_command_names() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    skills = frozenset({Skill.FOOD})
    await update_agent(UpdateAgent(somebody.id, "", skills=skills), POOL_MANAGER, kept)
    changed = await update_agent(UpdateAgent(somebody.id, "", quota=Decimal(50)), POOL_MANAGER, kept)
    assert (changed.profile.skills, changed.profile.quota) == (skills, Decimal(50))


async def test_a_stale_etag_is_refused() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    for command in (
        update_agent(UpdateAgent(somebody.id, '"1-9"', quota=Decimal(50)), POOL_MANAGER, kept),
        record_absence(RecordAbsence(somebody.id, '"1-9"', DECEMBER), POOL_MANAGER, kept),
    ):
        with pytest.raises(Stale):
            await command


async def test_an_agent_is_seen_by_its_employer_and_the_body_lent_to_alone() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    for stranger in (MAYOR_OF_LOOS, OBSERVER, Caller()):
        with pytest.raises(NotFound):
            await get_agent(somebody.id, stranger, kept)
        with pytest.raises(NotFound):
            await update_agent(UpdateAgent(somebody.id, ""), stranger, kept)
    await update_agent(UpdateAgent(somebody.id, "", lending=Lending(POLE, DECEMBER)), POOL_MANAGER, kept)
    assert (await get_agent(somebody.id, OBSERVER, kept)).id == somebody.id
    with pytest.raises(Forbidden):
        await update_agent(UpdateAgent(somebody.id, ""), OBSERVER, kept)


async def test_an_absence_takes_days_out_of_the_published_figures() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    away = RecordAbsence(somebody.id, "", period("2026-11-23", "2027-08-31"))
    await record_absence(away, POOL_MANAGER, kept)
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == 57
    with pytest.raises(NotFound):
        await record_absence(away, MAYOR_OF_LOOS, kept)
    with pytest.raises(Forbidden):
        await record_absence(away, caller((CALL, "elected")), kept)


async def test_availability_tells_working_reserved_and_free_days_of_a_period() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept, quota="50")
    asked = await an_open_request(kept)
    await reserve_days(reserving(asked, somebody, "4.5"), POOL_MANAGER, kept)
    told = await get_availability(somebody.id, DECEMBER, POOL_MANAGER, kept)
    assert (told.working, told.reserved, told.free) == (Decimal(11), Decimal("4.5"), Decimal("6.5"))
    later = await get_availability(somebody.id, period("2027-02-01", "2027-02-05"), POOL_MANAGER, kept)
    assert (later.reserved, later.free) == (0, Decimal("2.5"))


async def test_a_body_without_agents_declares_its_free_days_by_hand() -> None:
    kept = unit()
    short = DeclareCapacity(LOOS, "", {Skill.HOUSING: Decimal(5)})
    first = await declare_capacity(short, MAYOR_OF_LOOS, kept)
    assert (first.figures.free, first.origin) == ({Skill.HOUSING: Decimal(5)}, Origin.DECLARED)
    again = await declare_capacity(DeclareCapacity(LOOS, first.etag, {}), MAYOR_OF_LOOS, kept)
    assert again.figures.free == {}
    with pytest.raises(Stale):
        await declare_capacity(DeclareCapacity(LOOS, '"1-1"', {}), MAYOR_OF_LOOS, kept)


async def test_a_body_declares_for_itself_alone() -> None:
    for somebody in (MAYOR_OF_GRENAY, POOL_MANAGER, caller((LOOS, "observer"))):
        with pytest.raises(Forbidden):
            await declare_capacity(DeclareCapacity(LOOS, "", {}), somebody, unit())


async def test_an_unknown_body_declares_nothing() -> None:
    with pytest.raises(InvalidInput):
        await declare_capacity(DeclareCapacity("99999", "", {}), caller(("99999", "elected")), unit())


async def test_figures_that_are_computed_are_not_declared() -> None:
    kept = unit()
    await a_registered_agent(kept)
    with pytest.raises(Refused) as refusal:
        await declare_capacity(DeclareCapacity(CALL, "", {}), POOL_MANAGER, kept)
    assert refusal.value.reason == "CAPACITY_IS_COMPUTED"


async def test_a_first_agent_replaces_declared_figures_by_computed_ones() -> None:
    kept = unit()
    await declare_capacity(DeclareCapacity(CALL, "", {Skill.DATA: Decimal(5)}), POOL_MANAGER, kept)
    await a_registered_agent(kept)
    assert (await get_capacity(CALL, Caller(), kept)).origin is Origin.COMPUTED


async def test_publishing_moves_the_horizon_to_today() -> None:
    kept = unit()
    await a_registered_agent(kept)
    kept.clock.instant = kept.clock.instant.replace(day=30)
    moved = await publish_capacity(PublishCapacity(CALL), POOL_MANAGER, kept)
    assert moved.figures.horizon == period("2026-11-30", "2027-11-29")
    with pytest.raises(Forbidden):
        await publish_capacity(PublishCapacity(CALL), MAYOR_OF_LOOS, kept)


async def test_a_body_without_agents_has_nothing_to_publish() -> None:
    with pytest.raises(Refused) as refusal:
        await publish_capacity(PublishCapacity(LOOS), caller((LOOS, "pool_manager")), unit())
    assert refusal.value.reason == "NO_AGENT"


async def test_a_body_that_gave_no_figures_has_no_capacity() -> None:
    with pytest.raises(NotFound):
        await get_capacity(GRENAY, Caller(), unit())


async def test_the_balance_counts_the_held_reservations_that_start_in_the_year() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    await reserve_days(reserving(asked, somebody, "4"), POOL_MANAGER, kept)
    await reserve_days(
        reserving(asked, somebody, "9", period("2027-01-04", "2027-01-29")), POOL_MANAGER, kept
    )
    loos, call = await get_balance(LOOS, 0, Caller(), kept), await get_balance(CALL, 2027, Caller(), kept)
    assert (loos.year, loos.lent, loos.borrowed) == (2026, 0, 4)
    assert (call.lent, call.borrowed, call.lines[0].body) == (9, 0, LOOS)
    with pytest.raises(InvalidInput):
        await get_balance("99999", 2026, Caller(), kept)
