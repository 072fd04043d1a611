"""Who may talk to whom, as Kubernetes reads network policies: a pod that a policy selects may do what some
policy allows, and nothing else; a connection wants the consent of both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.architecture.check_deploy import Document, Key, selects


@dataclass(frozen=True)
class End:
    """A pod of the node (labels and named ports), or another namespace, or an address outside."""

    labels: dict[str, str] | None = None
    ports: dict[str, int] | None = None
    namespace: str = ""
    outside: bool = False


def pods(objects: dict[Key, Document]) -> dict[str, End]:
    """The pods of the node, by the name of their Deployment."""
    found = {}
    for (kind, name), document in objects.items():
        if kind == "Deployment":
            template = document["spec"]["template"]
            ports = template["spec"]["containers"][0].get("ports", [])
            numbers = {port["name"]: port["containerPort"] for port in ports}
            found[name] = End(template["metadata"]["labels"], numbers)
    return found


def may_reach(objects: dict[Key, Document], source: End, target: End, port: int) -> bool:
    policies = [document["spec"] for (kind, _), document in objects.items() if kind == "NetworkPolicy"]
    return all(
        allows(policies, here, there, direction, port, target)
        for here, there, direction in ((source, target, "Egress"), (target, source, "Ingress"))
    )


def allows(policies: list[Any], here: End, there: End, direction: str, port: int, target: End) -> bool:
    """Whether one end lets the connection pass. Ends that are no pods of ours have no policies of ours."""
    if here.labels is None:
        return True
    of_direction = [one for one in policies if direction in one["policyTypes"]]
    mine = [one for one in of_direction if selects(one["podSelector"], here.labels)]
    return not mine or any(
        fits(rule, "to" if direction == "Egress" else "from", there, port, target)
        for policy in mine
        for rule in policy.get(direction.lower(), [])
    )


def fits(rule: Document, side: str, there: End, port: int, target: End) -> bool:
    ports = rule.get("ports")
    numbers = [one["port"] for one in ports or []]
    if ports is not None and port not in [(target.ports or {}).get(number, number) for number in numbers]:
        return False
    return side not in rule or any(is_peer(peer, there) for peer in rule[side])


def is_peer(peer: Document, there: End) -> bool:
    if "ipBlock" in peer:
        return there.outside
    if "namespaceSelector" in peer:
        return peer["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": there.namespace}
    return there.labels is not None and selects(peer["podSelector"], there.labels)


def pairs(names: dict[str, End]) -> list[tuple[str, str]]:
    return [(source, target) for source in names for target in names]
