"""The state machines of a plan and of its lines, as data: state × verb × who × next. A pair that is not
in a table is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg
from services.funding.domain.lines import LineState


class PlanState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Verb(StrEnum):
    OPEN = "open"
    SET_LINES = "set_lines"
    ALIGN = "align"
    CLOSE = "close"
    REQUEST = "request"
    GRANT = "grant"
    REFUSE = "refuse"
    PAY = "pay"


class Who(StrEnum):
    """For which body one acts."""

    OWNER = "owner"
    """Of the project."""
    FUNDER = "funder"
    """Of a fonds de concours."""
    PAYER = "payer"
    """The funder of a fonds de concours; of any other granted line the owner, who received the money."""
    PROJECT = "project"
    """Nobody acts: the plan follows its project."""


ROLES: Mapping[Who, tuple[str, ...]] = {
    Who.OWNER: ("elected", "project_manager"),
    Who.FUNDER: ("funding_officer",),
    Who.PAYER: ("funding_officer", "elected", "project_manager"),
    Who.PROJECT: (),
}
"""Who granted does not pay (four_eyes.py), so more roles may pay than grant."""


@dataclass(frozen=True)
class Step:
    """Who may do it, and where it leads."""

    who: Who
    next: PlanState | LineState


PLAN_STEPS: Mapping[PlanState, Mapping[Verb, Step]] = {
    PlanState.OPEN: {
        Verb.SET_LINES: Step(Who.OWNER, PlanState.OPEN),
        Verb.REQUEST: Step(Who.OWNER, PlanState.OPEN),
        Verb.GRANT: Step(Who.FUNDER, PlanState.OPEN),
        Verb.REFUSE: Step(Who.FUNDER, PlanState.OPEN),
        Verb.PAY: Step(Who.PAYER, PlanState.OPEN),
        Verb.ALIGN: Step(Who.PROJECT, PlanState.OPEN),
        Verb.CLOSE: Step(Who.PROJECT, PlanState.CLOSED),
    },
    PlanState.CLOSED: {},
}

LINE_STEPS: Mapping[LineState, Mapping[Verb, Step]] = {
    LineState.PLANNED: {Verb.REQUEST: Step(Who.OWNER, LineState.REQUESTED)},
    LineState.REQUESTED: {
        Verb.GRANT: Step(Who.FUNDER, LineState.GRANTED),
        Verb.REFUSE: Step(Who.FUNDER, LineState.REFUSED),
    },
    LineState.GRANTED: {Verb.PAY: Step(Who.PAYER, LineState.GRANTED)},
    LineState.REFUSED: {},
}
"""Of a fonds de concours, while its plan is open. The owner itself says the state of any other line."""

STATE_TITLES: Mapping[PlanState | LineState, Text] = {
    PlanState.OPEN: msg("ouvert"),
    PlanState.CLOSED: msg("clos"),
    LineState.PLANNED: msg("prévue"),
    LineState.REQUESTED: msg("demandée"),
    LineState.GRANTED: msg("accordée"),
    LineState.REFUSED: msg("refusée"),
}

ACTS: Mapping[Verb, Text] = {
    Verb.OPEN: msg("ouvrir ce plan"),
    Verb.SET_LINES: msg("écrire les lignes de ce plan"),
    Verb.ALIGN: msg("accorder ce plan à son projet"),
    Verb.CLOSE: msg("clore ce plan"),
    Verb.REQUEST: msg("demander ce fonds de concours"),
    Verb.GRANT: msg("accorder ce fonds de concours"),
    Verb.REFUSE: msg("refuser ce fonds de concours"),
    Verb.PAY: msg("enregistrer un paiement"),
}


def next_plan_state(state: PlanState, verb: Verb) -> PlanState:
    """Where the verb leads. Raise Refused where the table holds no step."""
    row = PLAN_STEPS[state]
    if verb not in row:
        text = msg("On ne peut pas {act} : le plan est {state}.", act=ACTS[verb], state=STATE_TITLES[state])
        raise _refused(text, state, verb, row)
    return PlanState(row[verb].next)


def next_line_state(line_id: str, state: LineState, verb: Verb) -> LineState:
    """Where the verb leads. Raise Refused where the table holds no step, with what remains possible."""
    row = LINE_STEPS[state]
    if verb not in row:
        text = msg(
            "On ne peut pas {act} : la ligne {line} est {state}.",
            act=ACTS[verb],
            line=line_id,
            state=STATE_TITLES[state],
        )
        raise _refused(text, state, verb, row)
    return LineState(row[verb].next)


def _refused(text: Text, state: PlanState | LineState, verb: Verb, row: Mapping[Verb, Step]) -> Refused:
    return Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
