"""Events: ours on their way to the wire, and those of projects on their way from it."""

from __future__ import annotations

from google.protobuf.message import Message

from archipel.labels.v1 import events_pb2 as pb
from archipel.projects.v1 import events_pb2 as project_events
from archipel.projects.v1 import project_facts_pb2 as facts_pb
from archipel.projects.v1 import projects_pb2, subsidiarity_pb2
from chassis.domain import Caller
from services.labels.convert.resources import application_to_proto, campaign_to_proto
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign
from services.labels.domain.disclosure import Shown, disclosed
from services.labels.domain.events import (
    ApplicationAwarded,
    ApplicationDeferred,
    ApplicationEvent,
    ApplicationInterestsDeclared,
    ApplicationMarked,
    ApplicationOpinionGiven,
    ApplicationRefused,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CampaignOpened,
)
from services.labels.domain.project_ref import ProjectRef

_PLAIN: dict[type[ApplicationEvent], type[Message]] = {
    ApplicationSubmitted: pb.ApplicationSubmitted,
    ApplicationInterestsDeclared: pb.ApplicationInterestsDeclared,
    ApplicationMarked: pb.ApplicationMarked,
    ApplicationAwarded: pb.ApplicationAwarded,
    ApplicationDeferred: pb.ApplicationDeferred,
    ApplicationRefused: pb.ApplicationRefused,
    ApplicationWithdrawn: pb.ApplicationWithdrawn,
}
"""Events that carry the application and nothing beside."""

_NOBODY = Caller()

ProjectEvent = (
    project_events.ProjectDrafted
    | project_events.ProjectUpdated
    | project_events.ParticipationAsked
    | project_events.ParticipationConfirmed
    | project_events.ParticipationDeclined
    | project_events.ProjectSubmitted
    | project_events.OwnershipAccepted
    | project_events.OpinionGiven
    | project_events.OpinionsDeemed
    | project_events.DecisionSettled
    | project_events.DecisionContested
    | project_events.ConciliationConvened
    | project_events.ConciliationConcluded
    | project_events.TransferOffered
    | project_events.TransferOfferWithdrawn
    | project_events.TransferWishDeclined
    | project_events.OwnershipTransferred
    | project_events.ReturnClauseReached
    | project_events.ReviewDue
    | project_events.ProjectEvaluated
    | project_events.ProjectWithdrawn
)
"""Every event of the kind `projects`; each carries the whole project."""


def campaign_event_to_proto(campaign: Campaign, event: CampaignOpened) -> Message:
    return pb.CampaignOpened(campaign=campaign_to_proto(campaign, event.on))


def application_event_to_proto(application: Application, event: ApplicationEvent) -> Message:
    """The application as nobody in particular may read it: the event goes to the applicant's node too."""
    resource = application_to_proto(Shown(application, disclosed(application, _NOBODY, None)))
    if isinstance(event, ApplicationOpinionGiven):
        return pb.ApplicationOpinionGiven(application=resource, committee=event.committee)
    return _PLAIN[type(event)](application=resource)


def application_audience(application: Application) -> list[str]:
    """Codes of the bodies that may see the event; none means everybody."""
    return [] if application.public else sorted(application.insiders)


def project_ref_of(event: ProjectEvent) -> ProjectRef:
    """The copy that labels keep of the project that an event of projects carries."""
    project = event.project
    owner = project.decision.owner
    return ProjectRef(
        id=_code(project.name),
        title=project.title,
        lead=_code(project.lead),
        owner=_code(owner.body) if owner.kind == subsidiarity_pb2.OWNER_KIND_BODY else "",
        participants=frozenset(
            _code(participant.body)
            for participant in project.participants
            if participant.answer == projects_pb2.ANSWER_CONFIRMED
        ),
        state=projects_pb2.ProjectState.Name(project.state).removeprefix("PROJECT_STATE_").lower(),
        restricted=project.restricted,
        synthetic=project.synthetic,
        facts=_facts(project.facts),
        concerned=frozenset(map(_code, project.concerned_bodies)),
        co_owners=_parties(project.decision, subsidiarity_pb2.ROLE_CO_OWNER),
        co_funders=_parties(project.decision, subsidiarity_pb2.ROLE_CO_FUNDER),
    )


def _parties(decision: subsidiarity_pb2.Decision, role: subsidiarity_pb2.Role.ValueType) -> frozenset[str]:
    return frozenset(held.party for held in decision.roles if held.role == role)


def _facts(facts: facts_pb.ProjectFacts) -> dict[str, str]:
    """What conditions of a grid may look at; a fact left out has the default that its proto states."""
    nature = facts.nature or facts_pb.NATURE_APPROACH
    equipment = facts.equipment if facts.HasField("equipment") else nature == facts_pb.NATURE_INVESTMENT
    return {
        "nature": facts_pb.Nature.Name(nature).removeprefix("NATURE_").lower(),
        "equipment": str(equipment).lower(),
        "needs_involvement": str(facts.needs_involvement).lower(),
        "experiment": str(facts.experiment).lower(),
    }


def _code(name: str) -> str:
    return name.rpartition("/")[2]
