"""Applications, campaigns and projects brought to every state that there is, by the people who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from archipel.projects.v1 import events_pb2, projects_pb2, subsidiarity_pb2
from chassis.domain import uuid7
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.labels.storage.tables import project_refs
from tests.integration.labels.world import a_campaign, a_project, decide_request, mark_request, today
from tests.security.answers import Who
from tests.security.cast import CALL, CHAIN, GRENAY, HENIN, LOOS, MAYOR, OF_POLE, POLE, STRANGER, at
from tests.security.place import Place

CHAIR = OF_POLE["elected"]
JURORS = tuple(Who(f"juror_{number}", at(POLE, "juror"), POLE) for number in (1, 2))
"""They have marked, wherever an application is brought that far."""

Make = Callable[[Place], Awaitable[Any]]


async def told(place: Place, **changes: Any) -> projects_pb2.Project:
    """A project of Loos that labels have heard of as it stands."""
    restricted = changes.pop("seen_by", CHAIN)
    project = a_project(
        **{
            "participants": [
                projects_pb2.Participant(body=f"territories/{GRENAY}", answer=projects_pb2.ANSWER_CONFIRMED)
            ],
            "concerned_bodies": [f"territories/{body}" for body in sorted(restricted)],
            **changes,
        }
    )
    await say(place, project)
    return project


async def say(place: Place, project: projects_pb2.Project) -> None:
    """The project as it stands now, and wait until labels keep it so."""
    await place.say("projects", project.name, events_pb2.ProjectSubmitted(project=project))
    state = projects_pb2.ProjectState.Name(project.state).removeprefix("PROJECT_STATE_").lower()
    wanted = select(project_refs.c.id).where(
        project_refs.c.id == project.name.partition("/")[2],
        project_refs.c.state == state,
        project_refs.c.restricted == project.restricted,
    )

    async def is_there() -> bool:
        async with place.service.foundation.engine.connect() as connection:
            return await connection.scalar(wanted) is not None

    await eventually(is_there, seconds=30)


async def a_call(place: Place, **changes: Any) -> pb.Campaign:
    asked = pb.OpenCampaignRequest(campaign=a_campaign(quota=0, **changes))
    opened: pb.Campaign = await place.do(CHAIR, "OpenCampaign", asked)
    return opened


def applying(campaign: str, project: str, body: str) -> pb.ApplyRequest:
    return pb.ApplyRequest(
        campaign=campaign, project=project, body=f"territories/{body}", statement="Une méthode qui essaime."
    )


async def submitted(place: Place, **changes: Any) -> apps.Application:
    project = await told(place, **changes)
    asked = applying((await a_call(place)).name, project.name, LOOS)
    made: apps.Application = await place.do(MAYOR, "Apply", asked)
    return made


async def instructed(place: Place, **changes: Any) -> apps.Application:
    """Two jurors have marked."""
    made = await submitted(place, **changes)
    for juror in JURORS:
        await place.do(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
        made = await place.do(juror, "MarkCriteria", mark_request(made.name))
    return made


def voting(name: str, **changes: Any) -> pb.DecideRequest:
    votes = [apps.BodyVotes(body=f"territories/{POLE}", in_favour=9)]
    return decide_request(name, **{"votes": votes, **changes})


async def awarded(place: Place) -> apps.Application:
    made: apps.Application = await place.do(CHAIR, "Decide", voting((await instructed(place)).name))
    return made


async def restricted(place: Place) -> apps.Application:
    marked = await instructed(place, restricted=True)
    made: apps.Application = await place.do(CHAIR, "Decide", voting(marked.name))
    return made


async def deferred(place: Place) -> apps.Application:
    marked = await instructed(place)
    wanted = voting(
        marked.name, outcome=apps.OUTCOME_DEFERRED, stage="", demands=["Chiffrer."], support_days="5"
    )
    made: apps.Application = await place.do(CHAIR, "Decide", wanted)
    return made


async def refused(place: Place) -> apps.Application:
    marked = await instructed(place)
    wanted = voting(marked.name, outcome=apps.OUTCOME_REFUSED, stage="", reason="Trop tôt.")
    made: apps.Application = await place.do(CHAIR, "Decide", wanted)
    return made


async def withdrawn(place: Place) -> apps.Application:
    marked = await instructed(place)
    taken = pb.WithdrawApplicationRequest(name=marked.name)
    made: apps.Application = await place.do(MAYOR, "WithdrawApplication", taken)
    return made


APPLICATION_STATES: Mapping[str, Make] = {
    "submitted": submitted,
    "in_instruction": instructed,
    "awarded": awarded,
    "restricted": restricted,
    "deferred": deferred,
    "refused": refused,
    "withdrawn": withdrawn,
}


@dataclass(frozen=True)
class Candidate:
    """A project that may apply in a campaign, or may not."""

    project: str
    campaign: str


def candidate(opens: int = -10, closes: int = 80, **changes: Any) -> Make:
    async def make(place: Place) -> Candidate:
        project = await told(place, **changes)
        days = {
            "opens": date_to_wire(today() + timedelta(days=opens)),
            "closes": date_to_wire(today() + timedelta(days=closes)),
        }
        return Candidate(project.name, (await a_call(place, **days)).name)

    return make


async def applied(place: Place) -> Candidate:
    made = await submitted(place)
    return Candidate(made.project, made.campaign)


def owned_by(body: str) -> subsidiarity_pb2.Decision:
    owner = subsidiarity_pb2.Owner(kind=subsidiarity_pb2.OWNER_KIND_BODY, body=f"territories/{body}")
    return subsidiarity_pb2.Decision(owner=owner)


CANDIDATE_STATES: Mapping[str, Make] = {
    "ready": candidate(),
    "accepted": candidate(state=projects_pb2.PROJECT_STATE_ACCEPTED),
    "accepted_restricted": candidate(state=projects_pb2.PROJECT_STATE_ACCEPTED, restricted=True),
    "owned_by_the_call": candidate(state=projects_pb2.PROJECT_STATE_ACCEPTED, decision=owned_by(CALL)),
    "withdrawn": candidate(state=projects_pb2.PROJECT_STATE_WITHDRAWN),
    "too_early": candidate(opens=1),
    "too_late": candidate(opens=-30, closes=-1),
    "applied": applied,
}


def called(opens: int, closes: int) -> Make:
    """A campaign between two days, counted from today."""

    async def make(place: Place) -> pb.Campaign:
        first, last = (date_to_wire(today() + timedelta(days=day)) for day in (opens, closes))
        return await a_call(place, opens=first, closes=last)

    return make


CAMPAIGN_STATES: Mapping[str, Make] = {
    "announced": called(1, 9),
    "open": called(-1, 9),
    "closed": called(-9, -1),
}


async def of_henin(place: Place) -> apps.Application:
    """An application that nobody of the chain below the pole may know of."""
    project = await told(
        place,
        name=f"projects/{uuid7()}",
        lead=f"territories/{HENIN}",
        decision=owned_by(HENIN),
        participants=[],
        seen_by={HENIN},
        restricted=True,
    )
    asked = applying((await a_call(place)).name, project.name, HENIN)
    made: apps.Application = await place.do(STRANGER, "Apply", asked)
    return made
