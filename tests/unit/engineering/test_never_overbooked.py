"""An agent is never overbooked, whatever the order of reservations, cancellations, absences and changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.domain import Exhausted, Refused
from services.engineering.domain.agent import Agent
from services.engineering.domain.availability import Load, WorkingTime
from services.engineering.domain.calendar import Period, working_days
from services.engineering.domain.days import QUARTER, Skill, plain
from services.engineering.domain.states import ReservationState
from tests.unit.engineering.builders import DECEMBER, NOON, agent, period, profile, purpose

QUARTERS = st.integers(1, 120).map(lambda quarters: quarters * QUARTER)
PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days)),
    st.dates(date(2026, 11, 1), date(2028, 2, 28)),
    st.integers(0, 120),
)


def can_be_worked(time: WorkingTime, loads: Sequence[Load]) -> bool:
    """The same question answered by laying the loads out day by day: a maximum flow in quarters of a
    quarter day from loads over days to years (each year gives no more than the post).
    """
    unit = Decimal("0.0625")
    flow = _Flow()
    for number, load in enumerate(loads):
        flow.edge("source", ("load", number), int(load.days / unit))
        for offset in range(load.period.days):
            day = load.period.start + timedelta(offset)
            flow.edge(("load", number), ("day", day), 10**9)
    for day in {node[1] for node in flow.room if node[0] == "day"}:
        worked = time.worked(Period(day, day))
        flow.edge(("day", day), ("year", day.year), int(worked / unit))
        flow.room[("year", day.year)]["sink"] = int(time.share * time.full_time_days / unit)
        flow.room.setdefault("sink", {}).setdefault(("year", day.year), 0)
    return flow.most() == sum(int(load.days / unit) for load in loads)


class _Flow:
    """Maximum flow by shortest augmenting paths (Edmonds and Karp, 1972)."""

    def __init__(self) -> None:
        self.room: dict[object, dict[object, int]] = {}

    def edge(self, start: object, end: object, room: int) -> None:
        self.room.setdefault(start, {})[end] = room
        self.room.setdefault(end, {}).setdefault(start, 0)

    def most(self) -> int:
        total = 0
        while path := self._path():
            least = min(self.room[start][end] for start, end in path)
            for start, end in path:
                self.room[start][end] -= least
                self.room[end][start] += least
            total += least
        return total

    def _path(self) -> list[tuple[object, object]]:
        came: dict[object, object] = {"source": None}
        waiting = deque(["source"] if "source" in self.room else [])
        while waiting and "sink" not in came:
            node = waiting.popleft()
            for following, room in self.room[node].items():
                if room > 0 and following not in came:
                    came[following] = node
                    waiting.append(following)  # type: ignore[arg-type]
        path, node = [], "sink" if "sink" in came else None
        while node is not None and came[node] is not None:
            path.append((came[node], node))
            node = came[node]  # type: ignore[assignment]
        return path


SHARES = st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1)])
SHORT_PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days)),
    st.dates(date(2026, 12, 14), date(2027, 1, 15)),
    st.integers(0, 25),
)
LOADS = st.lists(st.builds(Load, SHORT_PERIODS, st.integers(1, 40).map(lambda n: n * QUARTER)), max_size=5)


@settings(deadline=None, max_examples=150)
@given(
    SHARES,
    st.sampled_from([Decimal(4), Decimal(10), Decimal("229.5")]),
    st.lists(SHORT_PERIODS, max_size=1),
    LOADS,
)
def test_the_rule_agrees_with_laying_every_day_out(
    share: Decimal, post: Decimal, absences: list[Period], loads: list[Load]
) -> None:
    time = WorkingTime(share, post, tuple(absences))
    assert time.can_work(loads) == can_be_worked(time, loads)


@settings(deadline=None, max_examples=150)
@given(SHARES, st.sampled_from([Decimal(10), Decimal("229.5")]), LOADS, SHORT_PERIODS)
def test_free_days_are_the_largest_load_that_can_be_added(
    share: Decimal, post: Decimal, loads: list[Load], wanted: Period
) -> None:
    time = WorkingTime(share, post)
    accepted: list[Load] = []
    for load in loads:
        if load.days <= time.free(load.period, accepted):
            accepted.append(load)
    free = time.free(wanted, accepted)
    assert time.can_work([*accepted, Load(wanted, free)])
    assert not time.can_work([*accepted, Load(wanted, free + Decimal("0.01"))])


class OneAgent(RuleBasedStateMachine):
    """Anything that can be done to an agent, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.agent: Agent = agent(Skill.HOUSING, Skill.ENERGY)
        self.number = 0

    @rule(when=PERIODS, days=QUARTERS)
    def reserve(self, when: Period, days: Decimal) -> None:
        self.number += 1
        free = self.agent.free_days(when)
        if days <= free:
            self.agent.reserve(f"v{self.number}", purpose(), when, days, NOON)
            return
        with pytest.raises(Exhausted) as refusal:
            self.agent.reserve(f"v{self.number}", purpose(), when, days, NOON)
        assert refusal.value.metadata["free_days"] == plain(free)

    @precondition(lambda self: any(each.held for each in self.agent.reservations.values()))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        held = sorted(each.id for each in self.agent.reservations.values() if each.held)
        self.agent.cancel(data.draw(st.sampled_from(held)), NOON)

    @rule(when=PERIODS)
    def be_absent(self, when: Period) -> None:
        before = self.agent.absences
        try:
            self.agent.be_absent(when, NOON)
        except Exhausted:
            assert self.agent.absences == before

    @rule(quota=st.sampled_from(["20", "50", "80", "100"]))
    def change_quota(self, quota: str) -> None:
        before = self.agent.profile
        try:
            self.agent.change(profile(Skill.HOUSING, Skill.ENERGY, quota=quota), NOON)
        except Refused:
            assert self.agent.profile == before

    @invariant()
    def is_never_overbooked(self) -> None:
        assert self.agent.working_time.can_work(self.agent.loads)


TestOneAgent = OneAgent.TestCase
TestOneAgent.settings = settings(deadline=None, max_examples=40, stateful_step_count=25)


def test_december_gives_what_its_working_days_give() -> None:
    assert working_days(DECEMBER) == 22
    assert agent(quota="80").free_days(DECEMBER) == Decimal("17.5")


def test_a_reservation_takes_its_days_and_a_cancellation_gives_them_back() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal(10), NOON)
    assert somebody.free_days(DECEMBER) == 12
    somebody.cancel("v1", NOON)
    assert somebody.free_days(DECEMBER) == 22
    assert somebody.reservation("v1").state is ReservationState.CANCELLED


def test_an_overbooking_is_refused_with_the_free_days_of_the_period() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal(20), NOON)
    with pytest.raises(Exhausted) as refusal:
        somebody.reserve("v2", purpose(), DECEMBER, Decimal("2.25"), NOON)
    assert refusal.value.reason == "AGENT_OVERBOOKED"
    assert refusal.value.metadata["free_days"] == "2"
    assert list(somebody.reservations) == ["v1"]


def test_a_short_reservation_inside_a_long_one_leaves_the_long_one_room() -> None:
    somebody = agent()
    somebody.reserve("long", purpose(), DECEMBER, Decimal(18), NOON)
    first_week = period("2026-12-01", "2026-12-04")
    assert somebody.free_days(first_week) == 4
    somebody.reserve("short", purpose(), first_week, Decimal(4), NOON)
    assert somebody.free_days(DECEMBER) == 0


def test_a_year_gives_no_more_than_the_post_has() -> None:
    assert agent().free_days(period("2027-01-01", "2027-12-31")) == Decimal("229.5")


def test_two_halves_of_a_year_share_the_days_of_the_post() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), period("2027-01-01", "2027-06-30"), Decimal(120), NOON)
    assert somebody.free_days(period("2027-07-01", "2027-12-31")) == Decimal("109.5")


def test_an_absence_takes_its_working_days_out() -> None:
    somebody = agent(absences=(period("2026-12-21", "2027-01-03"),))
    assert somebody.free_days(DECEMBER) == 14


def test_days_that_touch_an_absence_twice_are_taken_out_once() -> None:
    twice = (period("2026-12-21", "2026-12-31"), period("2026-12-28", "2027-01-03"))
    assert agent(absences=twice).free_days(DECEMBER) == 14
