"""Sentences for users: each is written whole where it is used, its places are filled, and the catalogues in
locales/ translate all of them (services/portal/translations.py).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from services.portal import translations

ROOT = Path(__file__).resolve().parents[2]
CODE = ("chassis", "services", "node")


def main() -> int:
    faults = [*faults_in_code(), *(f"locales: {fault}" for fault in translations.faults())]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return int(bool(faults))


def faults_in_code() -> Iterator[str]:
    for path in sorted(path for part in CODE for path in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "msg":
                fault = fault_of_call(node)
                if fault:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {fault}"


def fault_of_call(call: ast.Call) -> str:
    """What is wrong with `msg("… {name} …", name=…)`; empty when nothing."""
    template = call.args[0] if len(call.args) == 1 else None
    if not (isinstance(template, ast.Constant) and isinstance(template.value, str)):
        return "msg() takes one literal sentence, so that catalogues can hold it"
    given = {keyword.arg for keyword in call.keywords}
    if None not in given and given != places(template.value):
        return f"places {sorted(places(template.value))} are filled with {sorted(given)}"
    return ""


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


if __name__ == "__main__":
    sys.exit(main())
