"""Every page and every act of the portal, and who gets which answer; test_every_route.py holds it against
the routes there are. Services are fakes here that hide and refuse as the real ones do (tests/security asks
those).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import urlencode

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from archipel.labels.v1.labels_pb2 import Campaign
from archipel.projects.v1.charters_pb2 import CharterState, ListChartersResponse
from archipel.projects.v1.coverage_pb2 import Coverage
from archipel.projects.v1.learning_service_pb2 import ListExperiencesResponse
from archipel.projects.v1.register_pb2 import WhoHoldsResponse
from archipel.projects.v1.territories_pb2 import ListHoldingsResponse
from chassis.domain import DomainError, Forbidden, Hidden, msg
from services.portal.views.register_form import identity
from tests.integration.portal import rule_samples, samples
from tests.integration.portal.services import ADD, DEFAULTS
from tests.integration.portal.test_delegation_pages import lent
from tests.integration.portal.test_pages import DRAFT, FIVE, framework
from tests.unit.portal.territory import CALL, LOOS

ADOPTED = CharterState.CHARTER_STATE_ADOPTED
ID = samples.ID
PLACES = {"id": ID, "code": LOOS, "wish": ID, "line": "2", "name": "archipel.css"}

DENIED = Forbidden("ROLE_MISSING", msg("Il faut le rôle « elected » auprès de 62528."))
HIDDEN = Hidden("NOT_FOUND", msg("Cette fiche n’existe pas."))

VOTE = {"deliberation.date": "2026-11-22", "deliberation.reference": "2026-118"}
HOLDING = identity(rule_samples.holding())
LINE = urlencode(HOLDING)
ACTING = "{acting}"
"""In a form: the body that its sender acts for."""


@dataclass(frozen=True)
class Shown:
    """A page: its status for nobody, for somebody of another body, for somebody of the right one. `reads` is
    the RPC whose answer the services hide from the first two.
    """

    nobody: int = 200
    other: int = 200
    right: int = 200
    reads: str = ""
    query: str = ""


@dataclass(frozen=True)
class Done:
    """An act: the RPC that it leads to, the form that gets there, and the status for each of the three. Where
    `verb` is empty no service is asked.
    """

    verb: str = ""
    form: Mapping[str, str | list[str]] = field(default_factory=dict)
    nobody: int = 303
    other: int = 403
    right: int = 303
    answer: Message | None = None
    """What the RPC answers; needed where two services have one of the same name."""


OPEN = Shown()
MINE = Shown(nobody=303)
"""For whoever is signed in, about themselves or their own body."""
PROJECT = Shown(nobody=404, other=404, reads="GetProject")

PAGES: Mapping[str, Shown] = {
    "/": OPEN,
    "/healthz": OPEN,
    "/static/{name}": OPEN,
    "/direct": OPEN,
    "/connexion": Shown(303, 303, 303),
    "/auth/callback": Shown(303, 303, 303),
    "/auth/frontchannel-logout": Shown(400, 400, 400),
    "/saisie": Shown(404, 404, 404),
    "/mon-espace": MINE,
    "/mon-espace/choix": MINE,
    "/mon-espace/delegations": MINE,
    "/mon-espace/delegations/nouvelle": MINE,
    "/mon-espace/delegations/{id}/fin": Shown(303, 404, reads="GetDelegation"),
    "/mon-espace/mes-donnees": MINE,
    "/mon-espace/mes-donnees/lire": MINE,
    "/mon-espace/mes-donnees/fichier": MINE,
    "/mon-espace/mes-donnees/effacer": MINE,
    "/collectivites": OPEN,
    "/collectivites/{code}": OPEN,
    "/projets/nouveau": MINE,
    "/projets/{id}": PROJECT,
    "/projets/{id}/modifier": Shown(303, 404, reads="GetProject"),
    "/ingenierie": OPEN,
    "/ingenierie/demandes/{id}": Shown(303, 404, reads="GetDayRequest"),
    "/financement/{id}": Shown(404, 404, reads="GetPlan"),
    "/labels": OPEN,
    "/labels/campagnes/{id}": OPEN,
    "/labels/candidatures/{id}": Shown(404, 404, reads="GetApplication"),
    "/chartes": OPEN,
    "/chartes/nouvelle": MINE,
    "/chartes/{id}": Shown(404, 404, reads="GetCharter"),
    "/chartes/{id}/modifier": Shown(303, 404, reads="GetCharter"),
    "/chartes/{id}/comparer": Shown(404, 404, reads="GetCharter"),
    "/chartes/{id}/texte": Shown(404, 404, reads="GetCharter"),
    "/simulations/nouvelle": MINE,
    "/simulations/{id}": Shown(404, 404, reads="GetSimulation"),
    "/simulations/{id}/projets.csv": Shown(404, 404, reads="ListSimulationChanges"),
    "/simulations/{id}/collectivites.csv": Shown(404, 404, reads="GetSimulation"),
    "/registre": OPEN,
    "/registre/registre.csv": OPEN,
    "/registre/historique": OPEN,
    "/registre/ligne": MINE,
    "/registre/terminer": Shown(303, query=LINE),
    "/registre/retirer": Shown(303, query=LINE),
    "/couverture": OPEN,
    "/principes": OPEN,
    "/principes/proposer": MINE,
}

ACTS: Mapping[str, Done] = {
    # Reports are JSON.
    "/csp": Done(nobody=400, other=400, right=400),
    "/langue": Done(other=303),
    "/auth/backchannel-logout": Done(nobody=400, other=400, right=400),
    "/deconnexion": Done(other=303),
    "/deconnexion/partout": Done(other=303),
    "/saisie/effacer": Done(other=303),
    "/mon-espace/collectivite": Done(other=303, form={"collectivite": LOOS}),
    "/mon-espace/delegations/nouvelle": Done(
        "CreateDelegation",
        {
            "collectivite": ACTING,
            "role": "elected",
            "delegate": "people/deputy",
            "first_day": "2026-12-01",
            "last_day": "2026-12-24",
            "reason": "Congés",
        },
    ),
    "/mon-espace/delegations/{id}/fin": Done("RevokeDelegation", {"etag": "x"}),
    "/mon-espace/mes-donnees/effacer": Done("ForgetPerson", {"understood": "1"}),
    "/projets/nouveau": Done("CreateProject", {**FIVE, "action": "save"}),
    "/projets/{id}/modifier": Done("UpdateProject", {**FIVE, "action": "save"}),
    "/projets/{id}/deposer": Done("SubmitProject"),
    "/projets/{id}/participer": Done("ConfirmParticipation"),
    "/projets/{id}/decliner": Done("DeclineParticipation"),
    "/projets/{id}/retirer": Done("WithdrawProject"),
    "/projets/{id}/accepter": Done("AcceptOwnership", VOTE),
    "/projets/{id}/avis": Done("GiveOpinion", {"value": "2"}, answer=samples.project()),
    "/projets/{id}/contester": Done("ContestDecision", {"ground": "1", "text": "Non."}),
    "/projets/{id}/reunir": Done("ConveneConciliation"),
    "/projets/{id}/conclure": Done("ConcludeConciliation", {"text": "Convenu."}),
    "/projets/{id}/bilan": Done("EvaluateProject", {"class": "1", "outcome": "1", "results": "Bien."}),
    "/projets/{id}/proposer-la-reprise": Done("OfferTransfer", {"to": CALL, "reason": "1", **VOTE}),
    "/projets/{id}/retirer-la-proposition": Done("WithdrawOffer"),
    "/projets/{id}/accepter-la-reprise": Done("WishTransfer", VOTE),
    "/projets/{id}/demander-la-reprise": Done("WishTransfer", {"reason": "1", **VOTE}),
    "/projets/{id}/demandes/{wish}/retirer": Done("WithdrawWish"),
    "/projets/{id}/demandes/{wish}/decliner": Done("DeclineWish", {"text": "Non."}),
    "/ingenierie/demandes/{id}/reserver": Done(
        "ReserveDays",
        {"agent": "agents/1", "start_date": "2026-12-01", "end_date": "2026-12-24", "days": "4"},
    ),
    "/ingenierie/demandes/{id}/annuler": Done("CancelReservation", {"reservation": "reservations/1"}),
    "/ingenierie/demandes/{id}/retirer": Done("WithdrawDayRequest"),
    "/financement/{id}": Done("SetLines", {"action": "save", "cost": "100 000"}),
    "/financement/{id}/lignes/{line}/demander": Done("RequestFondsDeConcours"),
    "/financement/{id}/lignes/{line}/accorder": Done(
        "GrantFondsDeConcours",
        {
            "funder_deliberation.date": "2026-11-22",
            "funder_deliberation.reference": "1",
            "owner_deliberation.date": "2026-11-22",
            "owner_deliberation.reference": "2",
        },
    ),
    "/financement/{id}/lignes/{line}/refuser": Done("RefuseLine", {"reason": "Non."}),
    "/financement/{id}/lignes/{line}/verser": Done("RecordPayment", {"kind": "1", "amount": "100"}),
    "/labels/campagnes/{id}": Done("Apply", {"project": ID, "statement": "Parce que."}),
    "/labels/candidatures/{id}/declarer": Done("DeclareInterests", {"conflict": "no"}),
    "/labels/candidatures/{id}/noter": Done(
        "MarkCriteria", {"value.climate": "3", "reason.climate": "Solide."}
    ),
    "/labels/candidatures/{id}/avis": Done(
        "GiveOpinion", {"opinion.advice": "1"}, answer=samples.application()
    ),
    "/labels/candidatures/{id}/decider": Done("Decide", {"outcome": "1"}),
    "/labels/candidatures/{id}/retirer": Done("WithdrawApplication"),
    "/chartes/nouvelle": Done("CreateCharter", {"text": rule_samples.YAML}),
    "/chartes/{id}/modifier": Done("UpdateCharter", {"text": rule_samples.YAML}),
    "/chartes/{id}/simuler": Done("StartSimulation"),
    "/chartes/{id}/vote": Done("PutCharterToVote"),
    "/chartes/{id}/adopter": Done("AdoptCharter", {**VOTE, "in_force_from": "2027-01-01"}),
    "/chartes/{id}/retirer": Done("WithdrawCharter"),
    "/simulations/nouvelle": Done("StartSimulation", {"register": "body,competence"}),
    "/registre/ligne": Done("RecordHolding", HOLDING),
    "/registre/terminer": Done("EndHolding", {**HOLDING, "to": "2026-12-31", "deliberation": "2026-118"}),
    "/registre/retirer": Done("RemoveHolding", {**HOLDING, "why": "Une erreur."}),
    "/principes/proposer": Done(
        "ProposePrinciple", {"title": "Dix minutes", "text": "Chacun.", "projects": ["a", "b", "c"]}
    ),
    "/principes/{id}/adopter": Done("AdoptPrinciple", VOTE),
    "/principes/{id}/retirer": Done("WithdrawPrinciple"),
}


def answers() -> dict[str, Message | list[Message] | DomainError]:
    """What the services know: every verb succeeds, and what it returns is empty but for the samples."""
    made: dict[str, Message | list[Message] | DomainError] = {}
    for add in ADD:
        module = import_module(add.__module__.removesuffix("_grpc"))
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                made[method.name] = GetMessageClass(method.output_type)()
    draft = rule_samples.charter()
    application = samples.application()
    application.framework = "frameworks/euralens@2026"
    application.applicable_criteria.append("climate")
    return made | {
        **DEFAULTS,
        "GetProject": samples.project(state=DRAFT),
        "GetDayRequest": samples.day_request(),
        "GetPlan": samples.plan(),
        "SetLines": samples.plan(),
        "GetApplication": application,
        "GetCampaign": Campaign(name=f"campaigns/{ID}", framework="frameworks/euralens@2026"),
        "GetFramework": framework(),
        "GetCharter": draft,
        "ListCharters": ListChartersResponse(
            charters=[
                draft,
                rule_samples.charter(CharterState.CHARTER_STATE_ADOPTED, name="charters/founding"),
            ]
        ),
        "CompareCharters": rule_samples.comparison(),
        "GetSimulation": rule_samples.simulation(),
        "ListSimulationChanges": rule_samples.simulation_changes(),
        "ListHoldings": ListHoldingsResponse(holdings=[rule_samples.holding()]),
        "WhoHolds": WhoHoldsResponse(),
        "GetCoverage": Coverage(),
        "ListExperiences": ListExperiencesResponse(),
        "GetDelegation": lent(),
    }
