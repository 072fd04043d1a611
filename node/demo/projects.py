"""Chapter two: projects of the neighbours, at several states, from the facts of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from archipel.projects.v1 import consent_pb2, consent_service_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as wire
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from node.demo.stage import Stage, day, euros, territory
from node.personas import CALL, POLE

LOOS, GRENAY, LIEVIN, LENS = "62528", "62386", "62510", "62498"
SPEAKS = {
    LOOS: "maire.loos",
    GRENAY: "maire.grenay",
    LIEVIN: "maire.lievin",
    LENS: "maire.lens",
    CALL: "presidence.call",
    POLE: "presidence.pole",
}
"""Who acts for a body of the story."""


@dataclass(frozen=True)
class Tale:
    """A project and how far its story goes: "draft", "submitted", "accepted" or "contested"."""

    key: str
    lead: str
    title: str
    summary: str
    facts: facts.ProjectFacts
    end: str
    joins: tuple[str, ...] = ()


def days(**skills: str) -> list[facts.PersonDays]:
    return [
        facts.PersonDays(skill=facts.Skill.Value(f"SKILL_{name.upper()}"), days=number)
        for name, number in skills.items()
    ]


def places(*codes: str) -> list[str]:
    return [territory(code) for code in codes]


def shown(criterion: str, document: str, gain: str = "") -> facts.Evidence:
    return facts.Evidence(
        criterion=facts.ScaleCriterion.Value(f"SCALE_CRITERION_{criterion}"), document=document, gain=gain
    )


TALES = (
    Tale(
        "food",
        CALL,
        "Programme d’alimentation durable VITAL",
        "Né à Loos-en-Gohelle, le programme relie maraîchers, cantines et habitants à l’échelle du bassin.",
        facts.ProjectFacts(
            competence="7555",
            nature=facts.NATURE_PROGRAMME,
            initiator=facts.INITIATOR_AGGLOMERATION,
            works_area=places(LOOS, LIEVIN, LENS),
            origin=territory(LOOS),
            programme=True,
            lots=["Ceinture maraîchère", "Cantines", "Ateliers de cuisine"],
            cost=euros(310_000),
            needs_involvement=True,
            evidence=[
                shown("BASIN_MARKET", "Étude du bassin alimentaire, 2025"),
                shown("MUTUALISATION_GAIN", "Groupement d’achat des cantines, bilan 2025", "0.20"),
            ],
        ),
        "accepted",
    ),
    Tale(
        "belt",
        LIEVIN,
        "Ceinture verte : quinze kilomètres de chemins",
        "Relier les cités, les écoles et les terrils par un chemin continu, à pied et à vélo.",
        facts.ProjectFacts(
            competence="6035",
            nature=facts.NATURE_INVESTMENT,
            works_area=places(LIEVIN),
            cost=euros(420_000),
            needs_involvement=True,
            label="euralens",
        ),
        "accepted",
    ),
    Tale(
        "rehab",
        GRENAY,
        "Accompagner la rénovation des maisons de la cité 5",
        "Aller voir chaque famille, monter les dossiers et grouper les travaux d’isolation.",
        facts.ProjectFacts(
            competence="6520",
            nature=facts.NATURE_FACILITATION,
            works_area=places(GRENAY),
            cost=euros(48_000),
            person_days=days(engineering="30", facilitation="8"),
            needs_involvement=True,
            communes_with_same_need=5,
        ),
        "accepted",
    ),
    Tale(
        "swales",
        GRENAY,
        "Noues pour l’eau de pluie, rue de Béthune",
        "Laisser l’eau s’infiltrer dans des fossés plantés plutôt que d’agrandir les tuyaux.",
        facts.ProjectFacts(
            competence="1520",
            nature=facts.NATURE_INVESTMENT,
            works_area=places(GRENAY),
            cost=euros(130_000),
        ),
        "submitted",
    ),
    Tale(
        "order",
        LENS,
        "Commande groupée de panneaux solaires pour les écoles",
        "Acheter ensemble, avec un seul cahier des charges, pour une dizaine d’écoles.",
        facts.ProjectFacts(
            competence="1035",
            nature=facts.NATURE_ORDER,
            works_area=places(LENS, LIEVIN),
            cost=euros(260_000),
            communes_with_same_need=2,
        ),
        "submitted",
        joins=(LIEVIN,),
    ),
    Tale(
        "flowers",
        LENS,
        "Jardinières de la rue Lanoy",
        "La ville plante, les habitants arrosent : une charte signée à deux.",
        facts.ProjectFacts(
            competence="7575",
            nature=facts.NATURE_APPROACH,
            initiator=facts.INITIATOR_INHABITANTS,
            works_area=places(LENS),
            cost=euros(500),
            two_sided_charter=True,
            partners=[facts.Party(kind=facts.PARTY_KIND_INHABITANTS, title="Habitants de la rue Lanoy")],
        ),
        "accepted",
    ),
    Tale(
        "zone",
        LIEVIN,
        "Une pépinière d’entreprises au pied du terril",
        "Réhabiliter un ancien bâtiment de la mine pour de jeunes entreprises.",
        facts.ProjectFacts(
            competence="4005",
            nature=facts.NATURE_INVESTMENT,
            works_area=places(LIEVIN),
            cost=euros(890_000),
        ),
        "contested",
    ),
    Tale(
        "house",
        LENS,
        "Maison de quartier de la cité 12",
        "Un premier jet, à discuter avec les habitants au printemps.",
        facts.ProjectFacts(competence="7575", nature=facts.NATURE_INVESTMENT, works_area=places(LENS)),
        "draft",
    ),
)


async def tell(stage: Stage) -> dict[str, str]:
    """Tell every tale; the names of the projects by key."""
    return {tale.key: (await told(stage, tale)).name for tale in TALES}


async def told(stage: Stage, tale: Tale) -> wire.Project:
    stub = stage.stub("projects", ProjectsServiceStub)
    lead = SPEAKS[tale.lead]
    project: wire.Project = await stage.do(
        lead, stub.CreateProject, wire.CreateProjectRequest(project=drafted(tale))
    )
    if tale.end == "draft":
        return project
    project = await stage.do(
        lead, stub.SubmitProject, wire.SubmitProjectRequest(name=project.name, etag=project.etag)
    )
    for body in tale.joins:
        request = wire.ConfirmParticipationRequest(name=project.name, etag=project.etag, body=territory(body))
        project = await stage.do(SPEAKS[body], stub.ConfirmParticipation, request)
    if tale.end == "accepted":
        return await accepted(stage, project, tale)
    if tale.end == "contested":
        contest = wire.ContestDecisionRequest(
            name=project.name,
            etag=project.etag,
            body=territory(tale.lead),
            ground=consent_pb2.CONTEST_GROUND_PROXIMITY,
            text="La commune connaît ces entreprises et tient à suivre le projet elle-même.",
        )
        project = await stage.do(lead, stub.ContestDecision, contest)
    return project


async def accepted(stage: Stage, project: wire.Project, tale: Tale) -> wire.Project:
    stub = stage.stub("projects", ProjectsServiceStub)
    deliberation = consent_pb2.Deliberation(
        date=day(stage.day - timedelta(days=9)), reference=f"{stage.day.year}-{len(tale.title):03d}"
    )
    request = wire.AcceptOwnershipRequest(
        name=project.name, etag=project.etag, body=territory(tale.lead), deliberation=deliberation
    )
    done: wire.Project = await stage.do(SPEAKS[tale.lead], stub.AcceptOwnership, request)
    return await agreed(stage, done)


async def agreed(stage: Stage, project: wire.Project) -> wire.Project:
    """Every body that the decision waits for says yes."""
    stub = stage.stub("projects", ConsentServiceStub)
    for opinion in project.opinions:
        request = consent_service_pb2.GiveOpinionRequest(
            name=project.name,
            etag=project.etag,
            body=opinion.body,
            value=consent_pb2.OPINION_VALUE_FAVOURABLE,
        )
        who = SPEAKS[opinion.body.removeprefix("territories/")]
        project = await stage.do(who, stub.GiveOpinion, request)
    return project


def drafted(tale: Tale) -> wire.Project:
    return wire.Project(
        title=tale.title,
        summary=tale.summary,
        lead=territory(tale.lead),
        participants=[wire.Participant(body=territory(body)) for body in tale.joins],
        facts=tale.facts,
    )
