"""The state machines of a plan and of a line, as tables: state × verb × who × next."""

from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Caller, Refused, msg
from services.funding.domain.lines import LineState


class PlanState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Side(StrEnum):
    """Who acts: the body that owns the project, the one that funds a line, or the service itself."""

    OWNER = "owner"
    FUNDER = "funder"
    PAYER = "payer"
    SERVICE = "service"


class Verb(StrEnum):
    OPEN = "open"
    SET_LINES = "set_lines"
    ALIGN = "align"
    CLOSE = "close"
    REQUEST = "request"
    GRANT = "grant"
    REFUSE = "refuse"
    PAY = "pay"


@dataclass(frozen=True)
class Step:
    """From `state`, a person with one of the `roles` at the body on this `side` may do `verb`."""

    state: PlanState | LineState | None
    verb: Verb
    side: Side
    roles: tuple[str, ...]
    next: PlanState | LineState


OWNERS = ("elected", "project_manager")
PAYERS = ("funding_officer", "elected", "project_manager")

PLAN_STEPS = (
    Step(None, Verb.OPEN, Side.OWNER, OWNERS, PlanState.OPEN),
    Step(None, Verb.OPEN, Side.SERVICE, (), PlanState.OPEN),
    Step(PlanState.OPEN, Verb.SET_LINES, Side.OWNER, OWNERS, PlanState.OPEN),
    Step(PlanState.OPEN, Verb.ALIGN, Side.SERVICE, (), PlanState.OPEN),
    Step(PlanState.OPEN, Verb.CLOSE, Side.SERVICE, (), PlanState.CLOSED),
)
"""Of a plan. A closed plan is only read."""

LINE_STEPS = (
    Step(LineState.PLANNED, Verb.REQUEST, Side.OWNER, OWNERS, LineState.REQUESTED),
    Step(LineState.REQUESTED, Verb.GRANT, Side.FUNDER, ("funding_officer",), LineState.GRANTED),
    Step(LineState.REQUESTED, Verb.REFUSE, Side.FUNDER, ("funding_officer",), LineState.REFUSED),
    Step(LineState.GRANTED, Verb.PAY, Side.PAYER, PAYERS, LineState.GRANTED),
)
"""Of a fonds de concours, in an open plan. The payer is its funder; of any other granted line the
owner records the money that it received.
"""

STATE_WORDS = {
    PlanState.OPEN: "ouvert",
    PlanState.CLOSED: "clos",
    LineState.PLANNED: "prévue",
    LineState.REQUESTED: "demandée",
    LineState.GRANTED: "accordée",
    LineState.REFUSED: "refusée",
}


def roles_for(verb: Verb, side: Side) -> tuple[str, ...]:
    """Roles that may do the verb on this side."""
    return next(step.roles for step in (*PLAN_STEPS, *LINE_STEPS) if (step.verb, step.side) == (verb, side))


def must_act_for(caller: Caller, body: str, verb: Verb, side: Side) -> None:
    """Raise Forbidden unless the caller holds at the body a role that may do the verb."""
    caller.must_hold(body, *roles_for(verb, side))


def next_plan_state(state: PlanState, verb: Verb) -> PlanState:
    for step in PLAN_STEPS:
        if (step.state, step.verb) == (state, verb) and isinstance(step.next, PlanState):
            return step.next
    raise Refused(
        "PLAN_CLOSED",
        msg("Ce plan de financement est clos : il ne peut plus changer."),
        state=state.value,
        verb=verb.value,
    )


def next_line_state(line_id: str, state: LineState, verb: Verb) -> LineState:
    """Raise Refused, naming the state that the verb needs, when the line is in another one."""
    steps = [step for step in LINE_STEPS if step.verb is verb]
    for step in steps:
        if step.state is state and isinstance(step.next, LineState):
            return step.next
    needed = next(step.state for step in steps if step.state is not None)
    raise Refused(
        "LINE_IN_WRONG_STATE",
        msg(
            "La ligne {line} est {state} ; pour cela elle doit être {needed}.",
            line=line_id,
            state=STATE_WORDS[state],
            needed=STATE_WORDS[needed],
        ),
        line=line_id,
        state=state.value,
        needed=needed.value,
    )
