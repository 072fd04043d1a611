"""VITAL, from Loos-en-Gohelle to the agglomeration: born in the commune as an experiment, evaluated, moved up
with the consent of both councils, the commune co-owner. The chain stays readable to the end.
"""

from __future__ import annotations

from typing import Any

import grpc

from archipel.projects.v1 import learning_service_pb2 as learning
from archipel.projects.v1 import ownership_pb2 as ownership
from archipel.projects.v1 import ownership_service_pb2 as moving
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2 as sub
from chassis.testing.waiting import eventually
from tests.e2e.cast import CALL, LIEVIN, LOOS, MAYOR, PRESIDENT, Cast, body
from tests.e2e.tales import agreed, submitted, vote


def vital() -> pb.Project:
    """Food: works in one commune, effects over the basin, a market shown, and an experiment."""
    return pb.Project(
        title="VITAL, vers une alimentation durable",
        summary="Des maraîchers, des cantines et des habitants qui cuisinent ensemble.",
        lead=body(LOOS),
        facts=facts.ProjectFacts(
            competence="7555",
            nature=facts.NATURE_APPROACH,
            works_area=[body(LOOS)],
            impact_area=[body(LOOS), body(LIEVIN)],
            experiment=True,
            person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40")],
            needs_involvement=True,
            evidence=[
                facts.Evidence(
                    criterion=facts.SCALE_CRITERION_BASIN_MARKET, document="Étude du bassin alimentaire"
                )
            ],
        ),
    )


async def born(cast: Cast) -> pb.Project:
    """Submitted by Loos, agreed to by whom it concerns, accepted by its council."""
    proposed = await agreed(cast, await submitted(cast, vital()))
    accept = pb.AcceptOwnershipRequest(
        name=proposed.name,
        etag=proposed.etag,
        body=body(LOOS),
        deliberation=vote("2026-10-011"),
        expected_results="Dix maraîchers installés et trois cantines servies.",
    )
    made: pb.Project = await cast.ask(MAYOR, "projects", "AcceptOwnership", accept)
    return made


async def read(cast: Cast, name: str) -> pb.Project:
    found: pb.Project = await cast.ask(MAYOR, "projects", "GetProject", pb.GetProjectRequest(name=name))
    return found


def roles(decision: sub.Decision) -> set[tuple[str, Any]]:
    return {(held.party, held.role) for held in decision.roles}


def evaluate(project: pb.Project, **changes: Any) -> learning.EvaluateProjectRequest:
    return learning.EvaluateProjectRequest(
        **{
            "name": project.name,
            "etag": project.etag,
            "body": body(LOOS),
            "class": ownership.EVALUATION_CLASS_SUCCEEDED,
            "results": "Douze maraîchers, quatre cantines.",
            "lessons": "Le marché est celui du bassin : une commune seule ne peut pas le tenir.",
            "outcome": ownership.EVALUATION_OUTCOME_REOPEN,
            "experiment_ended": True,
            **changes,
        }
    )


def offer(project: pb.Project) -> moving.OfferTransferRequest:
    return moving.OfferTransferRequest(
        name=project.name,
        etag=project.etag,
        body=body(LOOS),
        to=body(CALL),
        reason=ownership.TRANSFER_REASON_EVALUATION,
        text="L’expérience a réussi, le bassin la reprend.",
        deliberation=vote("2026-11-020"),
    )


async def test_vital_is_born_in_the_commune_and_moves_up_with_the_consent_of_both(cast: Cast) -> None:
    project = await born(cast)
    assert project.state == pb.PROJECT_STATE_ACCEPTED
    assert (project.owner, project.epoch) == (body(LOOS), 1)
    assert project.expected_results
    assert project.review_date.year
    assert (CALL, sub.ROLE_ENGINEERING_SUPPORT) in roles(project.decision)
    suspended = next(rule for rule in project.decision.rules if rule.id == "R4")
    assert not suspended.fired
    assert "expérimentation" in suspended.because

    evaluated = await cast.ask(MAYOR, "learning", "EvaluateProject", evaluate(project))
    assert evaluated.reassessment.owner.body == body(CALL)
    assert evaluated.owner == body(LOOS), "an evaluation moves nothing"

    offered = await cast.ask(MAYOR, "ownership", "OfferTransfer", offer(evaluated))
    assert offered.offer.to == body(CALL)
    assert offered.owner == body(LOOS), "who offers stays owner"

    wish = moving.WishTransferRequest(
        project=project.name,
        body=body(CALL),
        offer=offered.offer.id,
        reason=ownership.TRANSFER_REASON_EVALUATION,
        deliberation=vote("CC-2026-131"),
    )
    said = await cast.ask(PRESIDENT, "ownership", "WishTransfer", wish)
    assert said.project == project.name

    async def moved() -> pb.Project | None:
        found = await read(cast, project.name)
        return found if found.owner == body(CALL) else None

    now = await eventually(moved)
    assert now is not None
    assert now.epoch == 2
    assert not now.HasField("offer")
    assert now.decision.owner.body == body(CALL)
    assert {(LOOS, sub.ROLE_CO_OWNER), (LOOS, sub.ROLE_LOCAL_RELAY)} <= roles(now.decision)
    assert [decision.owner.body for decision in now.past_decisions] == [body(LOOS)]
    assert [(link.owner, link.epoch) for link in now.ownership] == [(body(LOOS), 1), (body(CALL), 2)]
    assert now.ownership[1].reason == ownership.TRANSFER_REASON_EVALUATION

    history = await cast.ask(
        MAYOR,
        "projects",
        "ListProjectHistory",
        pb.ListProjectHistoryRequest(name=project.name, page_size=100),
    )
    told = [entry.type for entry in history.entries]
    chain = ["ProjectSubmitted", "ProjectEvaluated", "TransferOffered", "OwnershipTransferred"]
    assert [event for event in told if event in chain] == chain

    refused = await cast.refused(
        MAYOR, "learning", "EvaluateProject", evaluate(now, outcome=ownership.EVALUATION_OUTCOME_CONFIRM)
    )
    assert refused.code == grpc.StatusCode.PERMISSION_DENIED, "the commune is owner no more"
