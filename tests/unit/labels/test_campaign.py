from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chassis.domain import Exhausted, Forbidden, InvalidInput, Refused
from services.labels.domain.campaign import open_campaign
from services.labels.domain.events import CampaignOpened
from services.labels.domain.states import CampaignState
from tests.unit.labels.builders import CAMPAIGN_ID, LOOS, NOON, TODAY, campaign, reasons, stars, terms


def test_an_opened_campaign_records_that_once() -> None:
    assert campaign().recorded == [CampaignOpened(on=TODAY)]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 8, 31), CampaignState.ANNOUNCED),
        (date(2026, 9, 1), CampaignState.OPEN),
        (date(2026, 11, 30), CampaignState.OPEN),
        (date(2026, 12, 1), CampaignState.CLOSED),
    ],
)
def test_the_state_follows_from_the_day_both_ends_included(day: date, state: CampaignState) -> None:
    assert campaign().state_on(day) is state


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 12, 1)])
def test_a_campaign_takes_applications_between_its_days_only(day: date) -> None:
    campaign().check_open(date(2026, 9, 1))
    with pytest.raises(Refused, match="CAMPAIGN_NOT_OPEN") as refused:
        campaign().check_open(day)
    assert refused.value.metadata["opens"] == "2026-09-01"


def test_the_quota_stops_the_instruction_of_one_more() -> None:
    campaign(quota=10).check_quota(9)
    with pytest.raises(Exhausted, match="QUOTA_REACHED") as refused:
        campaign(quota=10).check_quota(10)
    assert refused.value.metadata == {"quota": "10", "in_instruction": "10"}


def test_a_quota_of_zero_sets_no_limit() -> None:
    campaign(quota=0).check_quota(9_999)


def test_only_the_awarding_body_opens_a_campaign_of_its_label() -> None:
    with pytest.raises(Forbidden, match="NOT_THE_AWARDING_BODY"):
        campaign(body=LOOS)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "  "}, ("campaign.title", "TITLE_MISSING")),
        ({"title": "x" * 10_000}, ("campaign.title", "TOO_LONG")),
        ({"opens": None}, ("campaign.opens", "DATE_MISSING")),
        ({"closes": None}, ("campaign.closes", "DATE_MISSING")),
        ({"opens": date(1899, 12, 31)}, ("campaign.opens", "DATE_ABSURD")),
        ({"closes": date(2200, 1, 1)}, ("campaign.closes", "DATE_ABSURD")),
        ({"closes": date(2026, 8, 31)}, ("campaign.closes", "CLOSES_BEFORE_OPENS")),
        ({"quota": -1}, ("campaign.quota", "QUOTA_OUT_OF_RANGE")),
        ({"quota": 10_001}, ("campaign.quota", "QUOTA_OUT_OF_RANGE")),
    ],
)
def test_each_wrong_term_is_a_fault_of_its_own_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        campaign(**changes)
    assert reasons(refused.value.faults) == {fault}


def test_all_wrong_terms_come_at_once() -> None:
    wrong = terms(title="", opens=None, quota=-1)
    with pytest.raises(InvalidInput) as refused:
        open_campaign(CAMPAIGN_ID, wrong, None, TODAY, NOON)
    assert reasons(refused.value.faults) == {
        ("campaign.title", "TITLE_MISSING"),
        ("campaign.framework", "FRAMEWORK_UNKNOWN"),
        ("campaign.opens", "DATE_MISSING"),
        ("campaign.quota", "QUOTA_OUT_OF_RANGE"),
    }


def test_a_campaign_of_one_day_is_possible() -> None:
    subject = campaign(opens=TODAY, closes=TODAY)
    assert subject.state_on(TODAY) is CampaignState.OPEN
    assert stars().ref == subject.framework
