"""What a project must hold before it can be judged (rule R0 of the charter); a draft may lack it."""

from collections.abc import Iterable

from chassis.domain import Fault, msg
from services.projects.domain.drafting import Draft
from services.projects.domain.participation import Answer, Participant
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


def amendment_faults(before: Draft, after: Draft, participants: Iterable[Participant]) -> list[Fault]:
    """What cannot be amended during a conciliation: whom the lead invited stays who was asked, no works
    move to the ground of a commune that declined, and the project stays complete.
    """
    faults = completeness_faults(after.facts)
    if after.participants != before.participants:
        text = msg("Les communes invitées ne changent plus pendant la conciliation : laissez-les ainsi.")
        faults.append(Fault("project.participants", "FIXED_IN_CONCILIATION", text))
    refusing = {each.body for each in participants if each.answer is Answer.DECLINED}
    for index, code in enumerate(after.facts.works_area):
        if code in refusing:
            text = msg("La commune {code} a décliné : aucun chantier ne se prévoit sur son sol.", code=code)
            faults.append(Fault(f"project.facts.works_area[{index}]", "GROUND_DECLINED", text))
    return faults
