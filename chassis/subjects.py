"""The names under which services find one another on NATS."""

from __future__ import annotations


def stream_name(service: str) -> str:
    """Name of the stream of a service, e.g. EV_projects."""
    return f"EV_{service}"


def event_subject(node: str, service: str, resource: str) -> str:
    """Subject of an event: ev.<node>.<service>.<kind>.<id>, from the resource name "<kind>/<id>"."""
    kind, _, identifier = resource.partition("/")
    return f"ev.{node}.{service}.{kind}.{identifier}"


def reading_prefix(service: str) -> str:
    """Where the stream of a service is read, in whichever account of NATS one is."""
    return f"JS.{service}.API"


def inbox_prefix(user: str) -> str:
    """Where answers to a user arrive: a user may listen to no other place."""
    return f"_INBOX_{user}"
