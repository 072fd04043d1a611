"""On Kubernetes the network is a boundary between the parts of a node, with or without certificates."""

from __future__ import annotations

import pytest

from node.parts import SERVICES
from tests.architecture.check_deploy import DEPLOY, Document, Key, objects
from tests.architecture.network_policies import End, may_reach, pairs, pods

BASE = objects(DEPLOY / "base")
PODS = pods(BASE)
POSTGRESQL, NATS = End(namespace="postgresql"), End(namespace="nats")


@pytest.mark.parametrize(("source", "target"), pairs(PODS))
def test_within_a_node_only_the_portal_calls_a_service(source: str, target: str) -> None:
    reached = {port for port in (80, 443, 8080, 8081) if may_reach(BASE, PODS[source], PODS[target], port)}
    assert reached == ({8080} if source == "portal" and target != "portal" else set())


@pytest.mark.parametrize("service", SERVICES)
def test_a_pod_speaks_to_its_database_to_nats_and_to_little_else(service: str) -> None:
    pod = PODS[service]
    reached = {
        (end.namespace or "outside", port)
        for end in (
            POSTGRESQL, NATS, End(namespace="telemetry"), End(namespace="kube-system"),
            End(namespace="ingress-nginx"), End(namespace="elsewhere"), End(outside=True),
        )
        for port in (22, 53, 80, 443, 4222, 4317, 5432, 6222, 8080, 8222)
        if may_reach(BASE, pod, end, port)
    }  # fmt: skip
    assert reached == {
        ("postgresql", 5432), ("nats", 4222), ("telemetry", 4317), ("kube-system", 53), ("outside", 443),
    }  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_from_outside_only_the_ingress_reaches_a_pod_and_only_the_portal(service: str) -> None:
    for namespace in ("nats", "postgresql", "telemetry", "kube-system", "elsewhere", "ingress-nginx"):
        for port in (8080, 8081):
            wanted = (service, namespace, port) == ("portal", "ingress-nginx", 8080)
            assert may_reach(BASE, End(namespace=namespace), PODS[service], port) == wanted
    assert not may_reach(BASE, End(outside=True), PODS[service], 8080)


def test_taking_a_policy_away_opens_a_door_or_closes_one() -> None:
    """Each policy is needed, and the reading of policies above notices when one is missing."""
    newcomer = End({"app.kubernetes.io/part-of": "archipel", "app.kubernetes.io/name": "newcomer"})
    others = {"newcomer": newcomer, "postgresql": POSTGRESQL, "ingress": End(namespace="ingress-nginx")}
    ends = PODS | others

    def doors(base: dict[Key, Document]) -> set[tuple[str, str, int]]:
        ports = (5432, 8080)
        return {(s, t, p) for s, t in pairs(ends) for p in ports if may_reach(base, ends[s], ends[t], p)}

    policies = [key for key in BASE if key[0] == "NetworkPolicy"]
    assert len(policies) == 5
    for key in policies:
        assert doors({one: document for one, document in BASE.items() if one != key}) != doors(BASE), key
