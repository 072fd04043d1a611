"""What the enumerations of the wire are called on screen (DOMAIN §2), and the colour of each state."""

from __future__ import annotations

from collections.abc import Mapping

from archipel.engineering.v1.engineering_pb2 import RequestState
from archipel.funding.v1 import checks_pb2, lines_pb2
from archipel.labels.v1 import applications_pb2, labels_pb2
from archipel.projects.v1 import project_facts_pb2, projects_pb2, subsidiarity_pb2, territories_pb2
from chassis.domain import Text, msg

LEVEL: Mapping[int, Text] = {
    territories_pb2.LEVEL_COMMUNE: msg("Commune"),
    territories_pb2.LEVEL_AGGLOMERATION: msg("Agglomération"),
    territories_pb2.LEVEL_POLE: msg("Pôle métropolitain"),
    territories_pb2.LEVEL_DEPARTMENT: msg("Département"),
    territories_pb2.LEVEL_REGION: msg("Région"),
    territories_pb2.LEVEL_SYNDICATE: msg("Syndicat"),
}

PROJECT_STATE: Mapping[int, Text] = {
    projects_pb2.PROJECT_STATE_DRAFT: msg("Brouillon"),
    projects_pb2.PROJECT_STATE_AWAITING_PARTNERS: msg("En attente des communes invitées"),
    projects_pb2.PROJECT_STATE_PROPOSED: msg("Décision proposée"),
    projects_pb2.PROJECT_STATE_WITHOUT_OWNER: msg("Sans porteur"),
    projects_pb2.PROJECT_STATE_ACCEPTED: msg("Accepté"),
    projects_pb2.PROJECT_STATE_CONTESTED: msg("Contesté"),
    projects_pb2.PROJECT_STATE_WITHDRAWN: msg("Retiré"),
    projects_pb2.PROJECT_STATE_OPINIONS_RUNNING: msg("Accepté par le porteur, avis en cours"),
    projects_pb2.PROJECT_STATE_CONCILIATION: msg("En conciliation"),
}

PROJECT_TONE: Mapping[int, str] = {
    projects_pb2.PROJECT_STATE_DRAFT: "quiet",
    projects_pb2.PROJECT_STATE_AWAITING_PARTNERS: "wait",
    projects_pb2.PROJECT_STATE_PROPOSED: "wait",
    projects_pb2.PROJECT_STATE_WITHOUT_OWNER: "alert",
    projects_pb2.PROJECT_STATE_ACCEPTED: "good",
    projects_pb2.PROJECT_STATE_CONTESTED: "alert",
    projects_pb2.PROJECT_STATE_WITHDRAWN: "quiet",
    projects_pb2.PROJECT_STATE_OPINIONS_RUNNING: "wait",
    projects_pb2.PROJECT_STATE_CONCILIATION: "alert",
}

NATURE: Mapping[int, Text] = {
    project_facts_pb2.NATURE_INVESTMENT: msg("Investissement (travaux, équipement)"),
    project_facts_pb2.NATURE_PROGRAMME: msg("Programme d’actions"),
    project_facts_pb2.NATURE_APPROACH: msg("Démarche"),
    project_facts_pb2.NATURE_FACILITATION: msg("Animation"),
    project_facts_pb2.NATURE_ORDER: msg("Achat ou commande"),
    project_facts_pb2.NATURE_CONTRACT: msg("Contrat"),
    project_facts_pb2.NATURE_EVENT: msg("Événement"),
    project_facts_pb2.NATURE_MICRO_PROJECT: msg("Micro-projet"),
    project_facts_pb2.NATURE_GOVERNANCE: msg("Gouvernance"),
    project_facts_pb2.NATURE_SHARED_SERVICE: msg("Service commun"),
}

INITIATOR: Mapping[int, Text] = {
    project_facts_pb2.INITIATOR_COMMUNE: msg("La commune"),
    project_facts_pb2.INITIATOR_INHABITANTS: msg("Des habitants"),
    project_facts_pb2.INITIATOR_AGGLOMERATION: msg("L’agglomération"),
    project_facts_pb2.INITIATOR_POLE: msg("Le pôle métropolitain"),
}

PARTY_KIND: Mapping[int, Text] = {
    project_facts_pb2.PARTY_KIND_LANDLORD: msg("Bailleur social"),
    project_facts_pb2.PARTY_KIND_COMPANY: msg("Entreprise"),
    project_facts_pb2.PARTY_KIND_CITIZENS_COMPANY: msg("Société citoyenne"),
    project_facts_pb2.PARTY_KIND_FARMERS: msg("Agriculteurs"),
    project_facts_pb2.PARTY_KIND_ASSOCIATION: msg("Association"),
    project_facts_pb2.PARTY_KIND_INHABITANTS: msg("Habitants"),
}

SKILL: Mapping[int, Text] = {
    project_facts_pb2.SKILL_ENGINEERING: msg("Ingénierie de projet"),
    project_facts_pb2.SKILL_FACILITATION: msg("Animation"),
    project_facts_pb2.SKILL_ENERGY: msg("Énergie"),
    project_facts_pb2.SKILL_HOUSING: msg("Habitat"),
    project_facts_pb2.SKILL_FOOD: msg("Alimentation"),
    project_facts_pb2.SKILL_MOBILITY: msg("Mobilité"),
    project_facts_pb2.SKILL_FINANCIAL_ENGINEERING: msg("Ingénierie financière"),
    project_facts_pb2.SKILL_DATA: msg("Données"),
}

CRITERION: Mapping[int, Text] = {
    project_facts_pb2.SCALE_CRITERION_CONTINUOUS_NETWORK: msg("Un réseau continu dépasse la commune"),
    project_facts_pb2.SCALE_CRITERION_STRONG_EXTERNALITY: msg("Les effets touchent fortement les voisins"),
    project_facts_pb2.SCALE_CRITERION_CRITICAL_THRESHOLD: msg("Il faut une taille minimale"),
    project_facts_pb2.SCALE_CRITERION_BASIN_MARKET: msg("Le marché est celui du bassin de vie"),
    project_facts_pb2.SCALE_CRITERION_MUTUALISATION_GAIN: msg("Faire ensemble coûte moins cher"),
}

ROLE: Mapping[int, Text] = {
    subsidiarity_pb2.ROLE_OWNER: msg("Porteur"),
    subsidiarity_pb2.ROLE_CO_OWNER: msg("Co-porteur"),
    subsidiarity_pb2.ROLE_ENGINEERING_SUPPORT: msg("Appui en ingénierie"),
    subsidiarity_pb2.ROLE_FACILITATION_SUPPORT: msg("Appui à l’animation"),
    subsidiarity_pb2.ROLE_CO_FUNDER: msg("Cofinanceur"),
    subsidiarity_pb2.ROLE_LABELLER: msg("Labellisateur"),
    subsidiarity_pb2.ROLE_LEAD_COORDINATOR: msg("Chef de file"),
    subsidiarity_pb2.ROLE_LOCAL_RELAY: msg("Relais de proximité"),
    subsidiarity_pb2.ROLE_INFORMED: msg("Informé"),
}

ANSWER: Mapping[int, Text] = {
    projects_pb2.ANSWER_AWAITED: msg("Réponse attendue"),
    projects_pb2.ANSWER_CONFIRMED: msg("Participe"),
    projects_pb2.ANSWER_DECLINED: msg("A décliné"),
    projects_pb2.ANSWER_NOT_ASKED: msg("Sera invitée au dépôt"),
}

ANSWER_TONE: Mapping[int, str] = {
    projects_pb2.ANSWER_AWAITED: "wait",
    projects_pb2.ANSWER_CONFIRMED: "good",
    projects_pb2.ANSWER_DECLINED: "quiet",
}

HOLDER_ROLE: Mapping[str, Text] = {
    "elected": msg("Élu·e"),
    "project_manager": msg("Chargé·e de projet"),
    "funding_officer": msg("Chargé·e des financements"),
    "juror": msg("Membre du jury"),
    "pool_manager": msg("Responsable de l’ingénierie partagée"),
    "agent": msg("Agent"),
    "observer": msg("Observateur·rice"),
}

REQUEST_STATE: Mapping[int, Text] = {
    RequestState.REQUEST_STATE_OPEN: msg("Aucun jour trouvé"),
    RequestState.REQUEST_STATE_PARTLY_COVERED: msg("En partie couverte"),
    RequestState.REQUEST_STATE_COVERED: msg("Couverte"),
    RequestState.REQUEST_STATE_WITHDRAWN: msg("Retirée"),
}

REQUEST_TONE: Mapping[int, str] = {
    RequestState.REQUEST_STATE_OPEN: "wait",
    RequestState.REQUEST_STATE_PARTLY_COVERED: "wait",
    RequestState.REQUEST_STATE_COVERED: "good",
    RequestState.REQUEST_STATE_WITHDRAWN: "quiet",
}

LINE_KIND: Mapping[int, Text] = {
    lines_pb2.LINE_KIND_OWN_SHARE: msg("Part du porteur"),
    lines_pb2.LINE_KIND_SUBSIDY: msg("Subvention publique"),
    lines_pb2.LINE_KIND_FONDS_DE_CONCOURS: msg("Fonds de concours"),
    lines_pb2.LINE_KIND_PRIVATE: msg("Argent privé"),
    lines_pb2.LINE_KIND_IN_KIND: msg("Travail ou matériel apporté"),
}

SUBSIDY_SOURCE: Mapping[int, Text] = {
    lines_pb2.SUBSIDY_SOURCE_STATE: msg("État"),
    lines_pb2.SUBSIDY_SOURCE_REGION: msg("Région"),
    lines_pb2.SUBSIDY_SOURCE_DEPARTMENT: msg("Département"),
    lines_pb2.SUBSIDY_SOURCE_EUROPE: msg("Europe"),
    lines_pb2.SUBSIDY_SOURCE_OTHER: msg("Agence ou autre organisme public"),
}

LINE_STATE: Mapping[int, Text] = {
    lines_pb2.LINE_STATE_PLANNED: msg("Prévu"),
    lines_pb2.LINE_STATE_REQUESTED: msg("Demandé"),
    lines_pb2.LINE_STATE_GRANTED: msg("Accordé"),
    lines_pb2.LINE_STATE_REFUSED: msg("Refusé"),
}

LINE_TONE: Mapping[int, str] = {
    lines_pb2.LINE_STATE_PLANNED: "quiet",
    lines_pb2.LINE_STATE_REQUESTED: "wait",
    lines_pb2.LINE_STATE_GRANTED: "good",
    lines_pb2.LINE_STATE_REFUSED: "alert",
}

PAYMENT_KIND: Mapping[int, Text] = {
    lines_pb2.PAYMENT_KIND_ADVANCE: msg("Avance"),
    lines_pb2.PAYMENT_KIND_INSTALMENT: msg("Acompte"),
    lines_pb2.PAYMENT_KIND_BALANCE: msg("Solde"),
}

CHECK_OUTCOME: Mapping[int, Text] = {
    checks_pb2.OUTCOME_PASS: msg("Respectée"),
    checks_pb2.OUTCOME_FAIL: msg("Non respectée"),
    checks_pb2.OUTCOME_NOT_APPLICABLE: msg("Sans objet"),
    checks_pb2.OUTCOME_UNDECIDED: msg("À compléter"),
}

CHECK_TONE: Mapping[int, str] = {
    checks_pb2.OUTCOME_PASS: "good",
    checks_pb2.OUTCOME_FAIL: "alert",
    checks_pb2.OUTCOME_NOT_APPLICABLE: "quiet",
    checks_pb2.OUTCOME_UNDECIDED: "wait",
}

CAMPAIGN_STATE: Mapping[int, Text] = {
    labels_pb2.CAMPAIGN_STATE_ANNOUNCED: msg("Annoncée"),
    labels_pb2.CAMPAIGN_STATE_OPEN: msg("Ouverte"),
    labels_pb2.CAMPAIGN_STATE_CLOSED: msg("Close"),
}

CAMPAIGN_TONE: Mapping[int, str] = {
    labels_pb2.CAMPAIGN_STATE_ANNOUNCED: "quiet",
    labels_pb2.CAMPAIGN_STATE_OPEN: "good",
    labels_pb2.CAMPAIGN_STATE_CLOSED: "quiet",
}

APPLICATION_STATE: Mapping[int, Text] = {
    applications_pb2.APPLICATION_STATE_SUBMITTED: msg("Déposée"),
    applications_pb2.APPLICATION_STATE_IN_INSTRUCTION: msg("En instruction"),
    applications_pb2.APPLICATION_STATE_AWARDED: msg("Label obtenu"),
    applications_pb2.APPLICATION_STATE_DEFERRED: msg("Prise en considération"),
    applications_pb2.APPLICATION_STATE_REFUSED: msg("Refusée"),
    applications_pb2.APPLICATION_STATE_WITHDRAWN: msg("Retirée"),
}

APPLICATION_TONE: Mapping[int, str] = {
    applications_pb2.APPLICATION_STATE_SUBMITTED: "wait",
    applications_pb2.APPLICATION_STATE_IN_INSTRUCTION: "wait",
    applications_pb2.APPLICATION_STATE_AWARDED: "good",
    applications_pb2.APPLICATION_STATE_DEFERRED: "wait",
    applications_pb2.APPLICATION_STATE_REFUSED: "alert",
    applications_pb2.APPLICATION_STATE_WITHDRAWN: "quiet",
}

OUTCOME: Mapping[int, Text] = {
    applications_pb2.OUTCOME_AWARDED: msg("Attribuer le label"),
    applications_pb2.OUTCOME_DEFERRED: msg("Prendre en considération"),
    applications_pb2.OUTCOME_REFUSED: msg("Refuser"),
}

ADVICE: Mapping[int, Text] = {
    applications_pb2.ADVICE_FAVOURABLE: msg("Favorable"),
    applications_pb2.ADVICE_RESERVED: msg("Réservé"),
    applications_pb2.ADVICE_UNFAVOURABLE: msg("Défavorable"),
}

WAITING: Mapping[str, Text] = {
    "confirm": msg("Invitation à confirmer"),
    "accept": msg("Décision à accepter"),
    "accept_again": msg("Acceptation à voter aux deux tiers"),
    "consent": msg("Accord à donner"),
    "opinion": msg("Avis du conseil à donner"),
    "convene": msg("Conciliation à réunir"),
    "conclude": msg("Conciliation à conclure"),
    "offer": msg("Projet proposé à la reprise"),
    "wish": msg("Demande de reprise à laquelle répondre"),
    "return": msg("Clause de retour arrivée à son terme"),
    "review": msg("Bilan à faire"),
    "finish_draft": msg("Brouillon à terminer"),
    "serve": msg("Jours demandés à fournir"),
    "plan": msg("Plan de financement à remplir"),
    "grant": msg("Fonds de concours à décider"),
    "mark": msg("Candidature à instruire"),
}

AWAITED: Mapping[str, Text] = {
    "confirm": msg("Dire si elle participe"),
    "accept": msg("Accepter de porter le projet"),
    "accept_again": msg("Accepter aux deux tiers des voix"),
    "consent": msg("Donner son accord (le silence vaut accord)"),
    "opinion": msg("Rendre l’avis de son conseil (le silence vaut avis favorable)"),
    "convene": msg("Réunir la conciliation"),
    "conclude": msg("Conclure la conciliation"),
    "offer": msg("Dire si elle reprend le projet"),
    "wish": msg("Répondre à une demande de reprise"),
    "return": msg("Décider du retour du projet"),
    "review": msg("Faire le bilan"),
}
