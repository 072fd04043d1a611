from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import AlreadyThere, Caller, Exhausted, Forbidden, InvalidInput, Mandate, NotFound, Stale
from services.labels.domain.application import Application
from services.labels.domain.decision import BodyVotes, Outcome
from services.labels.domain.disclosure import disclosed
from services.labels.domain.framework import Catalogue, FrameworkRef
from services.labels.domain.opinion import Advice
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.apply_for_label import ApplyForLabel, apply_for_label
from services.labels.use_cases.decide_application import DecideApplication, decide_application
from services.labels.use_cases.declare_interests import DeclareInterests, declare_interests
from services.labels.use_cases.follow_project import follow_project
from services.labels.use_cases.get_application import get_application
from services.labels.use_cases.get_campaign import get_campaign
from services.labels.use_cases.get_framework import get_framework
from services.labels.use_cases.get_totals import GetTotals, get_totals
from services.labels.use_cases.give_opinion import GiveOpinion, give_opinion
from services.labels.use_cases.list_applications import ListApplications, list_applications
from services.labels.use_cases.list_campaigns import ListCampaigns, list_campaigns
from services.labels.use_cases.list_frameworks import ListFrameworks, list_frameworks
from services.labels.use_cases.mark_criteria import MarkCriteria, mark_criteria
from services.labels.use_cases.open_campaign import open_campaign
from services.labels.use_cases.withdraw_application import WithdrawApplication, withdraw_application
from tests.contract.labels.fakes import FakeUnit, FixedClock
from tests.unit.labels.builders import (
    CHAIR,
    GRENAY,
    JUROR,
    LOOS,
    MAYOR,
    NOON,
    POLE,
    PROJECT_ID,
    SECOND_JUROR,
    euralens,
    project,
    sheet,
    stars,
    terms,
)

NEIGHBOUR = Caller("mayor-of-grenay", frozenset({Mandate(GRENAY, "elected")}))
OBSERVER = Caller("observer", frozenset({Mandate(POLE, "observer")}))


@pytest.fixture
def unit() -> FakeUnit:
    made = FakeUnit(FixedClock(NOON), Catalogue((stars(), euralens())))
    made.projects.kept[PROJECT_ID] = project()
    return made


async def applied(unit: FakeUnit, quota: int = 10, **changes: Any) -> Application:
    campaign = await open_campaign(terms(quota=quota), CHAIR, unit)
    command = ApplyForLabel(campaign.id, PROJECT_ID, LOOS, "Pour essaimer.")
    return await apply_for_label(replace(command, **changes), MAYOR, unit)


async def instructed(unit: FakeUnit) -> Application:
    subject = await applied(unit)
    for juror in (JUROR, SECOND_JUROR):
        await declare_interests(DeclareInterests(subject.id, "", False, ""), juror, unit)
        subject = await mark_criteria(MarkCriteria(subject.id, "", sheet(energy=3, team=3)), juror, unit)
    return await give_opinion(
        GiveOpinion(subject.id, "", "technical", Advice.FAVOURABLE, "", None), CHAIR, unit
    )


def decision(subject: Application, **changes: Any) -> DecideApplication:
    command = DecideApplication(
        application=subject.id,
        etag="",
        outcome=Outcome.AWARDED,
        on=None,
        votes=(BodyVotes(POLE, 5, 0, 0),),
        reason="",
        stage="one",
        demands=(),
        support_days=None,
    )
    return replace(command, **changes)


async def test_a_project_travels_from_campaign_to_award(unit: FakeUnit) -> None:
    subject = await instructed(unit)
    awarded = await decide_application(decision(subject), CHAIR, unit)
    assert awarded.award is not None
    assert awarded.award.valid_from == date(2026, 10, 15)
    assert awarded.score is not None
    assert awarded.score.value == Decimal(75)
    assert await get_application(subject.id, Caller(), unit)


async def test_only_an_elected_of_the_body_opens_a_campaign(unit: FakeUnit) -> None:
    for caller in (MAYOR, JUROR, OBSERVER):
        with pytest.raises(Forbidden, match="ROLE_MISSING"):
            await open_campaign(terms(), caller, unit)


async def test_a_body_applies_for_itself_alone(unit: FakeUnit) -> None:
    campaign = await open_campaign(terms(), CHAIR, unit)
    with pytest.raises(Forbidden, match="ROLE_MISSING"):
        await apply_for_label(ApplyForLabel(campaign.id, PROJECT_ID, LOOS, "x"), NEIGHBOUR, unit)
    with pytest.raises(Forbidden, match="NOT_THE_PROJECTS_BODY"):
        await apply_for_label(ApplyForLabel(campaign.id, PROJECT_ID, GRENAY, "x"), NEIGHBOUR, unit)


async def test_an_unknown_campaign_is_not_found(unit: FakeUnit) -> None:
    with pytest.raises(NotFound):
        await apply_for_label(ApplyForLabel("none", PROJECT_ID, LOOS, "x"), MAYOR, unit)


async def test_a_project_stands_once_in_a_campaign_unless_it_was_withdrawn(unit: FakeUnit) -> None:
    first = await applied(unit)
    again = ApplyForLabel(first.campaign, PROJECT_ID, LOOS, "Encore.")
    with pytest.raises(AlreadyThere, match="ALREADY_APPLIED"):
        await apply_for_label(again, MAYOR, unit)
    await withdraw_application(WithdrawApplication(first.id, ""), MAYOR, unit)
    assert (await apply_for_label(again, MAYOR, unit)).id != first.id


async def test_the_quota_counts_what_was_taken_into_instruction(unit: FakeUnit) -> None:
    first = await applied(unit, quota=1)
    unit.projects.kept["other"] = project(id="other")
    second = await apply_for_label(ApplyForLabel(first.campaign, "other", LOOS, "x"), MAYOR, unit)
    await declare_interests(DeclareInterests(first.id, "", False, ""), JUROR, unit)
    with pytest.raises(Exhausted, match="QUOTA_REACHED"):
        await declare_interests(DeclareInterests(second.id, "", False, ""), JUROR, unit)
    await declare_interests(DeclareInterests(first.id, "", False, ""), SECOND_JUROR, unit)
    await withdraw_application(WithdrawApplication(first.id, ""), MAYOR, unit)
    taken = await declare_interests(DeclareInterests(second.id, "", False, ""), JUROR, unit)
    assert taken.state is ApplicationState.IN_INSTRUCTION


async def test_what_one_may_not_see_is_not_found_before_any_role_is_asked(unit: FakeUnit) -> None:
    subject = await applied(unit)
    for act in (
        get_application(subject.id, NEIGHBOUR, unit),
        declare_interests(DeclareInterests(subject.id, "", False, ""), NEIGHBOUR, unit),
        mark_criteria(MarkCriteria(subject.id, "", ()), NEIGHBOUR, unit),
        decide_application(decision(subject), NEIGHBOUR, unit),
        withdraw_application(WithdrawApplication(subject.id, ""), NEIGHBOUR, unit),
    ):
        with pytest.raises(NotFound):
            await act


async def test_each_verb_asks_for_its_own_role(unit: FakeUnit) -> None:
    subject = await applied(unit)
    for act in (
        declare_interests(DeclareInterests(subject.id, "", False, ""), CHAIR, unit),
        mark_criteria(MarkCriteria(subject.id, "", ()), CHAIR, unit),
        give_opinion(GiveOpinion(subject.id, "", "technical", None, "", None), JUROR, unit),
        decide_application(decision(subject), JUROR, unit),
        decide_application(decision(subject), MAYOR, unit),
        withdraw_application(WithdrawApplication(subject.id, ""), CHAIR, unit),
    ):
        with pytest.raises(Forbidden, match="ROLE_MISSING"):
            await act


async def test_a_stale_etag_is_refused_by_every_verb(unit: FakeUnit) -> None:
    subject = await applied(unit)
    stale = '"1-0"'
    for act in (
        declare_interests(DeclareInterests(subject.id, stale, False, ""), JUROR, unit),
        mark_criteria(MarkCriteria(subject.id, stale, ()), JUROR, unit),
        give_opinion(GiveOpinion(subject.id, stale, "technical", None, "", None), CHAIR, unit),
        decide_application(decision(subject, etag=stale), CHAIR, unit),
        withdraw_application(WithdrawApplication(subject.id, stale), MAYOR, unit),
    ):
        with pytest.raises(Stale):
            await act
    kept = await get_application(subject.id, MAYOR, unit)
    assert kept.state is ApplicationState.SUBMITTED
    await withdraw_application(WithdrawApplication(subject.id, kept.etag), MAYOR, unit)


async def test_a_verb_waits_while_the_copies_of_projects_are_rebuilt(unit: FakeUnit) -> None:
    subject = await applied(unit)
    unit.projects.kept.clear()
    with pytest.raises(NotFound, match="PROJECT_UNKNOWN"):
        await declare_interests(DeclareInterests(subject.id, "", False, ""), JUROR, unit)


async def test_marks_stay_with_their_juror_and_the_chair_until_the_decision(unit: FakeUnit) -> None:
    subject = await instructed(unit)
    for reader in (MAYOR, OBSERVER, Caller()):
        hidden = disclosed(subject, reader, project())
        assert (hidden.sheets, hidden.statements, hidden.score) == ((), (), None)
    own = disclosed(subject, JUROR, project())
    assert [given.juror for given in own.sheets] == [JUROR.id]
    assert [given.juror for given in own.statements] == [JUROR.id]
    assert own.score is None
    assert len(disclosed(subject, CHAIR, project()).sheets) == 2
    double = Caller("double", CHAIR.mandates | MAYOR.mandates)
    assert disclosed(subject, double, project()).sheets == ()
    decided = await decide_application(decision(subject), CHAIR, unit)
    assert len(disclosed(decided, MAYOR, None).sheets) == 2
    assert disclosed(decided, Caller(), None).score is not None


async def test_marks_of_a_withdrawn_application_are_never_shown_to_its_applicant(unit: FakeUnit) -> None:
    subject = await instructed(unit)
    withdrawn = await withdraw_application(WithdrawApplication(subject.id, ""), MAYOR, unit)
    assert disclosed(withdrawn, MAYOR, project()).sheets == ()


async def test_the_day_of_a_sitting_may_be_given_and_is_today_otherwise(unit: FakeUnit) -> None:
    subject = await instructed(unit)
    assert subject.opinions[0].on == date(2026, 10, 15)
    unit.clock.instant = NOON + timedelta(days=30)
    decided = await decide_application(decision(subject, on=date(2026, 11, 3)), CHAIR, unit)
    assert decided.decision is not None
    assert decided.decision.on == date(2026, 11, 3)


async def test_lists_and_totals_hold_what_the_caller_may_see(unit: FakeUnit) -> None:
    subject = await instructed(unit)
    for caller, count in ((MAYOR, 1), (OBSERVER, 1), (NEIGHBOUR, 0), (Caller(), 0)):
        listed = await list_applications(ListApplications(50), caller, unit)
        totals = await get_totals(GetTotals(), caller, unit)
        assert len(listed.items) == count
        assert totals.states[ApplicationState.IN_INSTRUCTION] == count
        assert totals.valid_awards == 0
    await decide_application(decision(subject), CHAIR, unit)
    totals = await get_totals(GetTotals(campaign=subject.campaign, applicant=LOOS), NEIGHBOUR, unit)
    assert totals.states[ApplicationState.AWARDED] == 1
    assert totals.valid_awards == 1
    assert (await get_totals(GetTotals(applicant=GRENAY), NEIGHBOUR, unit)).valid_awards == 0


async def test_pages_follow_one_another_without_a_gap(unit: FakeUnit) -> None:
    opened = [await open_campaign(terms(title=f"n° {number}"), CHAIR, unit) for number in range(5)]
    seen, after = [], ""
    while True:
        page = await list_campaigns(ListCampaigns(2, after, POLE), Caller(), unit)
        seen += [campaign.id for campaign in page.items]
        if page.after is None:
            break
        (after,) = page.after
    assert seen == sorted((campaign.id for campaign in opened), reverse=True)
    first = await list_frameworks(ListFrameworks(1), Caller(), unit)
    second = await list_frameworks(ListFrameworks(1, "".join(first.after or ())), Caller(), unit)
    assert [str(page.items[0].ref) for page in (first, second)] == ["euralens@2026", "stars@1"]
    assert second.after is None


async def test_campaigns_and_grids_are_public(unit: FakeUnit) -> None:
    campaign = await open_campaign(terms(), CHAIR, unit)
    assert (await get_campaign(campaign.id, Caller(), unit)).title == "Campagne 2026"
    assert (await get_framework(FrameworkRef("stars", "1"), Caller(), unit)).title == "Étoiles"


async def test_an_unknown_grid_is_a_fault_of_its_field(unit: FakeUnit) -> None:
    with pytest.raises(InvalidInput, match="FRAMEWORK_UNKNOWN"):
        await open_campaign(terms(framework=FrameworkRef("none", "1")), CHAIR, unit)


@pytest.mark.parametrize("state", ["draft", "awaiting_partners"])
async def test_a_draft_leaves_no_copy_and_looks_unknown(unit: FakeUnit, state: str) -> None:
    unit.projects.kept.clear()
    await follow_project(project(state=state), unit)
    assert unit.projects.kept == {}
    with pytest.raises(NotFound, match="PROJECT_NOT_FOUND"):
        await applied(unit)


async def test_a_copy_follows_its_project(unit: FakeUnit) -> None:
    await follow_project(project(state="withdrawn", title="Autre titre"), unit)
    assert unit.projects.kept[PROJECT_ID].title == "Autre titre"
    with pytest.raises(InvalidInput, match="PROJECT_NOT_READY"):
        await applied(unit)
