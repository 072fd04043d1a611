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
    """Anonymous callers or not; the roles of which one must be held at some body (none: any caller); whether
    the service accounts of other nodes may call, which never act for anybody; and how often one caller may
    call within a minute (0: as often as they like).
    """

    anonymous: bool = False
    roles: frozenset[str] = frozenset()
    nodes: bool = False
    per_minute: int = 0


PUBLIC = Rule(anonymous=True, nodes=True)
SIGNED_IN = Rule()


def holding(*roles: str, per_minute: int = 0) -> Rule:
    """Callers that hold one of the roles at some body."""
    unknown = set(roles) - ROLES
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    return Rule(roles=frozenset(roles), per_minute=per_minute)


AccessTable = Mapping[str, Rule]
"""Full method name ("/archipel.projects.v1.ProjectsService/GetProject") → rule."""


def check_access(table: AccessTable, method: str, caller: Caller) -> Rule:
    """The rule that lets the caller through. Raise Unauthenticated or Forbidden when none does."""
    rule = table.get(method)
    if rule is None:
        raise Forbidden(
            "RPC_NOT_OPENED", msg("Cette fonction n’est ouverte à personne : {method}.", method=method)
        )
    if not caller.id and not rule.anonymous:
        raise Unauthenticated("TOKEN_MISSING", msg("Connectez-vous pour faire cela."))
    if caller.node and not rule.nodes:
        raise Forbidden(
            "NODE_NOT_ALLOWED",
            msg("Le compte du nœud « {node} » ne sert qu’à lire ce qui est public.", node=caller.node),
            node=caller.node,
        )
    if rule.roles and not any(mandate.role in rule.roles for mandate in caller.mandates):
        raise _role_missing(rule, caller)
    return rule


def _role_missing(rule: Rule, caller: Caller) -> Forbidden:
    """The refusal for whoever holds none of the roles; it names the body where one was lent until lately."""
    roles = sorted(rule.roles)
    bodies = sorted({mandate.body for mandate in caller.lapsed if mandate.role in rule.roles})
    if bodies:
        text = msg(
            "Il faut le rôle « {roles} » auprès de la collectivité {bodies} : celui que l’on vous avait "
            "confié a pris fin.",
            roles=" / ".join(roles),
            bodies=", ".join(bodies),
        )
        return Forbidden("ROLE_MISSING", text, roles=",".join(roles), body=",".join(bodies))
    text = msg("Il faut l’un de ces rôles auprès d’une collectivité : {roles}.", roles=", ".join(roles))
    return Forbidden("ROLE_MISSING", text, roles=",".join(roles))
