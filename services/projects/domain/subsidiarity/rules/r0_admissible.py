"""R0: a project says what it is about, where, and who wants it, and nobody else has said it already."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.subsidiarity.sheet import Block, Finding, Sheet
from services.projects.domain.subsidiarity.words import clip, listed

ADMITTED = Finding(
    fired=False, because=lambda: msg("Le dossier dit quoi, où et qui ; il n’a pas de doublon ouvert.")
)


def r0_admissible(sheet: Sheet) -> Finding:
    """Refuse with all the reasons at once; each reason has its way out."""
    faults = [] if sheet.is_admitted else _faults(sheet)
    if not faults:
        sheet.is_admitted = True
        return ADMITTED

    def because() -> Text:
        reasons = " ; ".join(str(reason) for reason, _ in faults)
        return msg("Le dossier n’est pas recevable : {reasons}.", reasons=reasons)

    sheet.block = Block("R0", because, lambda: tuple(way_out for _, way_out in faults))
    return Finding(fired=True, because=because, stop=True)


def _faults(sheet: Sheet) -> list[tuple[Text, Text]]:
    facts = sheet.facts
    unknown = [code for code in sheet.works if not _is_commune(sheet, code)]
    faults: list[tuple[Text, Text]] = []
    if not facts.competence.strip():
        faults.append((msg("la compétence principale manque"), msg("Choisir la compétence principale.")))
    if not sheet.works:
        faults.append((msg("aucune commune n’est nommée"), msg("Nommer au moins une commune de l’emprise.")))
    if unknown:
        faults.append(
            (
                msg("communes inconnues de l’annuaire : {codes}", codes=listed(unknown)),
                msg("Corriger les codes INSEE de l’emprise."),
            )
        )
    if facts.initiator is None:
        faults.append(
            (
                msg("personne n’est nommé à l’initiative du projet"),
                msg("Dire qui est à l’initiative du projet."),
            )
        )
    if facts.duplicate_of:
        faults.append(
            (
                msg("un projet ouvert dit déjà la même chose ({name})", name=clip(facts.duplicate_of)),
                msg("Rejoindre le projet déjà ouvert, ou attendre sa clôture."),
            )
        )
    return faults


def _is_commune(sheet: Sheet, code: str) -> bool:
    body = sheet.directory.body(code)
    return body is not None and body.level is Level.COMMUNE
