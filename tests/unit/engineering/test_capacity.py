from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1.project_facts_pb2 import SKILL_DATA, SKILL_ENERGY
from services.engineering.convert.to_wire import capacity_to_proto
from services.engineering.domain.agent import Agent
from services.engineering.domain.calendar import Period, twelve_months
from services.engineering.domain.capacity import Capacity, LentAgent, Origin, compute, declared, free_days_for
from services.engineering.domain.days import QUARTER, Skill, quarters_down
from services.engineering.domain.events import CapacityPublished
from tests.unit.engineering.builders import (
    CALL,
    DECEMBER,
    LOOS,
    NOON,
    POLE,
    TODAY,
    agent,
    period,
    profile,
    purpose,
)

HORIZON = twelve_months(TODAY)
WITHIN = st.builds(
    lambda offset, days: Period(
        TODAY + timedelta(offset), min(TODAY + timedelta(offset + days), HORIZON.end)
    ),
    st.integers(0, 300),
    st.integers(0, 60),
)


@given(
    st.sampled_from(["25", "50", "80", "100"]),
    st.lists(st.tuples(WITHIN, st.integers(1, 60)), max_size=8),
)
def test_capacity_is_the_days_of_the_quota_less_the_reservations(
    quota: str, wishes: list[tuple[Period, int]]
) -> None:
    somebody = agent(quota=quota)
    for number, (when, quarters) in enumerate(wishes):
        if quarters * QUARTER <= somebody.free_days(when):
            somebody.reserve(f"v{number}", purpose(), when, quarters * QUARTER, NOON)
    post = Decimal(quota) / 100 * Decimal("229.6")
    booked = sum((load.days for load in somebody.loads), Decimal(0))
    assert free_days_for(somebody, CALL, HORIZON) == quarters_down(post - booked)


def test_an_agent_with_two_skills_counts_under_both_and_once_in_the_total() -> None:
    figures = compute([agent(Skill.HOUSING, Skill.ENERGY), agent(Skill.ENERGY, quota="50")], CALL, NOON)
    assert figures.free == {Skill.HOUSING: Decimal("229.5"), Skill.ENERGY: Decimal("344.25")}
    assert figures.total == Decimal("344.25")
    assert figures.horizon == Period(date(2026, 11, 23), date(2027, 11, 22))


def test_the_horizon_begins_on_the_day_of_paris() -> None:
    assert compute([], CALL, NOON.replace(hour=23, minute=30)).horizon.start == date(2026, 11, 24)


def test_a_skill_without_a_free_day_is_not_named() -> None:
    away = agent(absences=(Period(TODAY, HORIZON.end),))
    assert compute([away], CALL, NOON).free == {}


def test_a_long_absence_leaves_no_more_than_can_be_reserved() -> None:
    half_a_year = agent(absences=(period("2027-01-01", "2027-06-30"),))
    assert free_days_for(half_a_year, CALL, HORIZON) == half_a_year.free_days(HORIZON)
    assert free_days_for(half_a_year, CALL, HORIZON) < 130


def test_a_reservation_that_began_before_today_weighs_with_its_remaining_days() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), period("2026-11-16", "2026-11-27"), Decimal(10), NOON)
    assert free_days_for(somebody, CALL, HORIZON) == Decimal("224.5")


def test_a_reservation_outside_the_horizon_does_not_weigh() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), period("2027-12-01", "2027-12-15"), Decimal(10), NOON)
    assert free_days_for(somebody, CALL, HORIZON) == Decimal("229.5")


def lent_to_the_pole(lending: Period, *skills: Skill) -> Agent:
    somebody = agent()
    somebody.change(profile(*(skills or (Skill.DATA,)), lending=(POLE, lending)), NOON)
    return somebody


def test_a_lent_agent_counts_for_the_body_lent_to_and_by_name() -> None:
    somebody = lent_to_the_pole(period("2026-11-01", "2027-12-31"))
    assert compute([somebody], POLE, NOON).lent_agents == (
        LentAgent(somebody.id, CALL, frozenset({Skill.DATA}), Decimal("229.5")),
    )
    assert compute([somebody], POLE, NOON).total == Decimal("229.5")
    assert compute([somebody], CALL, NOON).total == 0
    assert compute([somebody], CALL, NOON).lent_agents == ()


def test_outside_the_lending_the_agent_counts_for_the_employer() -> None:
    somebody = lent_to_the_pole(DECEMBER)
    pole, call = free_days_for(somebody, POLE, HORIZON), free_days_for(somebody, CALL, HORIZON)
    assert pole == quarters_down(Decimal("229.6") * 31 / 365)
    assert Decimal(0) <= Decimal("229.6") - pole - call < Decimal("0.5")
    assert free_days_for(somebody, LOOS, HORIZON) == 0


def test_lent_agents_stand_by_id_and_each_with_what_reservations_leave() -> None:
    first, second = (lent_to_the_pole(period("2026-11-01", "2027-12-31")) for _ in range(2))
    first.reserve("v1", purpose(Skill.DATA), DECEMBER, Decimal("9.5"), NOON)
    lent = compute([second, first], POLE, NOON).lent_agents
    assert [each.id for each in lent] == sorted([first.id, second.id])
    assert {each.id: each.days for each in lent} == {first.id: Decimal(220), second.id: Decimal("229.5")}


def test_the_wire_names_each_lent_agent_with_employer_skills_and_free_days() -> None:
    somebody = lent_to_the_pole(period("2026-11-01", "2027-12-31"), Skill.ENERGY, Skill.DATA)
    figures = compute([agent(), somebody], POLE, NOON)
    message = capacity_to_proto(Capacity.first(POLE, figures, Origin.COMPUTED, NOON))
    assert list(message.lent_agents) == [
        pb.LentAgent(
            agent=somebody.name,
            employer=f"territories/{CALL}",
            skills=[SKILL_DATA, SKILL_ENERGY],
            free_days="229.5",
        )
    ]


def test_the_same_figures_again_are_no_event() -> None:
    figures = declared({Skill.HOUSING: Decimal(5)}, NOON)
    capacity = Capacity.first(LOOS, figures, Origin.DECLARED, NOON)
    capacity.publish(
        declared({Skill.HOUSING: Decimal(5), Skill.DATA: Decimal(0)}, NOON), Origin.DECLARED, NOON
    )
    assert capacity.recorded == [CapacityPublished()]
    capacity.publish(declared({}, NOON), Origin.DECLARED, NOON)
    assert capacity.recorded == [CapacityPublished(), CapacityPublished()]
    assert capacity.figures.total == 0
