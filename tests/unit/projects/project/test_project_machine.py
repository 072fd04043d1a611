"""Whatever is done to a project, in any order, by anybody: it keeps to the table and imposes nothing."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import DomainError
from services.projects.domain.consent import ContestGround, Deliberation
from services.projects.domain.events import OwnershipAccepted
from services.projects.domain.participation import Answer
from services.projects.domain.project import Project
from services.projects.domain.states import STEPS, State, Verb
from services.projects.domain.subsidiarity.decision import OwnerKind
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

REFERENCE = reference()
VOTE = Deliberation(TODAY, "2026-11-042")
WRITTEN = (
    castors(),
    castors(title="Autre", participants=(GRENAY,)),
    together(GRENAY),
    together(GRENAY, LIEVIN),
    castors(lead=LOOS, title=""),
)

bodies = st.sampled_from((LOOS, GRENAY, LIEVIN, LENS, CALL, POLE))
grounds = st.sampled_from(ContestGround)
written = st.sampled_from(WRITTEN)

Act = Callable[[Project], None]


def submit(project: Project) -> None:
    project.submit(REFERENCE, NOW)
    propose(project)


def answer(verb: Verb, body: str) -> Act:
    def act(project: Project) -> None:
        if verb is Verb.CONFIRM:
            project.confirm(body, NOW)
        else:
            project.decline(body, NOW)
        propose(project)

    return act


def propose(project: Project) -> None:
    if project.is_ready_to_decide:
        project.propose(REFERENCE, NOW)


acts: st.SearchStrategy[tuple[Verb, Act]] = st.one_of(
    written.map(lambda draft: (Verb.UPDATE, lambda project: project.update(draft, REFERENCE, NOW))),
    st.just((Verb.SUBMIT, submit)),
    bodies.map(lambda body: (Verb.CONFIRM, answer(Verb.CONFIRM, body))),
    bodies.map(lambda body: (Verb.DECLINE, answer(Verb.DECLINE, body))),
    bodies.map(lambda body: (Verb.ACCEPT, lambda project: project.accept(body, VOTE, NOW))),
    st.tuples(bodies, grounds).map(
        lambda by: (Verb.CONTEST, lambda project: project.contest(by[0], by[1], "Parce que.", NOW))
    ),
    st.just((Verb.WITHDRAW, lambda project: project.withdraw(NOW))),
)


def snapshot(project: Project) -> tuple[object, ...]:
    return (
        project.written,
        project.state,
        project.participants,
        project.concerned,
        project.decision,
        project.acceptance,
        project.contests,
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
    if project.state in (State.PROPOSED, State.WITHOUT_OWNER, State.ACCEPTED, State.CONTESTED):
        assert decided
        assert set(answers) <= {Answer.CONFIRMED, Answer.DECLINED}
        refusing = {each.body for each in project.participants if each.answer is Answer.DECLINED}
        assert refusing.isdisjoint(project.written.facts.works_area)
    if project.state in (State.DRAFT, State.AWAITING_PARTNERS):
        assert not decided
    if project.state is State.ACCEPTED:
        assert project.acceptance == VOTE
        assert project.decision is not None
        assert project.decision.owner.kind is not OwnerKind.NOBODY
        assert not project.contests
    else:
        assert project.acceptance is None
        assert OwnershipAccepted() not in project.recorded


@given(start=written.filter(lambda draft: draft.title != ""), done=st.lists(acts, max_size=12))
def test_a_project_keeps_to_its_table_and_a_refusal_changes_nothing(
    start: object, done: list[tuple[Verb, Act]]
) -> None:
    assert isinstance(start, type(castors()))
    project = Project.draft("0190", start, REFERENCE, NOW)
    for verb, act in done:
        before, state = snapshot(project), project.state
        try:
            act(project)
        except DomainError:
            assert snapshot(project) == before
        else:
            assert verb in STEPS[state]
            unchanged = snapshot(project) == before
            assert project.state in STEPS[state][verb].next or unchanged
        check(project)
