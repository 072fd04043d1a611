"""What charters, the register, coverage, simulations and principles are called on screen (DOMAIN §2, §3)."""

from __future__ import annotations

from collections.abc import Mapping

from archipel.projects.v1 import (
    charters_pb2,
    ownership_pb2,
    register_pb2,
    simulations_pb2,
    territories_pb2,
)
from chassis.domain import Text, msg

CHARTER_STATE: Mapping[int, Text] = {
    charters_pb2.CHARTER_STATE_DRAFT: msg("Brouillon"),
    charters_pb2.CHARTER_STATE_SIMULATED: msg("Simulée"),
    charters_pb2.CHARTER_STATE_PUT_TO_VOTE: msg("Soumise au vote"),
    charters_pb2.CHARTER_STATE_ADOPTED: msg("Adoptée"),
    charters_pb2.CHARTER_STATE_SUPERSEDED: msg("Remplacée"),
    charters_pb2.CHARTER_STATE_WITHDRAWN: msg("Retirée"),
}

CHARTER_TONE: Mapping[int, str] = {
    charters_pb2.CHARTER_STATE_DRAFT: "quiet",
    charters_pb2.CHARTER_STATE_SIMULATED: "wait",
    charters_pb2.CHARTER_STATE_PUT_TO_VOTE: "wait",
    charters_pb2.CHARTER_STATE_ADOPTED: "good",
    charters_pb2.CHARTER_STATE_SUPERSEDED: "quiet",
    charters_pb2.CHARTER_STATE_WITHDRAWN: "quiet",
}

LAYER: Mapping[int, Text] = {
    charters_pb2.CHARTER_LAYER_LAW: msg("La loi"),
    charters_pb2.CHARTER_LAYER_POLE: msg("Charte du pôle"),
    charters_pb2.CHARTER_LAYER_AGGLOMERATION: msg("Pacte de l’agglomération"),
    charters_pb2.CHARTER_LAYER_COMMUNE: msg("Choix de la commune"),
}

VOTED_BY: Mapping[int, Text] = {
    charters_pb2.CHARTER_LAYER_LAW: msg("Fixée par la loi"),
    charters_pb2.CHARTER_LAYER_POLE: msg("Votée par le pôle"),
    charters_pb2.CHARTER_LAYER_AGGLOMERATION: msg("Votée par l’agglomération"),
    charters_pb2.CHARTER_LAYER_COMMUNE: msg("Votée par la commune"),
}

MODE: Mapping[int, Text] = {
    territories_pb2.MODE_MANDATORY: msg("Obligatoire, à la place des communes"),
    territories_pb2.MODE_COMMUNITY_INTEREST: msg("D’intérêt communautaire, la part déclarée"),
    territories_pb2.MODE_OPTIONAL: msg("Facultative, à la place des communes"),
    territories_pb2.MODE_METROPOLITAN_INTEREST: msg("D’intérêt métropolitain, la part reconnue"),
    territories_pb2.MODE_TRANSFERRED_TO_THIRD_BODY: msg("Transférée à cet organisme, lui seul"),
    territories_pb2.MODE_DELEGATED: msg("Déléguée, pour le compte de qui la détient"),
    territories_pb2.MODE_BY_AGREEMENT: msg("Par convention, pour le compte de qui la détient"),
    territories_pb2.MODE_COMMUNAL: msg("Gardée par la commune"),
}

COVERAGE: Mapping[int, Text] = {
    register_pb2.COVERAGE_KIND_ONE: msg("Une seule collectivité capable"),
    register_pb2.COVERAGE_KIND_SHARED: msg("Partage déclaré"),
    register_pb2.COVERAGE_KIND_NOBODY: msg("Personne"),
    register_pb2.COVERAGE_KIND_UNDECLARED: msg("Partage non déclaré"),
}

COVERAGE_CLASS: Mapping[int, str] = {
    register_pb2.COVERAGE_KIND_ONE: "one",
    register_pb2.COVERAGE_KIND_SHARED: "shared",
    register_pb2.COVERAGE_KIND_NOBODY: "nobody",
    register_pb2.COVERAGE_KIND_UNDECLARED: "undeclared",
}

REGISTER_ACT: Mapping[int, Text] = {
    register_pb2.HoldingChange.ACT_RECORDED: msg("Ligne inscrite ou corrigée"),
    register_pb2.HoldingChange.ACT_ENDED: msg("Fin donnée à une ligne"),
    register_pb2.HoldingChange.ACT_REMOVED: msg("Ligne retirée"),
    register_pb2.HoldingChange.ACT_IMPORTED: msg("Ligne importée"),
}

SIMULATION_STATE: Mapping[int, Text] = {
    simulations_pb2.SIMULATION_STATE_RUNNING: msg("En cours"),
    simulations_pb2.SIMULATION_STATE_DONE: msg("Terminée"),
    simulations_pb2.SIMULATION_STATE_FAILED: msg("Échouée"),
}

SIMULATION_TONE: Mapping[int, str] = {
    simulations_pb2.SIMULATION_STATE_RUNNING: "wait",
    simulations_pb2.SIMULATION_STATE_DONE: "good",
    simulations_pb2.SIMULATION_STATE_FAILED: "alert",
}

PRINCIPLE_STATE: Mapping[int, Text] = {
    ownership_pb2.PRINCIPLE_STATE_PROPOSED: msg("Proposé"),
    ownership_pb2.PRINCIPLE_STATE_ADOPTED: msg("Adopté"),
    ownership_pb2.PRINCIPLE_STATE_WITHDRAWN: msg("Retiré"),
}

PRINCIPLE_TONE: Mapping[int, str] = {
    ownership_pb2.PRINCIPLE_STATE_PROPOSED: "wait",
    ownership_pb2.PRINCIPLE_STATE_ADOPTED: "good",
    ownership_pb2.PRINCIPLE_STATE_WITHDRAWN: "quiet",
}

EVALUATION: Mapping[int, Text] = {
    ownership_pb2.EVALUATION_CLASS_SUCCEEDED: msg("Réussi"),
    ownership_pb2.EVALUATION_CLASS_ADAPTED: msg("Réussi en s’adaptant"),
    ownership_pb2.EVALUATION_CLASS_FAILED_WITH_LESSONS: msg("Échec riche de leçons"),
    ownership_pb2.EVALUATION_CLASS_FAILED: msg("Échec"),
}

FAMILY: Mapping[str, Text] = {
    "10": msg("Énergie"),
    "15": msg("Eau et assainissement"),
    "20": msg("Environnement, eau des rivières et déchets"),
    "25": msg("Cimetières et services funéraires"),
    "30": msg("Santé, petite enfance et action sociale"),
    "35": msg("Politique de la ville"),
    "40": msg("Développement économique"),
    "45": msg("Tourisme"),
    "50": msg("Écoles, culture et sport"),
    "55": msg("Urbanisme et aménagement"),
    "60": msg("Mobilité, transports et voirie"),
    "65": msg("Logement et habitat"),
    "70": msg("Accueil des gens du voyage"),
    "75": msg("Autres services"),
}
"""Families of the national vocabulary, by the first two digits of its codes (BANATIC)."""
