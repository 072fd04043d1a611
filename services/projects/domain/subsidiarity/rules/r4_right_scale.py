"""R4: one step up, when a document shows that the nearer level is too small. The burden of proof is
on the upper level.
"""

from __future__ import annotations

from chassis.domain import msg
from services.projects.domain.subsidiarity.facts import ZERO, Evidence, Level, ScaleCriterion
from services.projects.domain.subsidiarity.rules.steps import next_level
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import CRITERIA, clip, listed, named, percent


def r4_right_scale(sheet: Sheet) -> Finding:
    """Move the owner one step, citing the document; suspended for a declared experiment."""
    owner = sheet.owner_body
    if owner is None or owner.level not in (Level.COMMUNE, Level.AGGLOMERATION) or sheet.agreed_owner:
        return Finding(
            fired=False, because=lambda: msg("Sans objet : aucun échelon supérieur n’est en question.")
        )
    shown = sheet.shown
    if not shown:
        return Finding(
            fired=False, because=lambda: msg("Aucun critère d’échelle n’est démontré par une pièce.")
        )
    if sheet.meets("R4.suspended"):
        return Finding(
            fired=False, because=lambda: msg("Suspendue : le projet est une expérimentation déclarée.")
        )
    upper, why_not = next_level(sheet, owner)

    def proofs() -> str:
        return listed(_proof(evidence) for evidence in shown)

    if upper is None:
        return Finding(
            fired=False,
            because=lambda: msg("Critère démontré ({proofs}), mais {why}.", proofs=proofs(), why=why_not()),
        )
    sheet.move_up(
        "R4",
        upper,
        lambda: msg("Le bon échelon est {upper} : {proofs}.", upper=named(upper), proofs=proofs()),
    )
    return Finding(
        fired=True,
        because=sheet.moved_by[-1][2],
        source=lambda: msg(
            "Pièce : {documents}", documents=listed(clip(evidence.document) for evidence in shown)
        ),
    )


def _proof(evidence: Evidence) -> str:
    name = CRITERIA[evidence.criterion]
    if evidence.criterion is ScaleCriterion.MUTUALISATION_GAIN:
        name = f"{name} de {percent(evidence.gain or ZERO)}"
    return f"{name} (« {clip(evidence.document)} »)"
