"""Who may call an RPC stands in its service's access table: for every RPC of the proto, and no other."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

SERVICES = ("projects", "labels", "engineering", "funding")


def wire(service: str) -> list[ModuleType]:
    package = importlib.import_module(f"archipel.{service}.v1")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names if name.endswith("_pb2")]


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
