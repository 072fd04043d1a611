"""One thing of each kind that others made and that almost nobody of the cast may know of."""

from __future__ import annotations

from collections.abc import Mapping

from archipel.identity.v1 import identity_pb2
from archipel.identity.v1.delegations_pb2_grpc import DelegationServiceStub
from archipel.projects.v1 import charters_pb2, consent_pb2, consent_service_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from services.projects.domain.simulation import SimulationState
from tests.integration.projects.project.handing_over import offering, wishing
from tests.integration.projects.project.world import CAHC, HENIN, LIEVIN, body, euros, vote
from tests.security.answers import Who
from tests.security.projects.cast import at
from tests.security.projects.kinds import Kind
from tests.security.projects.stage import ProjectStage
from tests.security.projects.staged_delegations import lending, standin
from tests.security.projects.staged_records import alone
from tests.security.projects.staged_rules import begun, text_of

LIEVIN_MAYOR = Who("lievin", at(LIEVIN, "elected"), LIEVIN)
"""Nobody else of the cast has a role there."""


async def hidden_things(stage: ProjectStage) -> Mapping[Kind, str]:
    """Names, and the id of an offer: drafts of Liévin, and what Hénin and its agglomeration agree on between
    themselves.
    """
    draft = pb.CreateProjectRequest(project=pb.Project(title="Un parc", lead=body(LIEVIN)))
    rules = charters_pb2.CreateCharterRequest(body=body(LIEVIN), text=text_of(LIEVIN))
    charter = await stage.do(LIEVIN_MAYOR, CharterServiceStub, "CreateCharter", rules)
    offered, wished = await _restricted(stage), await _restricted(stage)
    offered = await stage.world.do("henin", "OfferTransfer", offering(offered, HENIN, CAHC))
    wish = await stage.do("cahc", OwnershipServiceStub, "WishTransfer", wishing(wished, CAHC))
    return {
        Kind.PROJECTS: (await stage.world.do("lievin", "CreateProject", draft)).name,
        Kind.CHARTERS: charter.name,
        Kind.SIMULATIONS: (await begun(stage, charter.name, SimulationState.DONE, LIEVIN)).name,
        Kind.WISHES: wish.name,
        Kind.OFFER: offered.offer.id,
        Kind.PEOPLE: (await alone(stage)).name,
        Kind.DELEGATIONS: (await _lent(stage)).name,
    }


async def _lent(stage: ProjectStage) -> identity_pb2.Delegation:
    request = lending(await standin(stage), LIEVIN, "elected")
    made: identity_pb2.Delegation = await stage.do(
        LIEVIN_MAYOR, DelegationServiceStub, "CreateDelegation", request
    )
    return made


async def _restricted(stage: ProjectStage) -> pb.Project:
    """A final project of Hénin that its chain alone sees."""
    works = facts.ProjectFacts(
        competence="6520",
        nature=facts.NATURE_PROGRAMME,
        works_area=[body(HENIN)],
        cost=euros(1_200_000),
        person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40")],
    )
    project = pb.Project(title="Une halle", lead=body(HENIN), facts=works, restricted=True)
    made = await stage.world.do("henin", "CreateProject", pb.CreateProjectRequest(project=project))
    made = await stage.world.do("henin", "SubmitProject", pb.SubmitProjectRequest(name=made.name))
    for opinion in made.opinions:
        assert opinion.body == body(CAHC)
        agrees = consent_service_pb2.GiveOpinionRequest(
            name=made.name, body=body(CAHC), value=consent_pb2.OPINION_VALUE_FAVOURABLE
        )
        await stage.do("cahc", ConsentServiceStub, "GiveOpinion", agrees)
    accepts = pb.AcceptOwnershipRequest(name=made.name, body=body(HENIN), deliberation=vote())
    final: pb.Project = await stage.world.do("henin", "AcceptOwnership", accepts)
    assert final.state == pb.PROJECT_STATE_ACCEPTED
    return final
