"""Commands and questions about free days and balances."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.domain import Fault, msg, raise_faults
from chassis.wire import FIRST_YEAR, LAST_YEAR, decimal_from_wire
from services.engineering.convert.parts import body_from_wire
from services.engineering.convert.vocabulary import skill_from_wire, skill_if_given
from services.engineering.domain.checks import check_declared
from services.engineering.domain.days import Skill
from services.engineering.use_cases.declare_capacity import DeclareCapacity
from services.engineering.use_cases.publish_capacity import PublishCapacity


def publish_from_proto(request: pb.PublishCapacityRequest) -> PublishCapacity:
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    raise_faults(faults)
    return PublishCapacity(body)


def declare_from_proto(request: pb.DeclareCapacityRequest) -> DeclareCapacity:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    body = body_from_wire(request.body, "body", faults)
    free = _free(request.free_days, faults)
    raise_faults(faults)
    return DeclareCapacity(body, request.etag, free)


def capacity_id_from_proto(request: pb.GetCapacityRequest) -> str:
    faults: list[Fault] = []
    body = body_from_wire(request.name, "name", faults, kind="capacities")
    raise_faults(faults)
    return body


def list_capacities_from_proto(request: pb.ListCapacitiesRequest) -> Skill | None:
    faults: list[Fault] = []
    skill = skill_if_given(request.skill, "skill", faults)
    raise_faults(faults)
    return skill


def balance_from_proto(request: pb.GetBalanceRequest) -> tuple[str, int]:
    """Code of the body and the year (0: this one)."""
    faults: list[Fault] = []
    body = body_from_wire(request.name, "name", faults, kind="balances")
    if request.year and not FIRST_YEAR <= request.year <= LAST_YEAR:
        faults.append(Fault("year", "YEAR_OUT_OF_RANGE", msg("Cette année est hors de ce qui est possible.")))
    raise_faults(faults)
    return body, request.year


def _free(given: Iterable[pb.SkillDays], faults: list[Fault]) -> dict[Skill, Decimal]:
    free: dict[Skill, Decimal] = {}
    for number, one in enumerate(given):
        field = f"free_days[{number}]"
        skill = skill_from_wire(one.skill, f"{field}.skill", faults)
        days = _declared(one.days, f"{field}.days", faults)
        if skill in free:
            text = msg("Cette compétence est indiquée deux fois.")
            faults.append(Fault(f"{field}.skill", "SKILL_REPEATED", text))
        if skill is not None:
            free[skill] = days
    return free


def _declared(text: str, field: str, faults: list[Fault]) -> Decimal:
    before = len(faults)
    days = decimal_from_wire(text, field, faults)
    if len(faults) == before:
        check_declared(days, field, faults)
    return days
