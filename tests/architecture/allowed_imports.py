"""A contract for import-linter: modules that may import the standard library, their own service and a few
named modules, and nothing else. It asks what is allowed, so that a library added tomorrow is refused too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import Module, ModuleExpression


class AllowedImports(Contract):
    """`sources` (module expressions) may import `allowed` (module names) beside their own service."""

    type_name = "allowed"

    sources = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        expressions = cast("Iterable[ModuleExpression]", self.sources)
        allowed = cast("set[str]", self.allowed)
        modules = module_expressions_to_modules(graph, expressions)
        strangers = sorted(
            (module.name, imported)
            for module in modules
            for imported in graph.find_modules_directly_imported_by(module.name)
            if not may_import(module, imported, allowed)
        )
        return ContractCheck(kept=bool(modules) and not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, imported in check.metadata["strangers"]:
            output.print_error(f"{module} imports {imported}, which is not allowed there.")
        if not check.metadata["strangers"]:
            output.print_error("The contract names no module that exists.")


def may_import(module: Module, imported: str, allowed: set[str]) -> bool:
    own_service = ".".join(module.name.split(".")[:2])
    return (
        imported.split(".", maxsplit=1)[0] in sys.stdlib_module_names
        or imported in allowed
        or (module.name.startswith("services.") and imported.startswith(f"{own_service}."))
    )
