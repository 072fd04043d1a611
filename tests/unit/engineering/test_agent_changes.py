from datetime import timedelta
from decimal import Decimal

import pytest

from chassis.domain import Exhausted, NotFound, Refused
from services.engineering.domain.days import Skill
from services.engineering.domain.events import (
    AbsenceRecorded,
    AgentUpdated,
    DaysReserved,
    ReservationCancelled,
)
from tests.unit.engineering.builders import CALL, DECEMBER, NOON, POLE, agent, period, profile, purpose


def test_an_agent_without_the_skill_is_not_reserved() -> None:
    with pytest.raises(Refused) as refusal:
        agent(Skill.DATA).reserve("v1", purpose(Skill.HOUSING), DECEMBER, Decimal(1), NOON)
    assert refusal.value.reason == "AGENT_LACKS_SKILL"


def test_a_quota_does_not_fall_below_what_is_reserved() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal(20), NOON)
    with pytest.raises(Refused) as refusal:
        somebody.change(profile(quota="80"), NOON)
    assert refusal.value.reason == "QUOTA_BELOW_RESERVED"
    assert refusal.value.metadata["excess_days"] == "2.4"
    assert somebody.profile.quota == 100


def test_a_skill_with_reserved_days_stays() -> None:
    somebody = agent(Skill.HOUSING, Skill.DATA)
    somebody.reserve("v1", purpose(Skill.HOUSING), DECEMBER, Decimal(1), NOON)
    with pytest.raises(Refused) as refusal:
        somebody.change(profile(Skill.DATA), NOON)
    assert refusal.value.reason == "SKILL_RESERVED"
    assert refusal.value.metadata["skills"] == "housing"


def test_a_skill_may_go_once_its_reservations_are_over_or_cancelled() -> None:
    somebody = agent(Skill.HOUSING, Skill.DATA)
    somebody.reserve("v1", purpose(Skill.HOUSING), DECEMBER, Decimal(1), NOON)
    somebody.reserve("v2", purpose(Skill.HOUSING), period("2027-02-01", "2027-02-28"), Decimal(1), NOON)
    somebody.cancel("v2", NOON)
    somebody.change(profile(Skill.DATA), NOON + timedelta(days=60))
    assert somebody.profile.skills == {Skill.DATA}


def test_a_change_names_the_fields_that_changed() -> None:
    somebody = agent()
    somebody.change(profile(quota="80", lending=(POLE, DECEMBER)), NOON)
    assert somebody.recorded == [AgentUpdated(("quota", "lending"))]
    assert somebody.seen_by == {CALL, POLE}


def test_a_change_that_changes_nothing_is_no_event() -> None:
    somebody = agent()
    somebody.change(somebody.profile, NOON)
    assert somebody.recorded == []


def test_an_absence_does_not_push_reserved_days_out() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal(20), NOON)
    with pytest.raises(Exhausted) as refusal:
        somebody.be_absent(period("2026-12-21", "2026-12-31"), NOON)
    assert refusal.value.reason == "ABSENCE_OVERBOOKS"
    assert somebody.absences == ()


def test_the_same_absence_twice_is_one_event() -> None:
    somebody = agent()
    somebody.be_absent(DECEMBER, NOON)
    somebody.be_absent(DECEMBER, NOON)
    assert somebody.recorded == [AbsenceRecorded()]


def test_a_reservation_carries_the_version_at_which_it_last_changed() -> None:
    somebody = agent()
    somebody.version = 4
    assert somebody.reserve("v1", purpose(), DECEMBER, Decimal(1), NOON).version == 5
    assert somebody.reserve("v2", purpose(), DECEMBER, Decimal(1), NOON).version == 6
    assert somebody.cancel("v1", NOON).version == 7
    assert somebody.recorded == [DaysReserved("v1"), DaysReserved("v2"), ReservationCancelled("v1")]


def test_a_cancelled_reservation_is_not_cancelled_again() -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal(1), NOON)
    somebody.cancel("v1", NOON)
    with pytest.raises(Refused) as refusal:
        somebody.cancel("v1", NOON)
    assert refusal.value.reason == "STATE_FORBIDS"


def test_an_unknown_reservation_is_not_found() -> None:
    with pytest.raises(NotFound):
        agent().cancel("v1", NOON)


@pytest.mark.parametrize("days", ["0", "-1", "0.1"])
def test_days_that_cannot_be_lent_make_no_reservation(days: str) -> None:
    with pytest.raises(ValueError, match="not a number of days"):
        agent().reserve("v1", purpose(), DECEMBER, Decimal(days), NOON)
