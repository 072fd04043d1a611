"""Who may call an RPC stands in its service's access table: for every RPC of the proto, and no other."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

SERVICES = ("projects", "labels", "engineering", "funding")

ALSO_SERVES = {"projects": ("identity",)}
"""Packages of the wire besides one's own."""


def wire(service: str) -> list[ModuleType]:
    packages = [
        importlib.import_module(f"archipel.{name}.v1") for name in (service, *ALSO_SERVES.get(service, ()))
    ]
    return [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for package in packages
        for module in pkgutil.iter_modules(package.__path__)
        if module.name.endswith("_pb2")
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_rpc_of_a_service_stands_in_its_access_table_and_nothing_else_does(service: str) -> None:
    rpcs = {
        f"/{described.full_name}/{method.name}"
        for module in wire(service)
        for described in module.DESCRIPTOR.services_by_name.values()
        for method in described.methods
    }
    assert rpcs
    access = importlib.import_module(f"services.{service}.access").ACCESS
    assert set(access) == rpcs
