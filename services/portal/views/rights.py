"""What each role allows, in sentences, and by which RPCs: the one table behind “what may I do?”.

tests/architecture/test_rights_explained.py holds it against the access tables of the services, so that it
explains what they really check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.domain import Text, msg

_PROJECTS = "archipel.projects.v1"


@dataclass(frozen=True)
class Right:
    """One thing that people do: any of the roles allows it. `rpcs` are names without the leading slash.
    `oneself`: not by a role that was lent.
    """

    text: Text
    roles: tuple[str, ...]
    rpcs: tuple[str, ...]
    oneself: bool = False


def _of(service: str, *methods: str) -> tuple[str, ...]:
    return tuple(f"{service}/{method}" for method in methods)


_DRAFTERS = ("elected", "project_manager")
_ELECTED = ("elected",)
_POOL = ("pool_manager",)
_FUNDING = "archipel.funding.v1.FundingService"
_LABELS = "archipel.labels.v1.LabelsService"
_DAYS = "archipel.engineering.v1.EngineeringService"
LENDABLE = ("elected", "project_manager", "funding_officer", "pool_manager", "agent", "observer")

RIGHTS: tuple[Right, ...] = (
    Right(
        msg("Écrire et corriger le brouillon d’un projet."),
        _DRAFTERS,
        _of(f"{_PROJECTS}.ProjectsService", "CreateProject", "UpdateProject"),
    ),
    Right(
        msg("Déposer un projet, ou le retirer."),
        _ELECTED,
        _of(f"{_PROJECTS}.ProjectsService", "SubmitProject", "WithdrawProject"),
    ),
    Right(
        msg("Répondre quand une autre commune invite la vôtre à un projet."),
        _ELECTED,
        _of(f"{_PROJECTS}.ProjectsService", "ConfirmParticipation", "DeclineParticipation"),
    ),
    Right(
        msg("Accepter de porter un projet, ou contester une décision."),
        _ELECTED,
        _of(f"{_PROJECTS}.ProjectsService", "AcceptOwnership", "ContestDecision"),
    ),
    Right(
        msg("Donner l’accord ou l’avis de la collectivité, et conduire une conciliation."),
        _ELECTED,
        _of(f"{_PROJECTS}.ConsentService", "GiveOpinion", "ConveneConciliation", "ConcludeConciliation"),
    ),
    Right(
        msg("Transmettre un projet à une autre collectivité, ou demander à en reprendre un."),
        _ELECTED,
        _of(
            f"{_PROJECTS}.OwnershipService",
            "OfferTransfer", "WithdrawOffer", "DeclineWish", "WishTransfer", "WithdrawWish",
        ),
    ),
    Right(
        msg("Faire le bilan d’un projet et en tirer des principes directeurs."),
        _ELECTED,
        _of(
            f"{_PROJECTS}.LearningService",
            "EvaluateProject", "ProposePrinciple", "AdoptPrinciple", "WithdrawPrinciple",
        ),
    ),
    Right(
        msg("Demander des jours d’ingénierie, et retirer la demande."),
        _DRAFTERS,
        _of(_DAYS, "OpenDayRequest", "WithdrawDayRequest"),
    ),
    Right(
        msg("Tenir les fiches des agents prêtés, leurs absences, et leur réserver des jours."),
        _POOL,
        _of(_DAYS, "RegisterAgent", "UpdateAgent", "RecordAbsence", "PublishCapacity", "ReserveDays"),
    ),
    Right(
        msg("Dire combien de jours la collectivité peut prêter."),
        ("elected", "pool_manager"),
        _of(_DAYS, "DeclareCapacity"),
    ),
    Right(
        msg("Annuler une réservation de jours."),
        ("elected", "pool_manager", "project_manager"),
        _of(_DAYS, "CancelReservation"),
    ),
    Right(
        msg("Écrire le plan de financement et demander un fonds de concours."),
        _DRAFTERS,
        _of(_FUNDING, "OpenPlan", "SetLines", "RequestFondsDeConcours"),
    ),
    Right(
        msg("Accorder ou refuser un fonds de concours."),
        ("funding_officer",),
        _of(_FUNDING, "GrantFondsDeConcours", "RefuseLine"),
    ),
    Right(
        msg("Enregistrer un versement, sauf sur un plan que l’on a soi-même écrit ou accordé."),
        ("elected", "funding_officer", "project_manager"),
        _of(_FUNDING, "RecordPayment"),
    ),
    Right(
        msg("Présenter une candidature à un label, ou la retirer."),
        _ELECTED,
        _of(_LABELS, "Apply", "WithdrawApplication"),
    ),
    Right(
        msg("Pour qui décerne un label : ouvrir une campagne, donner l’avis d’un comité, décider."),
        _ELECTED,
        _of(_LABELS, "OpenCampaign", "GiveOpinion", "Decide"),
    ),
    Right(
        msg("Noter les candidatures à un label, jamais celle de sa propre collectivité."),
        ("juror",),
        _of(_LABELS, "DeclareInterests", "MarkCriteria"),
    ),
    Right(
        msg("Écrire une charte de subsidiarité et la simuler."),
        _DRAFTERS,
        (
            *_of(f"{_PROJECTS}.CharterService", "CreateCharter", "UpdateCharter"),
            *_of(f"{_PROJECTS}.SimulationService", "StartSimulation"),
        ),
    ),
    Right(
        msg("Soumettre une charte au vote, enregistrer son adoption, ou la retirer."),
        _ELECTED,
        _of(f"{_PROJECTS}.CharterService", "PutCharterToVote", "AdoptCharter", "WithdrawCharter"),
    ),
    Right(
        msg("Modifier le registre des compétences."),
        _ELECTED,
        _of(f"{_PROJECTS}.RegisterService", "RecordHolding", "EndHolding", "RemoveHolding"),
    ),
    Right(
        msg("Confier son propre rôle à quelqu’un de la collectivité pendant une absence."),
        LENDABLE,
        _of("archipel.identity.v1.DelegationService", "CreateDelegation", "ListDelegates"),
        oneself=True,
    ),
)  # fmt: skip

EVERY_ROLE = msg("Voir tout ce qui concerne la collectivité, y compris ses brouillons.")
"""Whatever the role: the domain of each service shows a body's own things to all who hold one there."""

ROLE_NOTES: Mapping[str, Text] = {
    "agent": msg("Voir sa propre fiche : jours réservés, absences, temps de travail."),
}


def allows(role: str, right: Right, *, lent: bool) -> bool:
    """Whether a role, held by oneself or lent, allows it."""
    return role in right.roles and not (lent and right.oneself)


def allowed_by(role: str, *, lent: bool = False) -> list[Text]:
    """What somebody may do who holds this role alone."""
    notes = [ROLE_NOTES[role]] if role in ROLE_NOTES and not lent else []
    return [EVERY_ROLE, *notes, *(right.text for right in RIGHTS if allows(role, right, lent=lent))]


def not_allowed_to(held: Iterable[tuple[str, bool]]) -> list[Right]:
    """What none of the roles allows; each is held by oneself, or lent (True)."""
    roles = list(held)
    return [right for right in RIGHTS if not any(allows(role, right, lent=lent) for role, lent in roles)]
