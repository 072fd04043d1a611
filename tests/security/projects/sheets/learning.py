"""LearningService: evaluations of projects of Loos, and principles of its agglomeration."""

from __future__ import annotations

from typing import Any

from archipel.projects.v1 import learning_service_pb2 as pb
from archipel.projects.v1 import ownership_pb2, projects_pb2
from tests.integration.projects.project.test_learning import evaluating
from tests.integration.projects.project.world import CAHC, CALL, POLE, body, vote
from tests.security.answers import EVERYBODY, OK, Answer, Who, forbidden, refused
from tests.security.matrix import Row, Sheet
from tests.security.projects.sheets.ownership import NOT_THE_OWNER, by_the_owner
from tests.security.projects.sheets.projects import ELECTED, for_the_body
from tests.security.projects.sheets.who_sees import ALL, inside, past
from tests.security.projects.staged_rules import PRINCIPLE_STATES, proposing

PUBLIC = dict.fromkeys(PRINCIPLE_STATES, ALL)


def _propose(who: Who) -> Answer:
    """Who sees several experiences: an agglomeration, or the pole."""
    return OK if who.home in (CALL, CAHC, POLE) else forbidden("LEVEL_CANNOT_PROPOSE", body=who.home)


def _of_the_proposer(*states: str) -> Any:
    def then(who: Who, state: str) -> Answer:
        if state not in states:
            return refused("STATE_FORBIDS")
        return OK if who.home == CALL else forbidden("NOT_THE_PROPOSER", owner=CALL)

    return past(ELECTED, PUBLIC, then)


def _experienced(
    page: pb.ListExperiencesResponse, project: projects_pb2.Project, _: Who, state: str
) -> str | None:
    there = project.name in {each.name for each in page.projects}
    return None if there == (state == "evaluated") else f"the list {'shows' if there else 'lacks'} it"


def _listed(page: pb.ListPrinciplesResponse, made: ownership_pb2.Principle, *_: object) -> str | None:
    return None if made.name in {each.name for each in page.principles} else "the list lacks it"


LEARNING_SHEET: Sheet = {
    "EvaluateProject": Row(
        "project",
        lambda project, who: evaluating(project, who.home),
        for_the_body(by_the_owner(OK), NOT_THE_OWNER),
    ),
    "ListExperiences": Row(
        "project",
        lambda *_: pb.ListExperiencesRequest(page_size=200),
        inside(EVERYBODY, lambda _: OK),
        reads=True,
        anew=True,
        shows=_experienced,
    ),
    "ProposePrinciple": Row(
        "experiences",
        lambda experiences, who: proposing(experiences, who.home),
        inside(ELECTED, _propose),
    ),
    "AdoptPrinciple": Row(
        "principle",
        lambda made, who: pb.AdoptPrincipleRequest(
            name=made.name, etag=made.etag, body=body(who.home), deliberation=vote()
        ),
        _of_the_proposer("proposed"),
    ),
    "WithdrawPrinciple": Row(
        "principle",
        lambda made, who: pb.WithdrawPrincipleRequest(name=made.name, etag=made.etag, body=body(who.home)),
        _of_the_proposer("proposed", "adopted"),
    ),
    "ListPrinciples": Row(
        "principle",
        lambda *_: pb.ListPrinciplesRequest(page_size=200),
        inside(EVERYBODY, lambda _: OK),
        reads=True,
        anew=True,
        shows=_listed,
    ),
}
