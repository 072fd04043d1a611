"""Lots of a programme: projects of their own, each decided by itself from R1 (rule R7)."""

from chassis.domain import Fault, msg
from services.projects.domain.project import Project
from services.projects.domain.states import State

AT = "project.part_of"


def lot_faults(programme: Project | None, lead: str, hidden: str = "") -> list[Fault]:
    """What is wrong with a project of that lead being a lot of the programme. None: there is none, or one of
    which the caller may not know (`hidden` is its name).
    """
    if programme is None:
        text = msg("Ce programme est inconnu : choisissez-le dans la liste.")
        return [Fault(AT, "UNKNOWN_PROJECT", text, hidden)]
    if programme.written.part_of or not programme.written.facts.is_programme:
        text = msg(
            "« {title} » n’est pas un programme : un lot se rattache à un programme.",
            title=programme.written.title,
        )
        return [Fault(AT, "NOT_A_PROGRAMME", text)]
    if programme.state is State.WITHDRAWN:
        text = msg("Le programme « {title} » est retiré.", title=programme.written.title)
        return [Fault(AT, "PROGRAMME_WITHDRAWN", text)]
    if lead not in programme.concerned | {programme.tenure.owner}:
        text = msg("La collectivité {body} n’est pas concernée par ce programme.", body=lead)
        return [Fault(AT, "BODY_NOT_CONCERNED", text)]
    return []
