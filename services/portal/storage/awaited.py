"""What a project waits for, from whom, and until when: read off the project as its events carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from google.type.date_pb2 import Date

from archipel.projects.v1.consent_pb2 import Conciliation, Contest, OpinionKind, OpinionValue
from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind

DRAFT = ProjectState.PROJECT_STATE_DRAFT
AWAITING_PARTNERS = ProjectState.PROJECT_STATE_AWAITING_PARTNERS
PROPOSED = ProjectState.PROJECT_STATE_PROPOSED
OPINIONS_RUNNING = ProjectState.PROJECT_STATE_OPINIONS_RUNNING
CONTESTED = ProjectState.PROJECT_STATE_CONTESTED
CONCILIATION = ProjectState.PROJECT_STATE_CONCILIATION
ACCEPTED = ProjectState.PROJECT_STATE_ACCEPTED

TWO_THIRDS = (2, 3)


@dataclass(frozen=True)
class Awaited:
    """One act that a body (its code) has still to do. `kind`: finish_draft, confirm, accept, accept_again,
    consent, opinion, convene, conclude, offer, return or review. `until` is the last day, where there is one.
    """

    kind: str
    body: str
    until: date | None = None


def bare(name: str) -> str:
    """The id of a resource name: "territories/62528" → "62528"; a bare id stays as it is."""
    return name.rpartition("/")[2]


def day(value: Date) -> date | None:
    return date(value.year, value.month, value.day) if value.year else None


def awaited(project: Project) -> list[Awaited]:
    """All that the project waits for, in the order in which people should read it."""
    return list(_awaited(project))


def _awaited(project: Project) -> Iterator[Awaited]:
    state = project.state
    if state == DRAFT:
        yield Awaited("finish_draft", bare(project.lead))
    elif state == AWAITING_PARTNERS:
        for each in project.participants:
            if each.answer == Answer.ANSWER_AWAITED:
                yield Awaited("confirm", bare(each.body))
    elif state in (PROPOSED, OPINIONS_RUNNING):
        yield from _consent(project)
    elif state == CONTESTED:
        yield from (Awaited("convene", bare(each.body)) for each in running_conciliation(project))
    elif state == CONCILIATION:
        yield from (Awaited("conclude", bare(each.body)) for each in running_conciliation(project))
    elif state == ACCEPTED:
        yield from _in_hand(project)


def _consent(project: Project) -> Iterator[Awaited]:
    owner = accepting_body(project)
    if project.state == PROPOSED and owner:
        yield Awaited("accept", owner)
    elif must_accept_again(project):
        yield Awaited("accept_again", owner)
    for each in project.opinions:
        if each.value == OpinionValue.OPINION_VALUE_AWAITED:
            alone = each.kind == OpinionKind.OPINION_KIND_LONE_COMMUNE
            yield Awaited("opinion" if alone else "consent", bare(each.body), day(each.due))


def _in_hand(project: Project) -> Iterator[Awaited]:
    answers = bare(project.owner) or bare(project.lead)
    if project.HasField("offer"):
        yield Awaited("offer", bare(project.offer.to))
    if project.return_clause.reached:
        yield Awaited("return", answers, day(project.return_clause.due))
    if project.review_due:
        yield Awaited("review", answers, day(project.review_date))


def accepting_body(project: Project) -> str:
    """Who accepts: the proposed owner; for inhabitants or a third party the lead records the agreement."""
    owner = project.decision.owner
    if owner.kind == OwnerKind.OWNER_KIND_BODY:
        return bare(owner.body)
    if owner.kind in (OwnerKind.OWNER_KIND_INHABITANTS, OwnerKind.OWNER_KIND_THIRD_PARTY):
        return bare(project.lead)
    return ""


def needs_two_thirds(project: Project) -> bool:
    """Against the opinion of the one commune that it touches, an agglomeration decides by two thirds of the
    votes (L5211-57).
    """
    return any(each.value == OpinionValue.OPINION_VALUE_UNFAVOURABLE for each in project.opinions)


def must_accept_again(project: Project) -> bool:
    """Whether the owner accepted before that opinion came in, by a vote that does not say two thirds."""
    vote, (part, whole) = project.acceptance, TWO_THIRDS
    enough = vote.votes_cast > 0 and vote.votes_for * whole >= vote.votes_cast * part
    return project.state == OPINIONS_RUNNING and needs_two_thirds(project) and not enough


def running_conciliation(project: Project) -> list[Conciliation]:
    """The conciliation that is named or sits; empty when none does."""
    return [each for each in project.conciliations if not each.HasField("close_time")][-1:]


def open_contests(project: Project) -> list[Contest]:
    """Those that no conciliation has answered, in the order of the project's."""
    return [each for each in project.contests if not each.HasField("answer")]
