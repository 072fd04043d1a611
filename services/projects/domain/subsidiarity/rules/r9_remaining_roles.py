"""R9: the roles that remain, by who owns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import Body, LentAgent, Level, Nature, Skill
from services.projects.domain.subsidiarity.rules.r1_law import FOR_THE_HOLDER, lines_of
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.support import team
from services.projects.domain.subsidiarity.words import SKILLS, capital, clip, days, listed, named


def r9_remaining_roles(sheet: Sheet) -> Finding:
    """Give every level concerned its role; a micro-project leaves the upper levels in peace."""
    if sheet.owner is None:
        return Finding(fired=False, because=lambda: msg("Sans porteur, aucun rôle."))
    before = len(sheet.roles)
    body = sheet.owner_body
    if body is not None:
        _BY_LEVEL[body.level](sheet, body)
    elif sheet.owner.kind is OwnerKind.THIRD_PARTY or sheet.facts.asset_owner is not None:
        sheet.give_all(sheet.communes, Role.CO_OWNER)
    agents = [] if sheet.is_micro else _pole(sheet, body)
    added = sheet.roles[before:]
    if not added:
        return Finding(fired=False, because=lambda: msg("Aucun autre rôle n’est nécessaire."))

    def because() -> Text:
        parties = listed(dict.fromkeys(clip(role.title) for role in added))
        if not agents:
            return msg("Rôles ajoutés pour {parties}.", parties=parties)
        return msg(
            "Rôles ajoutés pour {parties}. Agents nommés : {agents}.",
            parties=parties,
            agents=listed(_introduced(sheet, agent, skills) for agent, skills in agents),
        )

    return Finding(fired=True, because=because)


def _under_a_commune(sheet: Sheet, commune: Body) -> None:
    agglomeration = sheet.directory.above(commune.code, Level.AGGLOMERATION)
    if agglomeration is None or sheet.is_micro:
        return
    if any(gap.skill is not Skill.FACILITATION for gap in sheet.gaps(commune)):
        sheet.give(agglomeration, Role.ENGINEERING_SUPPORT)
    if sheet.meets("R9.facilitation_wanted") and sheet.capacity(agglomeration).free(Skill.FACILITATION) != 0:
        sheet.give(agglomeration, Role.FACILITATION_SUPPORT)
    if (
        sheet.meets("R9.co_funded")
        or _has_financial_tools(sheet, agglomeration)
        or _acts_for_another(sheet, commune)
    ):
        sheet.give(agglomeration, Role.CO_FUNDER)
    if not sheet.has_role(agglomeration) and sheet.meets("R9.informed"):
        sheet.give(agglomeration, Role.INFORMED)


def _has_financial_tools(sheet: Sheet, body: Body) -> bool:
    return any(line.financial_tools for line, holder in lines_of(sheet) if holder == body)


def _acts_for_another(sheet: Sheet, commune: Body) -> bool:
    """The commune owns by agreement or delegation of the holder."""
    return any(line.mode in FOR_THE_HOLDER for line, holder in lines_of(sheet) if holder == commune)


def _under_an_agglomeration(sheet: Sheet, _owner: Body) -> None:
    _origin(sheet)
    if len(sheet.communes) == 1:
        sheet.give(sheet.communes[0], Role.CO_OWNER)
    _each_commune(sheet, Role.LOCAL_RELAY)
    if len(sheet.reach) > 1:
        _each_commune(sheet, Role.FACILITATION_SUPPORT)
    if sheet.facts.nature is Nature.SHARED_SERVICE:
        _each_commune(sheet, Role.ENGINEERING_SUPPORT)
        if not sheet.is_micro:
            for pole in sheet.uppers(Level.POLE):
                # Exchange and training are what the pole is for; it lends no days by this role.
                sheet.give(pole, Role.FACILITATION_SUPPORT)
                sheet.conditions.append(partial(_who_trains, sheet, pole))


def _who_trains(sheet: Sheet, pole: Body) -> Text:
    agents = sorted(agent.id for agent in sheet.capacity(pole).lent_agents)
    if agents:
        return msg(
            "{pole} : échanges et formation, avec {agents}.", pole=capital(named(pole)), agents=listed(agents)
        )
    return msg("{pole} : échanges et formation ; agents prêtés encore à nommer.", pole=capital(named(pole)))


def _under_the_pole(sheet: Sheet, _owner: Body) -> None:
    _agglomerations_co_own(sheet)
    _origin(sheet)
    _each_commune(sheet, Role.LOCAL_RELAY)


def _agglomerations_co_own(sheet: Sheet) -> None:
    """Of a micro-project they are neither asked nor told."""
    if not sheet.is_micro:
        sheet.give_all(sheet.uppers(Level.AGGLOMERATION), Role.CO_OWNER)


def _under_a_third_body(sheet: Sheet, owner: Body) -> None:
    if owner.level is Level.SYNDICATE:
        _agglomerations_co_own(sheet)
        if sheet.meets("R9.facilitation_wanted"):
            _each_commune(sheet, Role.FACILITATION_SUPPORT)
    _origin(sheet)
    _each_commune(sheet, Role.LOCAL_RELAY)


_BY_LEVEL: dict[Level, Callable[[Sheet, Body], None]] = {
    Level.COMMUNE: _under_a_commune,
    Level.AGGLOMERATION: _under_an_agglomeration,
    Level.POLE: _under_the_pole,
    Level.DEPARTMENT: _under_a_third_body,
    Level.REGION: _under_a_third_body,
    Level.SYNDICATE: _under_a_third_body,
}


def _origin(sheet: Sheet) -> None:
    """A project that grew in a commune keeps it as co-owner, wherever it rose to."""
    commune = sheet.directory.body(sheet.facts.origin)
    if commune is not None and commune.level is Level.COMMUNE:
        sheet.give(commune, Role.CO_OWNER)


def _each_commune(sheet: Sheet, role: Role) -> None:
    for commune in sheet.communes:
        sheet.give(commune, role)


NamedAgents = list[tuple[LentAgent, frozenset[Skill]]]


def _pole(sheet: Sheet, owner: Body | None) -> NamedAgents:
    """The pole awards its own label, or lends named agents; it never supports without names.

    Returns the agents of its resource team with what each brings, for the reason of the rule.
    """
    named_agents: NamedAgents = []
    for pole in sheet.uppers(Level.POLE):
        if sheet.meets("R9.poles_label"):
            sheet.give(pole, Role.LABELLER)
        if owner is None or owner.level not in (Level.COMMUNE, Level.AGGLOMERATION):
            continue
        gaps = sheet.gaps(owner)
        lacking = {gap.skill for gap in gaps}
        for agent in team(sheet, pole, gaps):
            brought = agent.skills & lacking
            for skill in sorted(brought):
                facilitation = skill is Skill.FACILITATION
                sheet.give(pole, Role.FACILITATION_SUPPORT if facilitation else Role.ENGINEERING_SUPPORT)
            named_agents.append((agent, brought))
    return named_agents


def _introduced(sheet: Sheet, agent: LentAgent, brought: frozenset[Skill]) -> str:
    skills = ", ".join(SKILLS[skill] for skill in sorted(brought))
    employer = sheet.directory.body(agent.employer)
    lender = named(employer) if employer is not None else agent.employer
    return f"{clip(agent.id)}, prêté par {lender}, {skills}, {days(agent.days)}"
