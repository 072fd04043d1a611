"""Which body sits over the contests of a decision: rule R10 names it, nobody chooses it."""

from services.projects.domain.consent_round import Conciliation, ConciliatorKind
from services.projects.domain.drafting import Draft
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import Directory, Level


def named_conciliation(written: Draft, decision: Decision, directory: Directory) -> Conciliation:
    """Inside one agglomeration its conference of mayors, between several the bureau of the pole.

    Where communes stand in no agglomeration or under no pole, the nearest body above the lead; at worst
    the lead itself, so that a contest is never without an ear.
    """
    parties = list(written.facts.works_area or written.facts.impact_area)
    if decision.owner.body:
        parties.append(decision.owner.body)
    within = {_at_or_above(party, Level.AGGLOMERATION, directory) for party in parties}
    if len(within) == 1 and "" not in within:
        return Conciliation(ConciliatorKind.CONFERENCE_OF_MAYORS, within.pop())
    poles = [_at_or_above(party, Level.POLE, directory) for party in (*parties, written.lead)]
    pole = next((each for each in poles if each), "")
    if pole:
        return Conciliation(ConciliatorKind.BUREAU_OF_THE_POLE, pole)
    nearest = _at_or_above(written.lead, Level.AGGLOMERATION, directory) or written.lead
    return Conciliation(ConciliatorKind.CONFERENCE_OF_MAYORS, nearest)


def _at_or_above(code: str, level: Level, directory: Directory) -> str:
    body = directory.body(code)
    if body is not None and body.level is level:
        return code
    upper = directory.above(code, level)
    return "" if upper is None else upper.code
