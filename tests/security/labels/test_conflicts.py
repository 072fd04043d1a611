"""Who speaks for a body that carries a project, by their own role or a lent one, over the running service."""

from __future__ import annotations

from uuid import uuid4

from grpc import StatusCode

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from archipel.projects.v1 import projects_pb2, subsidiarity_pb2
from chassis.testing.running import refusal
from tests.integration.labels.world import a_project, mark_request
from tests.security.answers import Who
from tests.security.cast import CALL, LOOS, POLE, at
from tests.security.labels.staged import CHAIR, JURORS, instructed, say, voting
from tests.security.stage import PlaceStage


def a_juror(*groups: str) -> Who:
    return Who(f"juror_{uuid4()}", (*at(POLE, "juror"), *groups), POLE)


async def marked_by(stage: PlaceStage, juror: Who) -> apps.Application:
    """The two others have marked too."""
    made = await instructed(stage.place)
    await stage.place.do(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
    marked: apps.Application = await stage.place.do(juror, "MarkCriteria", mark_request(made.name))
    return marked


async def test_a_juror_who_stands_in_at_the_applicant_since_marking_counts_no_more(stage: PlaceStage) -> None:
    juror = a_juror()
    made = await marked_by(stage, juror)
    await stage.place.lend(juror)
    await stage.place.has_lent(juror)
    refused = await refusal(stage.place.do(juror, "MarkCriteria", mark_request(made.name)))
    assert (refused.code, refused.reason) == (StatusCode.PERMISSION_DENIED, "CONFLICT_OF_INTEREST")
    assert refused.metadata["bodies"] == LOOS
    decided = await stage.place.do(CHAIR, "Decide", voting(made.name))
    assert {sheet.juror for sheet in decided.sheets} == {f"people/{each.id}" for each in JURORS}


async def test_too_few_jurors_are_left_once_one_stands_in_at_the_applicant(stage: PlaceStage) -> None:
    made = await instructed(stage.place)
    others = [a_juror() for _ in JURORS]
    for number, juror in enumerate(JURORS):
        # Who marked withdraws, and somebody else marks in their place.
        conflict = pb.DeclareInterestsRequest(name=made.name, conflict=True, text="Je n’avais pas vu.")
        await stage.place.do(juror, "DeclareInterests", conflict)
        other = others[number]
        await stage.place.do(other, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
        await stage.place.do(other, "MarkCriteria", mark_request(made.name))
    await stage.place.lend(others[0], "project_manager")
    await stage.place.has_lent(others[0])
    refused = await refusal(stage.place.do(CHAIR, "Decide", voting(made.name)))
    assert (refused.reason, refused.metadata) == ("JURORS_MISSING", {"minimum": "2", "marked": "1"})


async def test_marks_of_a_body_that_co_owns_or_co_funds_the_project_since_then_count_no_more(
    stage: PlaceStage,
) -> None:
    for role in (subsidiarity_pb2.ROLE_CO_OWNER, subsidiarity_pb2.ROLE_CO_FUNDER):
        juror = a_juror(*at(CALL, "agent"))
        made = await marked_by(stage, juror)
        again = a_project(name=made.project, state=projects_pb2.PROJECT_STATE_OPINIONS_RUNNING)
        again.decision.roles.add(party=CALL, role=role)
        await say(stage.place, again)
        refused = await refusal(stage.place.do(juror, "MarkCriteria", mark_request(made.name)))
        assert refused.metadata["bodies"] == CALL
        decided = await stage.place.do(CHAIR, "Decide", voting(made.name))
        assert f"people/{juror.id}" not in {sheet.juror for sheet in decided.sheets}
