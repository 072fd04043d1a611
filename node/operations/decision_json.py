"""A decision as programs read it: the keys of the issue tracker's contract, nothing where there is nothing.

Numbers and truths of a case stand as numbers and truths, so that a change can be written back into its file.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from node.operations.subsidiarity import Evaluation
from services.projects.domain.cases.fact_kinds import kind_of
from services.projects.domain.cases.keys import Kind
from services.projects.domain.subsidiarity.decision import Alternative, Decision, Owner
from services.projects.domain.subsidiarity.facts import ProjectFacts

ASSET_OWNER = "project.asset_owner"


def evaluation_to_plain(found: Evaluation) -> dict[str, Any]:
    """The whole answer."""
    decision = found.decision
    return {
        **_verdict(decision),
        "rules": [
            {"id": rule.id, "fired": rule.fired, "because": rule.because, "source": rule.source or None}
            for rule in decision.rules
        ],
        "not_chosen": [{"party": each.party, "because": each.because} for each in decision.not_chosen],
        "what_would_change": [
            _alternative(each, found.case.project.facts) for each in decision.what_would_change
        ],
        "conditions": list(decision.conditions),
        "date": decision.date.isoformat(),
        "explanation": decision.explanation,
        "charter": {"id": decision.charter_id, "version": decision.charter_version},
        "title": found.case.project.title or None,
        "due": [
            {"party": due.party, "act": due.act.value, "until": due.until and due.until.isoformat()}
            for due in decision.due
        ],
        "review_date": decision.review_date and decision.review_date.isoformat(),
        "return_to": decision.return_to or None,
        "return_due": decision.return_due and decision.return_due.isoformat(),
        "gaps": [
            {
                "skill": gap.skill.value,
                "needed_days": number(gap.needed_days),
                "free_days": number(gap.free_days),
                "missing_days": number(gap.missing_days),
            }
            for gap in decision.gaps
        ],
        "lots": [{"title": title, **_verdict(each)} for title, each in found.lots],
    }


def number(value: Decimal) -> int | float:
    """A JSON number; whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _verdict(decision: Decision) -> dict[str, Any]:
    blocked = decision.blocked
    return {
        "owner": _owner(decision.owner),
        "roles": [
            {"party": held.party, "level": held.level and held.level.value, "role": held.role.value}
            for held in decision.roles
        ],
        "blocked": blocked
        and {"rule": blocked.rule, "because": blocked.because, "ways_out": list(blocked.ways_out)},
    }


def _owner(owner: Owner) -> dict[str, Any]:
    return {
        "kind": owner.kind.value,
        "body": owner.body or None,
        "level": owner.level and owner.level.value,
    }


def _alternative(alternative: Alternative, facts: ProjectFacts) -> dict[str, Any]:
    return {
        "changes": [
            {
                "fact": change.fact,
                "from": _asset_owner(facts)
                if change.fact == ASSET_OWNER
                else written(change.fact, change.from_),
                "to": written(change.fact, change.to),
            }
            for change in alternative.changes
        ],
        "owner": _owner(alternative.owner),
    }


def _asset_owner(facts: ProjectFacts) -> dict[str, Any] | None:
    """Of all facts that may change, the one that a case writes as a mapping."""
    owner = facts.asset_owner
    return None if owner is None else {"kind": owner.kind.value, "name": owner.title or None}


def written(fact: str, value: str) -> Any:
    """A value as it stands in a case file: what the fact is decides, not what the value looks like."""
    if not value:
        return None
    kind = kind_of(fact)
    if kind is Kind.TRUTH:
        return value == "true"
    if kind in (Kind.NUMBER, Kind.COUNT):
        return number(Decimal(value))
    return json.loads(value) if kind in (Kind.CODES, Kind.LIST) else value
