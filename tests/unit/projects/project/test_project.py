"""What each verb does to a project, and what it records."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chassis.domain import Forbidden, InvalidInput, NotFound, Refused
from services.projects.domain.consent import Contest, ContestGround, Deliberation
from services.projects.domain.drafting import Draft
from services.projects.domain.events import (
    DecisionContested,
    OwnershipAccepted,
    ParticipationAsked,
    ParticipationConfirmed,
    ParticipationDeclined,
    ProjectDrafted,
    ProjectSubmitted,
    ProjectUpdated,
    ProjectWithdrawn,
)
from services.projects.domain.participation import Answer
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.decision import OwnerKind
from services.projects.domain.subsidiarity.facts import Initiator, Nature, Party, PartyKind, ProjectFacts
from tests.fixtures.projects.asking import asking
from tests.fixtures.projects.territory import (
    CALL,
    GRENAY,
    LENS,
    LIEVIN,
    LOOS,
    NOW,
    POLE,
    TODAY,
    caller,
    castors,
    reference,
    together,
)

REFERENCE = asking(reference())
"""Nobody but the owner is asked; `test_consent.py` asks others."""
VOTE = Deliberation(TODAY, "2026-11-042")


def drafted(written: Draft | None = None) -> Project:
    return Project.draft("0190", written or castors(), REFERENCE, NOW)


def submitted(written: Draft | None = None) -> Project:
    """Submitted, and decided when nobody else is awaited."""
    project = drafted(written)
    project.submit(REFERENCE, NOW)
    if project.is_ready_to_decide:
        project.propose(REFERENCE, NOW)
    project.recorded.clear()
    return project


def contest(project: Project, body: str, ground: ContestGround, text: str) -> None:
    project.contest(Contest(body, ground, text, NOW), REFERENCE)


def blocked() -> Draft:
    """Works in a commune and its neighbour agglomeration: no able body covers both."""
    facts = ProjectFacts("1035", ("62427", LOOS), Nature.INVESTMENT)
    return castors(lead=POLE, facts=facts)


def test_a_draft_concerns_its_lead_alone() -> None:
    project = drafted(together(GRENAY))
    assert project.state is State.DRAFT
    assert project.recorded == [ProjectDrafted()]
    assert project.audience == (LOOS,)
    assert [invited.answer for invited in project.participants] == [Answer.NOT_ASKED]


def test_a_faulty_draft_is_not_made() -> None:
    with pytest.raises(InvalidInput) as refusal:
        drafted(castors(title=""))
    assert refusal.value.reason == "REQUIRED"


def test_an_update_tells_which_fields_changed() -> None:
    project = drafted()
    project.recorded.clear()
    project.update(castors(title="Autre titre"), REFERENCE, NOW + timedelta(hours=1))
    assert project.recorded == [ProjectUpdated(("title",))]
    assert project.update_time == NOW + timedelta(hours=1)
    assert project.create_time == NOW


def test_writing_the_same_again_is_no_event() -> None:
    project = drafted()
    project.recorded.clear()
    project.update(castors(), REFERENCE, NOW + timedelta(hours=1))
    assert project.recorded == []
    assert project.update_time == NOW


def test_a_faulty_update_changes_nothing() -> None:
    project = drafted()
    with pytest.raises(InvalidInput):
        project.update(castors(title=""), REFERENCE, NOW)
    assert project.written == castors()


def test_a_project_of_one_body_is_decided_when_it_is_submitted() -> None:
    project = drafted()
    project.recorded.clear()
    project.submit(REFERENCE, NOW)
    assert project.recorded == []
    project.propose(REFERENCE, NOW)
    assert project.state is State.PROPOSED
    assert project.recorded == [ProjectSubmitted()]
    assert project.submit_time == NOW
    assert project.decision is not None
    assert project.decision.owner.body == LOOS
    assert project.decision.date == TODAY


def test_the_day_of_a_decision_is_that_of_paris() -> None:
    project = drafted()
    project.submit(REFERENCE, NOW)
    project.propose(REFERENCE, NOW + timedelta(minutes=45))
    assert project.decision is not None
    assert project.decision.date == TODAY + timedelta(days=1)


def test_an_incomplete_draft_is_not_submitted_and_says_all_that_is_missing() -> None:
    project = drafted(Draft(LOOS, "Une idée", ProjectFacts("", ())))
    with pytest.raises(InvalidInput) as refusal:
        project.submit(REFERENCE, NOW)
    assert [fault.field for fault in refusal.value.faults] == [
        "project.facts.competence",
        "project.facts.works_area",
    ]
    assert project.state is State.DRAFT
    assert project.submit_time is None


def test_a_submission_is_judged_against_what_is_known_that_day() -> None:
    project = drafted()
    poorer = replace(REFERENCE, competences=frozenset())
    with pytest.raises(InvalidInput) as refusal:
        project.submit(poorer, NOW)
    assert refusal.value.reason == "UNKNOWN_COMPETENCE"


def test_several_communes_are_awaited_one_by_one() -> None:
    project = drafted(together(GRENAY, LIEVIN))
    project.recorded.clear()
    project.submit(REFERENCE, NOW)
    assert project.recorded == [ParticipationAsked()]
    assert project.state is State.AWAITING_PARTNERS
    assert not project.is_ready_to_decide
    assert project.audience == (GRENAY, LIEVIN, LOOS)
    project.confirm(GRENAY, NOW)
    assert not project.is_ready_to_decide
    project.confirm(LIEVIN, NOW)
    assert project.is_ready_to_decide
    assert project.recorded[1:] == [ParticipationConfirmed(GRENAY), ParticipationConfirmed(LIEVIN)]


def test_only_an_invited_commune_answers_and_only_once_the_same() -> None:
    project = submitted(together(GRENAY, LIEVIN))
    with pytest.raises(Forbidden) as refusal:
        project.confirm(LENS, NOW)
    assert refusal.value.reason == "NOT_INVITED"
    project.confirm(GRENAY, NOW)
    with pytest.raises(Refused) as again:
        project.confirm(GRENAY, NOW)
    assert again.value.reason == "ALREADY_ANSWERED"
    project.decline(GRENAY, NOW)
    assert [invited.answer for invited in project.participants] == [Answer.DECLINED, Answer.AWAITED]


def test_the_lead_goes_on_without_a_commune_that_declines_when_no_works_stand_there() -> None:
    project = submitted(castors(participants=(GRENAY,)))
    project.decline(GRENAY, NOW)
    assert project.recorded == [ParticipationDeclined(GRENAY)]
    assert project.is_ready_to_decide


def test_works_on_the_ground_of_a_commune_that_declined_wait_for_the_lead_to_draw_them_anew() -> None:
    project = submitted(together(GRENAY, LIEVIN))
    project.confirm(LIEVIN, NOW)
    project.decline(GRENAY, NOW)
    assert project.state is State.AWAITING_PARTNERS
    assert not project.is_ready_to_decide
    project.update(together(LIEVIN), REFERENCE, NOW)
    assert project.state is State.DRAFT
    assert project.submit_time is None
    assert project.audience == (LOOS,)
    assert [invited.answer for invited in project.participants] == [Answer.NOT_ASKED]
    project.submit(REFERENCE, NOW)
    assert [invited.answer for invited in project.participants] == [Answer.AWAITED]


def test_the_proposed_owner_accepts_by_deliberation_and_the_project_is_public() -> None:
    project = submitted()
    project.accept(LOOS, VOTE, NOW)
    assert project.state is State.ACCEPTED
    assert project.acceptance == VOTE
    assert project.recorded == [OwnershipAccepted()]
    assert project.audience == ()


def test_a_restricted_project_stays_with_the_bodies_concerned_once_accepted() -> None:
    project = submitted(castors(restricted=True))
    project.accept(LOOS, VOTE, NOW)
    assert LOOS in project.audience
    with pytest.raises(NotFound):
        project.must_be_visible_to(caller(LENS))


def test_nobody_accepts_in_the_place_of_the_proposed_owner() -> None:
    project = submitted()
    with pytest.raises(Forbidden) as refusal:
        project.accept(CALL, VOTE, NOW)
    assert refusal.value.reason == "NOT_THE_PROPOSED_OWNER"
    assert project.state is State.PROPOSED


@pytest.mark.parametrize(
    ("vote", "fault"),
    [
        (Deliberation(TODAY + timedelta(days=1), "42"), ("deliberation.date", "DATE_IN_FUTURE")),
        (Deliberation(date(1899, 12, 31), "42"), ("deliberation.date", "DATE_TOO_EARLY")),
        (Deliberation(TODAY, " "), ("deliberation.reference", "REQUIRED")),
        (Deliberation(TODAY, "x" * 101), ("deliberation.reference", "TOO_LONG")),
    ],
)
def test_a_deliberation_has_taken_place_and_bears_a_reference(
    vote: Deliberation, fault: tuple[str, str]
) -> None:
    project = submitted()
    with pytest.raises(InvalidInput) as refusal:
        project.accept(LOOS, vote, NOW)
    assert [(each.field, each.reason) for each in refusal.value.faults] == [fault]
    assert project.state is State.PROPOSED


def test_a_deliberation_of_the_first_day_of_1900_is_taken() -> None:
    project = submitted()
    project.accept(LOOS, Deliberation(date(1900, 1, 1), "1"), NOW)
    assert project.state is State.ACCEPTED


def test_the_lead_records_the_agreement_of_inhabitants() -> None:
    facts = ProjectFacts(
        "7575", (LOOS,), Nature.MICRO_PROJECT, cost=Decimal(800), initiator=Initiator.INHABITANTS
    )
    project = submitted(castors(facts=facts))
    assert project.decision is not None
    assert project.decision.owner.kind is OwnerKind.INHABITANTS
    assert project.audience == (LOOS,)
    project.accept(LOOS, VOTE, NOW)
    assert project.state is State.ACCEPTED


def test_the_lead_records_the_agreement_of_a_third_party() -> None:
    landlord = Party(PartyKind.LANDLORD, "Maisons & Cités")
    facts = ProjectFacts("6520", (LOOS,), Nature.INVESTMENT, asset_owner=landlord)
    project = submitted(castors(facts=facts))
    assert project.decision is not None
    assert project.decision.owner.kind is OwnerKind.THIRD_PARTY
    with pytest.raises(Forbidden):
        project.accept(CALL, VOTE, NOW)
    project.accept(LOOS, VOTE, NOW)
    assert project.state is State.ACCEPTED


def test_a_project_that_nobody_may_own_stays_visibly_without_owner() -> None:
    project = submitted(blocked())
    assert project.state is State.WITHOUT_OWNER
    assert project.accepting_body == ""
    with pytest.raises(Refused):
        project.accept(LOOS, VOTE, NOW)


def test_a_body_concerned_contests_once_on_each_ground_and_nobody_accepts_meanwhile() -> None:
    project = submitted()
    contest(project, CALL, ContestGround.SCALE, "Le bassin entier est concerné.")
    assert project.state is State.CONTESTED
    assert project.recorded == [DecisionContested()]
    contest(project, CALL, ContestGround.COST, "Et le coût.")
    with pytest.raises(Refused) as again:
        contest(project, CALL, ContestGround.COST, "Encore.")
    assert again.value.reason == "ALREADY_CONTESTED"
    with pytest.raises(Refused) as imposed:
        project.accept(LOOS, VOTE, NOW)
    assert imposed.value.metadata["allowed"] == "contest,convene,withdraw"
    project.withdraw(NOW)
    assert project.state is State.WITHDRAWN


def test_a_body_that_is_not_concerned_does_not_contest() -> None:
    project = submitted()
    with pytest.raises(Forbidden) as refusal:
        contest(project, LENS, ContestGround.SCALE, "Moi aussi.")
    assert refusal.value.reason == "BODY_NOT_CONCERNED"


@pytest.mark.parametrize(("text", "reason"), [("", "REQUIRED"), ("x" * 5_001, "TOO_LONG")])
def test_a_contest_says_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        contest(submitted(), CALL, ContestGround.SCALE, text)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [("text", reason)]


def test_the_lead_withdraws_before_acceptance() -> None:
    project = submitted()
    project.withdraw(NOW)
    assert project.recorded == [ProjectWithdrawn()]
    with pytest.raises(Refused):
        project.withdraw(NOW)


def test_a_decided_project_is_seen_along_the_chain_of_everybody_that_it_touches() -> None:
    facts = replace(castors().facts, impact_area=("62427",))
    assert submitted(castors(facts=facts)).audience == tuple(sorted((LOOS, "62427", CALL, "246200299", POLE)))


def test_upper_levels_are_not_told_of_a_micro_project() -> None:
    facts = ProjectFacts("7575", (LOOS,), Nature.MICRO_PROJECT, cost=Decimal(500))
    assert submitted(castors(facts=facts)).audience == (LOOS,)


def test_whoever_has_a_role_sees_the_project() -> None:
    facts = ProjectFacts("6000", (LOOS,), Nature.INVESTMENT)
    project = submitted(castors(facts=facts))
    assert project.decision is not None
    assert project.decision.owner.body == "200012345"
    project.must_be_visible_to(caller("200012345", "observer"))


def test_a_withdrawn_draft_is_still_nobody_elses_business() -> None:
    project = drafted(together(GRENAY))
    project.withdraw(NOW)
    assert project.audience == (LOOS,)
    with pytest.raises(NotFound):
        project.must_be_visible_to(caller(GRENAY))
