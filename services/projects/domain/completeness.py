"""What a project must hold before it can be judged (rule R0 of the charter); a draft may lack it."""

from chassis.domain import Fault, msg
from services.projects.domain.subsidiarity.facts import ProjectFacts


def completeness_faults(facts: ProjectFacts, at: str = "project.facts") -> list[Fault]:
    """Everything that the charter needs and the project does not say yet (R0)."""
    faults: list[Fault] = []
    if not facts.competence:
        text = msg("Indiquez la compétence principale : elle dit qui peut légalement porter le projet.")
        faults.append(Fault(f"{at}.competence", "REQUIRED", text))
    if not facts.works_area and not facts.impact_area:
        text = msg("Indiquez au moins une commune : d’emprise, ou d’impact pour une démarche sans travaux.")
        faults.append(Fault(f"{at}.works_area", "REQUIRED", text))
    if facts.initiator is None:
        text = msg("Indiquez qui est à l’initiative : commune, habitants, agglomération ou pôle.")
        faults.append(Fault(f"{at}.initiator", "REQUIRED", text))
    if facts.duplicate_of:
        text = msg("Un projet ouvert dit déjà la même chose : rejoignez-le, ou retirez cette mention.")
        faults.append(Fault(f"{at}.duplicate_of", "OPEN_DUPLICATE", text))
    return faults
