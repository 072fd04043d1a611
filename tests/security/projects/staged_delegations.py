"""Roles at Loos that were lent by people who are away, one day each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from google.type.date_pb2 import Date

from archipel.identity.v1 import delegations_pb2, identity_pb2
from archipel.identity.v1.delegations_pb2_grpc import DelegationServiceStub
from chassis.domain import uuid7
from tests.integration.projects.project.world import (
    CAHC,
    CALL,
    GRENAY,
    HENIN,
    LIEVIN,
    LOOS,
    POLE,
    body,
    today,
)
from tests.security.answers import Who
from tests.security.projects.cast import at
from tests.security.projects.staged_records import Named, registered

if TYPE_CHECKING:
    from tests.security.projects.stage import ProjectStage

Make = Callable[["ProjectStage"], Awaitable[Any]]

_DAYS = count(10)


def lending(standin: Named, code: str, role: str) -> delegations_pb2.CreateDelegationRequest:
    """For a day that nobody lent yet."""
    day = today() + timedelta(days=next(_DAYS))
    on = Date(year=day.year, month=day.month, day=day.day)
    return delegations_pb2.CreateDelegationRequest(
        body=body(code),
        role=role,
        delegate=standin.name,
        first_day=on,
        last_day=on,
        reason="Congés, arrêté 2026-118.",
    )


async def standin(stage: ProjectStage) -> Named:
    """Somebody of every body around, known by a sign-in, who may stand in for anybody."""
    everywhere = tuple(f"bodies/{code}" for code in (LOOS, GRENAY, LIEVIN, HENIN, CALL, CAHC, POLE))
    return await registered(stage, everywhere)


async def granted(stage: ProjectStage) -> identity_pb2.Delegation:
    absent = Who(f"absent-{uuid7()}", at(LOOS, "elected"), LOOS)
    request = lending(await standin(stage), LOOS, "elected")
    lent: identity_pb2.Delegation = await stage.do(absent, DelegationServiceStub, "CreateDelegation", request)
    return lent


async def revoked(stage: ProjectStage) -> identity_pb2.Delegation:
    lent = await granted(stage)
    request = delegations_pb2.RevokeDelegationRequest(name=lent.name, body=body(LOOS))
    gone: identity_pb2.Delegation = await stage.do(
        "mayor", DelegationServiceStub, "RevokeDelegation", request
    )
    return gone


DELEGATION_STATES: Mapping[str, Make] = {"granted": granted, "revoked": revoked}
