"""Sentences for users: each is written whole where it is used, its places are filled, and each catalogue in
locales/ translates all of them with the same places.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CODE = ("chassis", "services", "node")
EXTRACTION = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"msg": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def main() -> int:
    faults = [*faults_in_code(), *faults_in_catalogues()]
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
    """Names in {braces}, as the code writes them, and in %(this)s, as pages do."""
    named = re.findall(r"%\((\w+)\)", template)
    return {*named, *(name for _, name, _, _ in Formatter().parse(template) if name is not None)}


def faults_in_catalogues() -> Iterator[str]:
    catalogues = sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        return
    sentences = extracted()
    for path in catalogues:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        where = path.relative_to(ROOT)
        written = {one.id if isinstance(one.id, str) else one.id[0]: one for one in catalogue if one.id}
        yield from (f"{where}: does not translate {text!r}" for text in sorted(sentences - written.keys()))
        yield from (f"{where}: nobody says {text!r} any more" for text in sorted(written.keys() - sentences))
        for text, one in written.items():
            answers = [one.string] if isinstance(one.string, str) else list(one.string)
            if one.fuzzy or not all(answers):
                yield f"{where}: {text!r} is not translated"
            elif any(places(answer) != places(text) for answer in answers):
                yield f"{where}: the translation of {text!r} has other places"


def extracted() -> set[str]:
    """Every sentence of the code and of the pages."""
    found = set()
    for part in CODE:
        options = {"**/templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}
        for _, _, message, _, _ in extract_from_dir(ROOT / part, EXTRACTION, options, KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


if __name__ == "__main__":
    sys.exit(main())
