"""What the life of a project is called on screen: consent, transfer, learning, history (DOMAIN §3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from archipel.projects.v1 import consent_pb2, ownership_pb2
from archipel.projects.v1.subsidiarity_pb2 import Due
from chassis.domain import Text, msg

GROUND: Mapping[int, Text] = {
    consent_pb2.CONTEST_GROUND_COMPETENCE: msg("La compétence n’est pas la bonne"),
    consent_pb2.CONTEST_GROUND_SCALE: msg("L’échelle ne convient pas"),
    consent_pb2.CONTEST_GROUND_CAPACITY: msg("Les moyens sont mal appréciés"),
    consent_pb2.CONTEST_GROUND_PROXIMITY: msg("La proximité avec les habitants se perd"),
    consent_pb2.CONTEST_GROUND_COST: msg("Le coût est mal réparti"),
    consent_pb2.CONTEST_GROUND_FORGOTTEN_LEVEL: msg("Un échelon a été oublié"),
}

OPINION: Mapping[int, Text] = {
    consent_pb2.OPINION_VALUE_AWAITED: msg("Réponse attendue"),
    consent_pb2.OPINION_VALUE_FAVOURABLE: msg("D’accord"),
    consent_pb2.OPINION_VALUE_UNFAVOURABLE: msg("Avis défavorable"),
    consent_pb2.OPINION_VALUE_DEEMED_FAVOURABLE: msg("Accord par silence"),
}

OPINION_TONE: Mapping[int, str] = {
    consent_pb2.OPINION_VALUE_AWAITED: "wait",
    consent_pb2.OPINION_VALUE_FAVOURABLE: "good",
    consent_pb2.OPINION_VALUE_UNFAVOURABLE: "alert",
    consent_pb2.OPINION_VALUE_DEEMED_FAVOURABLE: "quiet",
}

DUE_ACT: Mapping[int, Text] = {
    Due.ACT_ACCEPT: msg("Accepter de porter le projet"),
    Due.ACT_CONSENT: msg("Donner son accord, ou contester"),
    Due.ACT_OPINION: msg("Rendre l’avis de son conseil"),
}

CONCILIATOR: Mapping[int, Text] = {
    consent_pb2.CONCILIATOR_KIND_CONFERENCE_OF_MAYORS: msg("Conférence des maires"),
    consent_pb2.CONCILIATOR_KIND_BUREAU_OF_THE_POLE: msg("Bureau du pôle métropolitain"),
}

TRANSFER_REASON: Mapping[int, Text] = {
    ownership_pb2.TRANSFER_REASON_EVALUATION: msg("À la suite d’un bilan"),
    ownership_pb2.TRANSFER_REASON_LAPSE_OF_SUPPORT: msg("L’appui promis n’est plus là"),
    ownership_pb2.TRANSFER_REASON_RETURN_CLAUSE: msg("La clause de retour est arrivée à son terme"),
    ownership_pb2.TRANSFER_REASON_AGREEMENT: msg("D’un commun accord"),
}

WISH_STATE: Mapping[int, Text] = {
    ownership_pb2.WISH_STATE_STANDING: msg("En attente du porteur"),
    ownership_pb2.WISH_STATE_WITHDRAWN: msg("Retirée"),
    ownership_pb2.WISH_STATE_FULFILLED: msg("Aboutie"),
    ownership_pb2.WISH_STATE_LAPSED: msg("Sans suite"),
}

WISH_TONE: Mapping[int, str] = {
    ownership_pb2.WISH_STATE_STANDING: "wait",
    ownership_pb2.WISH_STATE_WITHDRAWN: "quiet",
    ownership_pb2.WISH_STATE_FULFILLED: "good",
    ownership_pb2.WISH_STATE_LAPSED: "quiet",
}

EVALUATION_TONE: Mapping[int, str] = {
    ownership_pb2.EVALUATION_CLASS_SUCCEEDED: "good",
    ownership_pb2.EVALUATION_CLASS_ADAPTED: "good",
    ownership_pb2.EVALUATION_CLASS_FAILED_WITH_LESSONS: "wait",
    ownership_pb2.EVALUATION_CLASS_FAILED: "alert",
}

EVALUATION_OUTCOME: Mapping[int, Text] = {
    ownership_pb2.EVALUATION_OUTCOME_CONFIRM: msg("La décision reste bonne : on continue ainsi"),
    ownership_pb2.EVALUATION_OUTCOME_REOPEN: msg("Reposer la question : qui devrait porter le projet ?"),
}

HISTORY: Mapping[str, Text] = {
    "ProjectDrafted": msg("Brouillon commencé"),
    "ProjectUpdated": msg("Projet modifié"),
    "ParticipationAsked": msg("Communes invitées à confirmer"),
    "ParticipationConfirmed": msg("Une commune a confirmé"),
    "ParticipationDeclined": msg("Une commune a décliné"),
    "ProjectSubmitted": msg("Projet déposé, décision proposée"),
    "OwnershipAccepted": msg("Décision acceptée par délibération"),
    "OpinionGiven": msg("Accord ou avis donné"),
    "OpinionsDeemed": msg("Délai passé : le silence vaut accord"),
    "DecisionSettled": msg("Tous les accords sont là : la décision est définitive"),
    "DecisionContested": msg("Décision contestée"),
    "ConciliationConvened": msg("Conciliation réunie"),
    "ConciliationConcluded": msg("Conciliation conclue, nouvelle décision proposée"),
    "TransferOffered": msg("Le porteur propose de transmettre le projet"),
    "TransferOfferWithdrawn": msg("Proposition de transmission retirée"),
    "TransferWishDeclined": msg("Demande de reprise déclinée par le porteur"),
    "OwnershipTransferred": msg("Projet transmis à un nouveau porteur"),
    "ReturnClauseReached": msg("Clause de retour arrivée à son terme"),
    "ReviewDue": msg("Le moment du bilan est venu"),
    "ProjectEvaluated": msg("Bilan du projet"),
    "ProjectWithdrawn": msg("Projet retiré"),
}
