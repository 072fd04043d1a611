"""Projects and wishes brought to every state that there is, by the people who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from archipel.projects.v1 import consent_pb2, consent_service_pb2, ownership_pb2
from archipel.projects.v1 import ownership_service_pb2 as own
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from tests.integration.projects.project.handing_over import (
    FULFILLED,
    LAPSED,
    offering,
    owned_by,
    seen,
    unwishing,
    wish_becomes,
    wishing,
)
from tests.integration.projects.project.test_learning import evaluating
from tests.integration.projects.project.world import CALL, GRENAY, HENIN, LOOS, World, body, euros, vote

Make = Callable[[World], Awaitable[Any]]


@dataclass(frozen=True)
class Wished:
    """A wish of the agglomeration about a project of Loos."""

    project: pb.Project
    wish: ownership_pb2.TransferWish


def shared_facts() -> facts.ProjectFacts:
    """Works on Loos's ground from which Grenay benefits too: Loos owns, its agglomeration is asked."""
    return facts.ProjectFacts(
        competence="6520",
        nature=facts.NATURE_PROGRAMME,
        works_area=[body(LOOS)],
        impact_area=[body(LOOS), body(GRENAY)],
        cost=euros(1_200_000),
        person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40")],
    )


async def drafted(world: World, **changes: Any) -> pb.Project:
    return await world.created(GRENAY, **{"facts": shared_facts(), **changes})


async def awaiting(world: World, **changes: Any) -> pb.Project:
    return await world.submitted(GRENAY, **{"facts": shared_facts(), **changes})


async def proposed(world: World, **changes: Any) -> pb.Project:
    project = await awaiting(world, **changes)
    joins = pb.ConfirmParticipationRequest(name=project.name, etag=project.etag, body=body(GRENAY))
    made: pb.Project = await world.do("grenay", "ConfirmParticipation", joins)
    return made


async def without_owner(world: World) -> pb.Project:
    """Works on both sides of a border: nobody may own it, and the other side is concerned."""
    plan = facts.ProjectFacts(
        competence="1035",
        nature=facts.NATURE_INVESTMENT,
        works_area=[body(LOOS), body(HENIN)],
        cost=euros(90_000),
    )
    project = await world.submitted(facts=plan, participants=[pb.Participant(body=body(HENIN))])
    joins = pb.ConfirmParticipationRequest(name=project.name, body=body(HENIN))
    made: pb.Project = await world.do("henin", "ConfirmParticipation", joins)
    return made


async def _voted(world: World, project: pb.Project) -> pb.Project:
    accepts = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
    made: pb.Project = await world.do("mayor", "AcceptOwnership", accepts)
    return made


async def opinions_running(world: World) -> pb.Project:
    return await _voted(world, await proposed(world))


async def contested(world: World) -> pb.Project:
    project = await proposed(world)
    objects = pb.ContestDecisionRequest(
        name=project.name,
        body=body(GRENAY),
        ground=consent_pb2.CONTEST_GROUND_PROXIMITY,
        text="Nos habitants ont été oubliés.",
    )
    made: pb.Project = await world.do("grenay", "ContestDecision", objects)
    return made


async def conciliation(world: World) -> pb.Project:
    project = await contested(world)
    sits = consent_service_pb2.ConveneConciliationRequest(name=project.name, body=body(CALL))
    made: pb.Project = await world.do("president", "ConveneConciliation", sits)
    return made


async def accepted(world: World, **changes: Any) -> pb.Project:
    return await _voted(world, await world.agreed(await proposed(world, **changes)))


async def restricted(world: World) -> pb.Project:
    return await accepted(world, restricted=True)


async def offered(world: World) -> pb.Project:
    project = await accepted(world)
    made: pb.Project = await world.do("mayor", "OfferTransfer", offering(project))
    return made


async def transferred(world: World) -> pb.Project:
    project = await offered(world)
    await world.do("president", "WishTransfer", wishing(project))
    return await owned_by(world, project, CALL)


async def evaluated(world: World) -> pb.Project:
    project = await accepted(world)
    made: pb.Project = await world.do("mayor", "EvaluateProject", evaluating(project))
    return made


async def withdrawn(world: World) -> pb.Project:
    project = await drafted(world)
    made: pb.Project = await world.do(
        "mayor", "WithdrawProject", pb.WithdrawProjectRequest(name=project.name)
    )
    return made


async def withdrawn_late(world: World) -> pb.Project:
    project = await proposed(world)
    made: pb.Project = await world.do(
        "mayor", "WithdrawProject", pb.WithdrawProjectRequest(name=project.name)
    )
    return made


PROJECT_STATES: Mapping[str, Make] = {
    "draft": drafted,
    "awaiting_partners": awaiting,
    "proposed": proposed,
    "without_owner": without_owner,
    "opinions_running": opinions_running,
    "contested": contested,
    "conciliation": conciliation,
    "accepted": accepted,
    "restricted": restricted,
    "offered": offered,
    "transferred": transferred,
    "evaluated": evaluated,
    "withdrawn": withdrawn,
    "withdrawn_late": withdrawn_late,
}


async def _wished(world: World, project: pb.Project) -> Wished:
    return Wished(project, await world.do("president", "WishTransfer", wishing(project)))


async def _reread(world: World, wished: Wished) -> Wished:
    """As both stand by now."""
    listed = await world.do("mayor", "ListWishes", own.ListWishesRequest(project=wished.project.name))
    wish = next(each for each in listed.wishes if each.name == wished.wish.name)
    return Wished(await seen(world, wished.project), wish)


async def standing(world: World) -> Wished:
    return await _wished(world, await accepted(world))


async def standing_restricted(world: World) -> Wished:
    return await _wished(world, await restricted(world))


async def wish_withdrawn(world: World) -> Wished:
    wished = await standing(world)
    await world.do("president", "WithdrawWish", unwishing(wished.wish))
    return await _reread(world, wished)


async def fulfilled(world: World) -> Wished:
    project = await offered(world)
    wished = await _wished(world, project)
    await wish_becomes(world, wished.wish, FULFILLED)
    return await _reread(world, wished)


async def lapsed(world: World) -> Wished:
    wished = await standing(world)
    says_no = own.DeclineWishRequest(name=wished.project.name, body=body(LOOS), wish=wished.wish.name)
    await world.do("mayor", "DeclineWish", says_no)
    await wish_becomes(world, wished.wish, LAPSED)
    return await _reread(world, wished)


WISH_STATES: Mapping[str, Make] = {
    "standing": standing,
    "standing_restricted": standing_restricted,
    "withdrawn": wish_withdrawn,
    "fulfilled": fulfilled,
    "lapsed": lapsed,
}
