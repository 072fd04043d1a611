"""Decisions of the charter: the domain's ↔ the wire's message."""

from __future__ import annotations

from decimal import Decimal

from archipel.projects.v1 import subsidiarity_pb2
from chassis.wire import date_from_wire, date_to_wire, decimal_to_wire
from services.projects.convert.enums import DUE_ACT, LEVEL, OWNER_KIND, ROLE, SKILL
from services.projects.convert.facts import body_name
from services.projects.domain.subsidiarity.decision import (
    ENGINE,
    Alternative,
    Blocked,
    Decision,
    Due,
    FactChange,
    Gap,
    NotChosen,
    Owner,
    RoleOf,
    RuleResult,
)
from services.projects.domain.subsidiarity.facts import Level


def decision_to_proto(decision: Decision) -> subsidiarity_pb2.Decision:
    """The whole decision, its sentences as they were fixed."""
    owner, blocked = decision.owner, decision.blocked
    return subsidiarity_pb2.Decision(
        owner=_owner_to_proto(owner),
        roles=[
            subsidiarity_pb2.RoleOf(
                party=held.party,
                level=LEVEL.to_wire(held.level),
                role=ROLE.to_wire(held.role),
                title=held.title,
            )
            for held in decision.roles
        ],
        rules=[
            subsidiarity_pb2.RuleResult(
                id=rule.id, title=rule.title, fired=rule.fired, because=rule.because, source=rule.source
            )
            for rule in decision.rules
        ],
        not_chosen=[
            subsidiarity_pb2.NotChosen(party=other.party, because=other.because)
            for other in decision.not_chosen
        ],
        blocked=None
        if blocked is None
        else subsidiarity_pb2.Blocked(rule=blocked.rule, because=blocked.because, ways_out=blocked.ways_out),
        conditions=decision.conditions,
        date=date_to_wire(decision.date),
        explanation=decision.explanation,
        charter_id=decision.charter_id,
        charter_version=decision.charter_version,
        gaps=[_gap_to_proto(gap) for gap in decision.gaps],
        what_would_change=[_alternative_to_proto(other) for other in decision.what_would_change],
        due=[_due_to_proto(due) for due in decision.due],
        review_date=date_to_wire(decision.review_date),
        number=decision.number,
        return_to=body_name(decision.return_to),
        return_due=date_to_wire(decision.return_due),
        engine=decision.engine,
    )


def decision_from_proto(message: subsidiarity_pb2.Decision) -> Decision:
    """A decision that this service wrote itself: it is taken as it stands."""
    day = date_from_wire(message.date, "date", [])
    assert day is not None
    return Decision(
        owner=_owner(message.owner),
        roles=tuple(
            RoleOf(held.party, ROLE.stored(held.role), _level(held.level), held.title)
            for held in message.roles
        ),
        rules=tuple(
            RuleResult(rule.id, rule.title, rule.fired, rule.because, rule.source) for rule in message.rules
        ),
        not_chosen=tuple(NotChosen(other.party, other.because) for other in message.not_chosen),
        blocked=(
            Blocked(message.blocked.rule, message.blocked.because, tuple(message.blocked.ways_out))
            if message.HasField("blocked")
            else None
        ),
        conditions=tuple(message.conditions),
        date=day,
        explanation=message.explanation,
        charter_id=message.charter_id,
        charter_version=message.charter_version,
        gaps=tuple(_gap_from_proto(gap) for gap in message.gaps),
        what_would_change=tuple(_alternative(other) for other in message.what_would_change),
        due=tuple(
            Due(due.party, DUE_ACT.stored(due.act), date_from_wire(due.until, "until", []))
            for due in message.due
        ),
        review_date=date_from_wire(message.review_date, "review_date", []),
        number=message.number or 1,
        return_to=message.return_to.removeprefix("territories/"),
        return_due=date_from_wire(message.return_due, "return_due", []),
        engine=message.engine or ENGINE,
    )


def _owner_to_proto(owner: Owner) -> subsidiarity_pb2.Owner:
    return subsidiarity_pb2.Owner(
        kind=OWNER_KIND.to_wire(owner.kind),
        body=body_name(owner.body),
        level=LEVEL.to_wire(owner.level),
        title=owner.title,
    )


def _owner(message: subsidiarity_pb2.Owner) -> Owner:
    return Owner(
        OWNER_KIND.stored(message.kind),
        message.body.removeprefix("territories/"),
        _level(message.level),
        message.title,
    )


def _alternative_to_proto(other: Alternative) -> subsidiarity_pb2.Alternative:
    return subsidiarity_pb2.Alternative(
        changes=[
            subsidiarity_pb2.FactChange(fact=change.fact, to=change.to, **{"from": change.from_})
            for change in other.changes
        ],
        owner=_owner_to_proto(other.owner),
        text=other.text,
    )


def _alternative(message: subsidiarity_pb2.Alternative) -> Alternative:
    changes = (FactChange(each.fact, getattr(each, "from"), each.to) for each in message.changes)
    return Alternative(tuple(changes), _owner(message.owner), message.text)


def _due_to_proto(due: Due) -> subsidiarity_pb2.Due:
    return subsidiarity_pb2.Due(party=due.party, act=DUE_ACT.to_wire(due.act), until=date_to_wire(due.until))


def _level(number: int) -> Level | None:
    return LEVEL.stored(number) if number else None


def _gap_to_proto(gap: Gap) -> subsidiarity_pb2.Gap:
    return subsidiarity_pb2.Gap(
        skill=SKILL.to_wire(gap.skill),
        needed_days=decimal_to_wire(gap.needed_days),
        free_days=decimal_to_wire(gap.free_days),
        missing_days=decimal_to_wire(gap.missing_days),
    )


def _gap_from_proto(message: subsidiarity_pb2.Gap) -> Gap:
    return Gap(
        SKILL.stored(message.skill),
        Decimal(message.needed_days),
        Decimal(message.free_days),
        Decimal(message.missing_days),
    )
