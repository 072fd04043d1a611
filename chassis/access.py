"""Who may call which RPC: a table per service that fails closed. Whose resource it is, the domain says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.domain import Caller, Forbidden, msg
from chassis.errors import Unauthenticated

ROLES = frozenset(
    {"elected", "project_manager", "funding_officer", "juror", "pool_manager", "agent", "observer"}
)


@dataclass(frozen=True)
class Rule:
    """Anonymous callers or not; and the roles of which one must be held at some body (none: any caller)."""

    anonymous: bool = False
    roles: frozenset[str] = frozenset()


PUBLIC = Rule(anonymous=True)
SIGNED_IN = Rule()


def holding(*roles: str) -> Rule:
    """Callers that hold one of the roles at some body."""
    unknown = set(roles) - ROLES
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    return Rule(roles=frozenset(roles))


AccessTable = Mapping[str, Rule]
"""Full method name ("/archipel.projects.v1.ProjectsService/GetProject") → rule."""


def check_access(table: AccessTable, method: str, caller: Caller) -> None:
    """Raise Unauthenticated or Forbidden unless the table lets the caller through."""
    rule = table.get(method)
    if rule is None:
        raise Forbidden(
            "RPC_NOT_OPENED", msg("Cette fonction n’est ouverte à personne : {method}.", method=method)
        )
    if not caller.id and not rule.anonymous:
        raise Unauthenticated("TOKEN_MISSING", msg("Connectez-vous pour faire cela."))
    if rule.roles and not any(mandate.role in rule.roles for mandate in caller.mandates):
        raise Forbidden(
            "ROLE_MISSING",
            msg(
                "Il faut l’un de ces rôles auprès d’une collectivité : {roles}.",
                roles=", ".join(sorted(rule.roles)),
            ),
            roles=",".join(sorted(rule.roles)),
        )
