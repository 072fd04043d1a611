"""What bodies say of a decision, until when, and when it is final (R10, L5211-57)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chassis.domain import Forbidden, InvalidInput, Refused, end_of_day
from services.projects.domain.consent import Contest, ContestAnswer, ContestGround, Deliberation
from services.projects.domain.consent_round import OpinionKind, OpinionValue
from services.projects.domain.drafting import Draft
from services.projects.domain.events import (
    ConciliationConcluded,
    ConciliationConvened,
    DecisionSettled,
    OpinionGiven,
    OpinionsDeemed,
    OwnershipAccepted,
    ProjectUpdated,
)
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts
from tests.fixtures.projects.asking import CONSENT_DAYS, OPINION_DAYS, asking
from tests.fixtures.projects.territory import (
    CAHC,
    CALL,
    GRENAY,
    HENIN,
    LENS,
    LIEVIN,
    LOOS,
    NOW,
    POLE,
    REGION,
    SYNDICATE,
    TODAY,
    castors,
    reference,
    together,
)

FAVOURABLE, UNFAVOURABLE = OpinionValue.FAVOURABLE, OpinionValue.UNFAVOURABLE
CONSENTING = asking(reference(), consents=(CALL, POLE))
VOTE = Deliberation(TODAY, "2026-11-042")
TWO_THIRDS = Deliberation(TODAY, "2026-11-043", votes_for=42, votes_cast=63)
LAST_DAY = TODAY + timedelta(days=CONSENT_DAYS)
OVERDUE = end_of_day(LAST_DAY)
A_MOMENT = timedelta(microseconds=1)
FREE_WORDS = "Le bassin entier est concerné."
AGAINST = ContestAnswer(upheld=False, text="Le bassin n’est pas en cause.")


def proposed(against: ReferenceData = CONSENTING, written: Draft | None = None) -> Project:
    project = Project.draft("0190", written or castors(), against, NOW)
    project.submit(against, NOW)
    for invited in project.written.participants:
        project.confirm(invited, NOW)
    project.propose(against, NOW)
    project.recorded.clear()
    return project


def touching_loos_alone() -> Project:
    """A decision of the agglomeration whose works all stand in Loos: rainwater is its by law."""
    facts = ProjectFacts("2015", (LOOS,), Nature.INVESTMENT)
    return proposed(asking(reference(), opinions=(LOOS,)), castors(facts=facts))


def say(project: Project, body: str, value: OpinionValue = FAVOURABLE, now: datetime = NOW) -> None:
    deliberation = VOTE if value is UNFAVOURABLE else None
    project.give_opinion(body, value, "", deliberation, now)


def contest(
    project: Project,
    body: str = CALL,
    ground: ContestGround = ContestGround.SCALE,
    now: datetime = NOW,
    documents: tuple[str, ...] = (),
) -> None:
    project.contest(Contest(body, ground, FREE_WORDS, now, documents), CONSENTING)


def conciliated(project: Project, *, amended: Draft | None = None) -> Project:
    """Convened and concluded against all contests; the lead may have written anew in between."""
    project.convene(CALL, NOW)
    if amended is not None:
        project.update(amended, CONSENTING, NOW)
    answers = tuple(AGAINST for _ in project.consent.open_contests)
    project.conclude(CALL, answers, "Entendu.", CONSENTING, NOW)
    return project


def values(project: Project) -> dict[str, OpinionValue]:
    return {opinion.body: opinion.value for opinion in project.consent.opinions}


def test_a_decision_asks_each_body_that_it_waits_for_until_its_day() -> None:
    project = proposed()
    assert [(each.body, each.kind, each.due) for each in project.consent.opinions] == [
        (CALL, OpinionKind.CONSENT, LAST_DAY),
        (POLE, OpinionKind.CONSENT, LAST_DAY),
    ]
    assert project.next_deadline() == OVERDUE
    lone = touching_loos_alone().consent.opinions
    assert [(each.kind, each.due) for each in lone] == [
        (OpinionKind.LONE_COMMUNE, TODAY + timedelta(days=OPINION_DAYS))
    ]


def test_whoever_is_asked_is_concerned() -> None:
    assert LENS in proposed(asking(reference(), consents=(LENS,))).concerned


def test_acceptance_alone_is_not_final_while_opinions_are_due() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    assert (project.state, project.is_public) == (State.OPINIONS_RUNNING, False)
    assert project.recorded == [OwnershipAccepted()]
    with pytest.raises(Refused) as again:
        project.accept(LOOS, VOTE, NOW)
    assert again.value.reason == "ALREADY_ACCEPTED"


def test_the_last_opinion_makes_an_accepted_decision_final() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    say(project, CALL)
    assert project.state is State.OPINIONS_RUNNING
    say(project, POLE)
    assert project.state is State.ACCEPTED
    assert project.recorded == [OwnershipAccepted(), OpinionGiven(CALL), DecisionSettled()]
    assert project.consent.next_deadline() is None


def test_the_owner_makes_it_final_when_all_opinions_came_first() -> None:
    project = proposed()
    say(project, CALL)
    say(project, POLE)
    assert project.state is State.PROPOSED
    project.accept(LOOS, VOTE, NOW)
    assert project.state is State.ACCEPTED


def test_silence_is_consent_once_the_last_day_in_paris_is_over() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    say(project, POLE)
    project.recorded.clear()
    project.pass_deadlines(OVERDUE - A_MOMENT)
    assert project.recorded == []
    project.pass_deadlines(OVERDUE)
    assert project.recorded == [OpinionsDeemed((CALL,))]
    assert values(project) == {CALL: OpinionValue.DEEMED_FAVOURABLE, POLE: FAVOURABLE}
    assert project.state is State.ACCEPTED


def test_silence_does_not_accept_in_the_place_of_the_owner() -> None:
    project = proposed()
    project.pass_deadlines(OVERDUE)
    assert project.state is State.PROPOSED
    assert project.next_deadline() is None
    project.accept(LOOS, VOTE, OVERDUE)
    assert project.state is State.ACCEPTED


def test_a_deadline_passes_once_whatever_the_clock_says_afterwards() -> None:
    project = proposed()
    project.pass_deadlines(OVERDUE)
    project.recorded.clear()
    project.pass_deadlines(OVERDUE + timedelta(days=1))
    project.pass_deadlines(NOW)
    assert project.recorded == []
    with pytest.raises(Refused) as late:
        say(project, CALL, now=NOW)
    assert (late.value.reason, late.value.metadata["due"]) == ("OPINION_CLOSED", LAST_DAY.isoformat())
    with pytest.raises(Refused):
        contest(project, CALL, now=NOW)


def test_nobody_speaks_after_its_last_day_even_when_no_clock_has_rung_yet() -> None:
    project = proposed()
    with pytest.raises(Refused) as late:
        say(project, CALL, now=OVERDUE)
    assert late.value.reason == "OPINION_CLOSED"
    with pytest.raises(Refused):
        contest(project, CALL, now=OVERDUE)
    # A body concerned that has no day of its own may still object, as long as nothing is final.
    contest(project, LOOS, now=OVERDUE)


def test_a_body_that_is_not_asked_gives_no_opinion() -> None:
    with pytest.raises(Forbidden) as refusal:
        say(proposed(), LENS)
    assert refusal.value.reason == "OPINION_NOT_ASKED"


def test_whoever_must_consent_and_would_not_contests() -> None:
    with pytest.raises(Refused) as refusal:
        say(proposed(), CALL, UNFAVOURABLE)
    assert refusal.value.reason == "CONTEST_INSTEAD"


def test_the_same_answer_again_is_refused() -> None:
    project = proposed()
    say(project, CALL)
    with pytest.raises(Refused) as again:
        say(project, CALL)
    assert again.value.reason == "ALREADY_ANSWERED"


def test_a_commune_changes_its_mind_while_its_days_run() -> None:
    project = touching_loos_alone()
    say(project, LOOS, UNFAVOURABLE)
    say(project, LOOS, FAVOURABLE, NOW + timedelta(days=1))
    assert values(project) == {LOOS: FAVOURABLE}
    assert not project.consent.needs_two_thirds


def test_an_unfavourable_opinion_rests_on_a_deliberation() -> None:
    project = touching_loos_alone()
    with pytest.raises(InvalidInput) as refusal:
        project.give_opinion(LOOS, UNFAVOURABLE, "x" * 5_001, None, NOW)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [
        ("text", "TOO_LONG"),
        ("deliberation", "REQUIRED"),
    ]


def test_against_the_one_commune_concerned_the_agglomeration_needs_two_thirds() -> None:
    project = touching_loos_alone()
    say(project, LOOS, UNFAVOURABLE)
    with pytest.raises(Refused) as refusal:
        project.accept(CALL, Deliberation(TODAY, "43", votes_for=41, votes_cast=63), NOW)
    assert refusal.value.reason == "TWO_THIRDS_NEEDED"
    assert refusal.value.metadata == {"votes_for": "41", "votes_cast": "63", "needed": "42"}
    with pytest.raises(Refused) as uneven:
        project.accept(CALL, Deliberation(TODAY, "43", votes_for=33, votes_cast=50), NOW)
    assert uneven.value.metadata["needed"] == "34"
    with pytest.raises(Refused):
        project.accept(CALL, VOTE, NOW)
    project.accept(CALL, TWO_THIRDS, NOW)
    assert project.state is State.ACCEPTED


def test_an_acceptance_before_the_unfavourable_opinion_is_voted_once_more() -> None:
    project = touching_loos_alone()
    project.accept(CALL, VOTE, NOW)
    say(project, LOOS, UNFAVOURABLE)
    assert project.state is State.OPINIONS_RUNNING
    project.pass_deadlines(NOW + timedelta(days=OPINION_DAYS + 2))
    assert project.state is State.OPINIONS_RUNNING
    project.accept(CALL, TWO_THIRDS, NOW)
    assert (project.state, project.acceptance) == (State.ACCEPTED, TWO_THIRDS)


@pytest.mark.parametrize(("votes_for", "cast"), [(3, 2), (-1, 2), (1, 0), (1_001, 1_001)])
def test_votes_that_cannot_be_are_refused(votes_for: int, cast: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        proposed().accept(LOOS, Deliberation(TODAY, "42", votes_for, cast), NOW)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [
        ("deliberation.votes_for", "VOTES_IMPOSSIBLE")
    ]


def test_a_contest_suspends_every_deadline() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    contest(project)
    project.recorded.clear()
    assert project.next_deadline() is None
    project.pass_deadlines(OVERDUE)
    assert project.recorded == []
    # Its day passed while nothing ran, so silence was no consent.
    contest(project, POLE, now=OVERDUE)
    with pytest.raises(Refused):
        say(project, POLE)


def test_whoever_agreed_in_silence_does_not_contest_beside_others() -> None:
    project = proposed(asking(reference(), consents=(CALL,), opinions=(GRENAY,)))
    project.pass_deadlines(OVERDUE)
    contest(project, GRENAY, now=OVERDUE)
    with pytest.raises(Refused) as refusal:
        contest(project, CALL, now=OVERDUE)
    assert refusal.value.reason == "OPINION_CLOSED"


def test_what_is_final_is_not_contested() -> None:
    project = proposed(asking(reference()))
    project.accept(LOOS, VOTE, NOW)
    with pytest.raises(Refused) as refusal:
        contest(project)
    assert refusal.value.reason == "STATE_FORBIDS"


def test_a_contest_says_what_it_rests_on_in_references_of_bearable_length() -> None:
    project = proposed()
    contest(project, documents=("Étude 2026-04", "x" * 200))
    assert project.contests[0].documents == ("Étude 2026-04", "x" * 200)
    assert project.contests[0].decision_number == 1
    for documents, fields in (
        (("x" * 201, " "), ["documents[0]", "documents[1]"]),
        (("x",) * 21, ["documents"]),
    ):
        with pytest.raises(InvalidInput) as refusal:
            contest(project, POLE, documents=documents)
        assert [fault.field for fault in refusal.value.faults] == fields


@pytest.mark.parametrize(
    ("written", "owner", "body"),
    [
        (castors(), LOOS, CALL),
        (together(GRENAY, LIEVIN), CALL, CALL),
        (castors(lead=POLE, facts=ProjectFacts("1035", (LOOS, HENIN), Nature.INVESTMENT)), "", POLE),
        (castors(facts=ProjectFacts("6000", (LOOS,), Nature.INVESTMENT)), SYNDICATE, POLE),
        (castors(facts=ProjectFacts("1035", (), impact_area=(LOOS,))), LOOS, CALL),
    ],
)
def test_the_conciliation_is_named_by_where_the_works_and_the_owner_stand(
    written: Draft, owner: str, body: str
) -> None:
    if written.lead == POLE:
        written = replace(written, participants=(LOOS, HENIN))
    project = proposed(written=written)
    assert project.decision is not None
    if owner:
        assert project.decision.owner.body in (owner, LOOS)
    contest(project, project.lead)
    sitting = project.consent.conciliation
    assert sitting is not None
    assert (sitting.body, sitting.open_time) == (body, None)
    assert body in project.concerned


def test_a_contested_micro_project_is_shown_to_whom_it_falls_to_conciliate() -> None:
    fair = ProjectFacts("7575", (LOOS,), Nature.MICRO_PROJECT)
    project = proposed(asking(reference()), castors(facts=fair))
    assert project.concerned == {LOOS}
    contest(project, LOOS)
    assert project.concerned == {LOOS, CALL}
    project.convene(CALL, NOW)


def test_only_the_named_body_convenes_and_concludes() -> None:
    project = proposed()
    contest(project)
    for stranger in (LOOS, POLE, CAHC, REGION):
        with pytest.raises(Forbidden) as refusal:
            project.convene(stranger, NOW)
        assert refusal.value.reason == "NOT_THE_CONCILIATOR"
    project.convene(CALL, NOW)
    assert project.state is State.CONCILIATION
    assert project.recorded[-1] == ConciliationConvened()
    with pytest.raises(Forbidden):
        project.conclude(POLE, (AGAINST,), "", CONSENTING, NOW)


def test_a_conciliation_answers_each_contest_and_proposes_a_new_decision() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    say(project, POLE)
    contest(project, CALL)
    contest(project, POLE, ContestGround.COST)
    project.convene(CALL, NOW)
    answers = (AGAINST, ContestAnswer(upheld=True, text="Le coût sera revu."))
    project.conclude(CALL, answers, "Entendu.", CONSENTING, NOW + timedelta(days=10))
    assert project.state is State.PROPOSED
    assert project.recorded[-1] == ConciliationConcluded()
    assert [made.answer for made in project.contests] == list(answers)
    assert project.decision is not None
    assert (project.decision.number, project.decision.date) == (2, TODAY + timedelta(days=10))
    assert [past.number for past in project.past_decisions] == [1]
    # The round starts anew: acceptance and opinions were of the decision before.
    assert project.acceptance is None
    assert set(values(project).values()) == {OpinionValue.AWAITED}
    assert project.next_deadline() == OVERDUE + timedelta(days=10)
    held = project.consent.conciliations[0]
    assert (held.text, held.close_time) == ("Entendu.", NOW + timedelta(days=10))
    assert project.consent.conciliation is None


def test_every_contest_is_answered_in_words() -> None:
    project = proposed()
    contest(project, CALL)
    contest(project, POLE)
    project.convene(CALL, NOW)
    with pytest.raises(InvalidInput) as refusal:
        project.conclude(CALL, (ContestAnswer(upheld=True, text=" "),), "x" * 5_001, CONSENTING, NOW)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [
        ("answers", "ANSWERS_DO_NOT_MATCH"),
        ("answers[0].text", "REQUIRED"),
        ("text", "TOO_LONG"),
    ]
    assert project.state is State.CONCILIATION
    with pytest.raises(InvalidInput):
        project.conclude(CALL, (AGAINST,) * 3, "", CONSENTING, NOW)


def test_an_answered_ground_is_not_contested_again_on_the_same_facts() -> None:
    project = proposed()
    contest(project)
    conciliated(project)
    with pytest.raises(Refused) as refusal:
        contest(project)
    assert refusal.value.reason == "CONTEST_ANSWERED"
    contest(project, CALL, ContestGround.COST)
    contest(project, POLE)


def test_other_facts_may_be_contested_on_the_same_ground_once_more() -> None:
    project = proposed()
    contest(project)
    facts = replace(castors().facts, cost=castors().facts.cost * 2)
    conciliated(project, amended=castors(facts=facts))
    assert project.consent.conciliations[0].amended
    contest(project)
    conciliated(project)
    with pytest.raises(Refused) as refusal:
        contest(project)
    assert refusal.value.reason == "CONTEST_ANSWERED"


def test_the_lead_amends_its_project_while_the_conciliation_sits() -> None:
    project = proposed()
    contest(project)
    project.convene(CALL, NOW)
    seen = project.concerned
    project.recorded.clear()
    project.update(castors(title="Autrement dit"), CONSENTING, NOW)
    assert project.recorded == [ProjectUpdated(("title",))]
    assert (project.state, project.concerned) == (State.CONCILIATION, seen)
    assert project.submit_time == NOW
    assert not project.consent.conciliations[0].amended


def test_an_amendment_leaves_the_project_complete_and_its_communes_those_that_were_asked() -> None:
    project = proposed(written=castors(participants=(GRENAY,)))
    contest(project)
    project.convene(CALL, NOW)
    empty = castors(facts=ProjectFacts("", ()), participants=(LENS,))
    with pytest.raises(InvalidInput) as refusal:
        project.update(empty, CONSENTING, NOW)
    assert [fault.field for fault in refusal.value.faults] == [
        "project.facts.competence",
        "project.facts.works_area",
        "project.participants",
    ]


def test_no_amendment_moves_works_to_the_ground_of_a_commune_that_declined() -> None:
    project = Project.draft("0190", castors(participants=(GRENAY,)), CONSENTING, NOW)
    project.submit(CONSENTING, NOW)
    project.decline(GRENAY, NOW)
    project.propose(CONSENTING, NOW)
    contest(project)
    project.convene(CALL, NOW)
    with pytest.raises(InvalidInput) as refusal:
        project.update(together(GRENAY), CONSENTING, NOW)
    assert [fault.reason for fault in refusal.value.faults] == ["GROUND_DECLINED"]


def test_the_lead_may_withdraw_as_long_as_nothing_is_final() -> None:
    project = proposed()
    project.accept(LOOS, VOTE, NOW)
    project.withdraw(NOW)
    assert project.next_deadline() is None
