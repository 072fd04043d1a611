"""R4: one step up, when a document shows that the nearer level is too small. The burden of proof is
on the upper level.
"""

from __future__ import annotations

from chassis.domain import msg
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import ZERO, Evidence, Level, ProjectFacts, ScaleCriterion
from services.projects.domain.subsidiarity.rules.steps import next_level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import CRITERIA, clip, listed, named, percent


def r4_right_scale(sheet: Sheet) -> Finding:
    """Move the owner one step, citing the document; suspended for a declared experiment."""
    owner = sheet.owner_body
    if owner is None or owner.level not in (Level.COMMUNE, Level.AGGLOMERATION):
        return Finding(fired=False, because=msg("Sans objet : aucun échelon supérieur n’est en question."))
    shown = shown_criteria(sheet.facts, sheet.charter)
    if not shown:
        return Finding(fired=False, because=msg("Aucun critère d’échelle n’est démontré par une pièce."))
    if sheet.facts.experiment:
        return Finding(fired=False, because=msg("Suspendue : le projet est une expérimentation déclarée."))
    upper, why_not = next_level(sheet, owner)
    proofs = listed(_proof(evidence) for evidence in shown)
    if upper is None:
        return Finding(
            fired=False, because=msg("Critère démontré ({proofs}), mais {why}.", proofs=proofs, why=why_not)
        )
    because = msg("Le bon échelon est {upper} : {proofs}.", upper=named(upper), proofs=proofs)
    sheet.move_up("R4", upper, because)
    documents = listed(clip(evidence.document) for evidence in shown)
    return Finding(fired=True, because=because, source=msg("Pièce : {documents}", documents=documents))


def shown_criteria(facts: ProjectFacts, charter: Charter) -> tuple[Evidence, ...]:
    """The evidence that counts: with a document, and for the gain from the charter's share on."""
    least = charter.parameters.mutualisation_gain
    return tuple(
        evidence
        for evidence in facts.evidence
        if evidence.document.strip()
        and (
            evidence.criterion is not ScaleCriterion.MUTUALISATION_GAIN
            or (evidence.gain is not None and evidence.gain >= least)
        )
    )


def _proof(evidence: Evidence) -> str:
    name = CRITERIA[evidence.criterion]
    if evidence.criterion is ScaleCriterion.MUTUALISATION_GAIN:
        name = f"{name} de {percent(evidence.gain or ZERO)}"
    return f"{name} (« {clip(evidence.document)} »)"
