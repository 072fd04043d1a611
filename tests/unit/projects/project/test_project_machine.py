"""Whatever is done to a project, in any order, by anybody, by whatever clock: it keeps to the table, imposes
nothing, and is never final without its owner's acceptance and every opinion due (G6).
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import DomainError, end_of_day
from services.projects.domain.consent import Contest, ContestAnswer, ContestGround, Deliberation
from services.projects.domain.consent_round import OpinionValue
from services.projects.domain.drafting import Draft
from services.projects.domain.events import OpinionsDeemed, OwnershipAccepted
from services.projects.domain.participation import Answer
from services.projects.domain.project import Project
from services.projects.domain.states import STEPS, State, Verb
from services.projects.domain.subsidiarity.decision import OwnerKind
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts
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
    castors,
    reference,
    together,
)

ASKING = asking(reference(), consents=(CALL,), opinions=(LOOS, GRENAY))
ASKING_NOBODY = asking(reference())
VOTE = Deliberation(TODAY, "2026-11-042")
TWO_THIRDS = Deliberation(TODAY, "2026-11-043", votes_for=2, votes_cast=3)
RAINWATER = ProjectFacts("2015", (LOOS,), Nature.INVESTMENT)
WRITTEN = (
    castors(),
    castors(title="Autre", participants=(GRENAY,)),
    castors(facts=RAINWATER),
    together(GRENAY),
    together(GRENAY, LIEVIN),
    castors(lead=LOOS, title=""),
)

bodies = st.sampled_from((LOOS, GRENAY, LIEVIN, LENS, CALL, POLE))
grounds = st.sampled_from(ContestGround)
written = st.sampled_from(WRITTEN)
references = st.sampled_from((ASKING, ASKING, ASKING_NOBODY))
votes = st.sampled_from((VOTE, TWO_THIRDS))
clocks = st.integers(-40, 100).map(lambda days: NOW + timedelta(days=days))
"""Each act has a clock of its own: it may stand before that of the act before."""

Act = Callable[[Project, datetime], None]


def submitting(against: object) -> Act:
    def act(project: Project, now: datetime) -> None:
        assert isinstance(against, type(ASKING))
        project.submit(against, now)
        propose(project, now)

    return act


def answering(verb: Verb, body: str) -> Act:
    def act(project: Project, now: datetime) -> None:
        if verb is Verb.CONFIRM:
            project.confirm(body, now)
        else:
            project.decline(body, now)
        propose(project, now)

    return act


def propose(project: Project, now: datetime) -> None:
    if project.is_ready_to_decide:
        project.propose(ASKING, now)


def saying(body: str, value: OpinionValue) -> Act:
    return lambda project, now: project.give_opinion(body, value, "", VOTE, now)


def contesting(body: str, ground: ContestGround) -> Act:
    return lambda project, now: project.contest(Contest(body, ground, "Parce que.", now), ASKING)


def concluding(body: str) -> Act:
    def act(project: Project, now: datetime) -> None:
        answers = tuple(ContestAnswer(upheld=False, text="Non.") for _ in project.consent.open_contests)
        project.conclude(body, answers, "", ASKING, now)

    return act


acts: st.SearchStrategy[tuple[Verb, Act]] = st.one_of(
    written.map(lambda draft: (Verb.UPDATE, lambda project, now: project.update(draft, ASKING, now))),
    references.map(lambda against: (Verb.SUBMIT, submitting(against))),
    bodies.map(lambda body: (Verb.CONFIRM, answering(Verb.CONFIRM, body))),
    bodies.map(lambda body: (Verb.DECLINE, answering(Verb.DECLINE, body))),
    st.tuples(bodies, votes).map(
        lambda by: (Verb.ACCEPT, lambda project, now: project.accept(by[0], by[1], now))
    ),
    st.tuples(bodies, st.sampled_from((OpinionValue.FAVOURABLE, OpinionValue.UNFAVOURABLE))).map(
        lambda by: (Verb.GIVE_OPINION, saying(*by))
    ),
    st.just((Verb.DEEM, lambda project, now: project.deem(now))),
    st.tuples(bodies, grounds).map(lambda by: (Verb.CONTEST, contesting(*by))),
    bodies.map(lambda body: (Verb.CONVENE, lambda project, now: project.convene(body, now))),
    bodies.map(lambda body: (Verb.CONCLUDE, concluding(body))),
    st.just((Verb.WITHDRAW, lambda project, now: project.withdraw(now))),
)

opening: st.SearchStrategy[list[tuple[Verb, Act]]] = st.sampled_from(
    ([], [(Verb.SUBMIT, submitting(ASKING))], [(Verb.SUBMIT, submitting(ASKING_NOBODY))])
)
"""Half of the ways begin behind the submission, where most of what can go wrong lies."""


def snapshot(project: Project) -> tuple[object, ...]:
    return (
        project.written,
        project.state,
        project.participants,
        project.concerned,
        project.decision,
        project.past_decisions,
        project.consent,
        project.submit_time,
        len(project.recorded),
    )


def check(project: Project) -> None:
    decided = project.decision is not None
    answers = [invited.answer for invited in project.participants]
    assert project.lead in project.concerned
    if project.state is State.DRAFT:
        assert project.audience == (project.lead,)
        assert set(answers) <= {Answer.NOT_ASKED}
    if project.state in (State.DRAFT, State.AWAITING_PARTNERS):
        assert not decided
    elif project.state is not State.WITHDRAWN:
        assert decided
        assert set(answers) <= {Answer.CONFIRMED, Answer.DECLINED}
        refusing = {each.body for each in project.participants if each.answer is Answer.DECLINED}
        assert refusing.isdisjoint(project.written.facts.works_area)
    check_consent(project)


def check_consent(project: Project) -> None:
    said = [opinion.value for opinion in project.consent.opinions]
    if project.state is State.ACCEPTED:
        # G6, and against the one commune concerned two thirds (L5211-57).
        assert project.decision is not None
        assert project.decision.owner.kind is not OwnerKind.NOBODY
        assert project.acceptance is not None
        assert OpinionValue.AWAITED not in said
        assert OpinionValue.UNFAVOURABLE not in said or project.acceptance.has_two_thirds
    if project.state in (State.PROPOSED, State.OPINIONS_RUNNING):
        assert (project.acceptance is None) is (project.state is State.PROPOSED)
        assert not project.consent.is_final
        assert not project.consent.open_contests
    if project.state in (State.CONTESTED, State.CONCILIATION):
        assert project.consent.open_contests
        assert project.consent.conciliation is not None
        assert project.next_deadline() is None
    if project.decision is not None:
        numbers = [past.number for past in project.past_decisions]
        assert numbers == list(range(1, project.decision.number))
    accepted = project.recorded.count(OwnershipAccepted())
    assert accepted or project.acceptance is None


@given(
    start=written.filter(lambda draft: draft.title != ""),
    first=opening,
    done=st.lists(st.tuples(acts, clocks), max_size=14),
)
def test_a_project_keeps_to_its_table_and_a_refusal_changes_nothing(
    start: Draft, first: list[tuple[Verb, Act]], done: list[tuple[tuple[Verb, Act], datetime]]
) -> None:
    project = Project.draft("0190", start, ASKING, NOW)
    deemed: Counter[tuple[int, str]] = Counter()
    for (verb, act), now in [*((each, NOW) for each in first), *done]:
        before, state, seen = snapshot(project), project.state, len(project.recorded)
        try:
            act(project, now)
        except DomainError:
            assert snapshot(project) == before
        else:
            assert verb in STEPS[state]
            unchanged = snapshot(project) == before
            assert project.state in STEPS[state][verb].next or unchanged
        deemed.update(silences(project, seen, now))
        check(project)
    assert set(deemed.values()) <= {1}


def silences(project: Project, seen: int, now: datetime) -> list[tuple[int, str]]:
    """Whose silence was just taken for consent, and on which decision; each had its days."""
    found = []
    for event in project.recorded[seen:]:
        if isinstance(event, OpinionsDeemed):
            assert project.decision is not None
            for body in event.bodies:
                opinion = project.consent.opinion_of(body)
                assert opinion is not None
                assert now >= end_of_day(opinion.due)
                found.append((project.decision.number, body))
    return found
