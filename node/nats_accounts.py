"""Who may do what on NATS: one account for each service, so that the server itself keeps them apart.

Permissions alone would not: within one account the server answers to whatever subject a request names, and
so would write into a stream that the asker may not write to (docs/adr/0012-one-nats-account-per-service.md).
Between accounts passes only what stands here: a service reads the streams of those that it listens to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.subjects import inbox_prefix, reading_prefix, stream_name

LISTENS: Mapping[str, tuple[str, ...]] = {
    "projects": ("projects", "engineering", "portal"),
    "labels": ("projects", "portal"),
    "engineering": ("projects", "portal"),
    "funding": ("projects", "portal"),
    "portal": ("projects", "labels", "engineering", "funding", "portal"),
}
"""Service → services whose streams it reads. `tests/architecture/test_nats_accounts.py` holds it against the
readers.
"""

OPERATOR = "operator"
"""Sees how full each stream is, for `archipel status` and `archipel rebuild`, and may do nothing else."""

USERS = (*LISTENS, OPERATOR)

Conf = dict[str, Any]
"""What NATS reads as configuration, which is a superset of JSON."""

LOOK = "STREAM.INFO.{stream}"
READ = (
    LOOK,
    "STREAM.MSG.GET.{stream}",
    "CONSUMER.CREATE.{stream}",
    "CONSUMER.DELETE.{stream}.*",
)
PULL = "CONSUMER.MSG.NEXT.{stream}.*"
"""The one request that is answered by many messages."""
OWN = ("STREAM.CREATE.{stream}", "STREAM.UPDATE.{stream}")
"""What the relay asks for its own stream. Nobody may delete or purge one, its owner included."""

LIMITS = {"max_streams": 1, "max_consumers": 1000}
"""Consumers live for a minute after a reader that crashed; more than these are a fault or an attack."""


def accounts(node: str, passwords: Mapping[str, str]) -> Conf:
    """The accounts of a node's NATS, each with the one user of its name."""
    made = {service: account(node, service, passwords[service]) for service in LISTENS}
    made[OPERATOR] = {
        "users": [user(OPERATOR, passwords[OPERATOR], looks())],
        "imports": [imported(service, LOOK) for service in LISTENS],
    }
    return made


def account(node: str, service: str, password: str) -> Conf:
    """The account that holds a service's stream."""
    publish = [f"ev.{node}.{service}.>", *(at_home(service, request) for request in (*OWN, *READ, PULL))]
    sources = [source for source in LISTENS[service] if source != service]
    publish += [asked(source, request) for source in sources for request in (*READ, PULL)]
    return {
        "jetstream": LIMITS,
        "users": [user(service, password, publish)],
        # A service reads its own stream under the same names as another's.
        "mappings": {f"{reading_prefix(service)}.>": "$JS.API.>"},
        "exports": exports(service),
        "imports": [imported(source, request) for source in sources for request in (*READ, PULL)],
    }


def user(name: str, password: str, publish: list[str]) -> Conf:
    return {
        "user": name,
        "password": password,
        "permissions": {"publish": publish, "subscribe": [f"{inbox_prefix(name)}.>"]},
    }


def looks() -> list[str]:
    return [asked(service, LOOK) for service in LISTENS]


def exports(service: str) -> list[Conf]:
    """What others may ask of the stream: the operator to see it, those who listen to read it."""
    readers = [
        listener for listener, sources in LISTENS.items() if service in sources and listener != service
    ]
    made = [export(service, LOOK, [*readers, OPERATOR])]
    if readers:
        made += [export(service, request, readers) for request in READ if request != LOOK]
        made.append(export(service, PULL, readers) | {"response_type": "stream"})
    return made


def export(service: str, request: str, to: list[str]) -> Conf:
    return {"service": at_home(service, request), "accounts": to}


def imported(source: str, request: str) -> Conf:
    return {"service": {"account": source, "subject": at_home(source, request)}, "to": asked(source, request)}


def at_home(service: str, request: str) -> str:
    """The subject of a request to a service's stream in that service's own account. NATS holds permissions
    against it, after mapping.
    """
    return f"$JS.API.{request.format(stream=stream_name(service))}"


def asked(source: str, request: str) -> str:
    """The subject of the same request from another account."""
    return f"{reading_prefix(source)}.{request.format(stream=stream_name(source))}"
