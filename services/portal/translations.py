"""The catalogues: extract French sentences, bring the English one up to date, and check.

`python -m services.portal.translations` updates `locales/`; with `--check` it changes nothing and fails
when a sentence is missing or left over, untranslated, or lost one of its places ({name}, %(name)s).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chassis.translation import CATALOGUES

ROOT = CATALOGUES.parent
ENGLISH = CATALOGUES / "en" / "LC_MESSAGES"
WIDTH = 110
HEADER = "# The sentences of Archipel in English. The French sentence is the key."

METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do"}}
KEYWORDS = {"msg": None, "_": None, "gettext": None, "ngettext": (1, 2)}
PACKAGES = ("services", "chassis", "node")

PLACE = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s|%%")


def extracted() -> Catalog:
    """All the sentences of templates and code, with the files in which they stand."""
    found = Catalog(fuzzy=False)
    for package in PACKAGES:
        sentences = extract_from_dir(ROOT / package, METHODS, OPTIONS, keywords=KEYWORDS)
        for path, _, sentence, _, context in sentences:
            # Line numbers would make every change of a file a change of the catalogue.
            found.add(sentence, None, [(f"{package}/{path}", 0)], context=context)
    return found


def english() -> Catalog:
    """The catalogue as it is committed."""
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def updated() -> Catalog:
    """The English catalogue with exactly the sentences extracted; what was left over is dropped."""
    kept = english() if (ENGLISH / "messages.po").exists() else Catalog(locale="en")
    kept.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    kept.project, kept.version, kept.header_comment = "Archipel", "1", HEADER
    kept.obsolete.clear()
    kept.fuzzy = False
    return kept


def write(catalogue: Catalog) -> None:
    ENGLISH.mkdir(parents=True, exist_ok=True)
    with (ENGLISH / "messages.po").open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_output=True, omit_header=False, include_lineno=False)
    # Git ignores the compiled catalogue; the set-up makes it as well.
    with (ENGLISH / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)


def faults() -> Iterator[str]:
    """What is wrong with the catalogue, one sentence each."""
    committed, fresh = english(), extracted()
    there = {message.id for message in committed if message.id}
    wanted = {message.id for message in fresh if message.id}
    yield from (f"not in the catalogue: {_short(id_)}" for id_ in sorted(wanted - there, key=str))
    yield from (f"left over in the catalogue: {_short(id_)}" for id_ in sorted(there - wanted, key=str))
    for message in committed:
        if message.id:
            yield from _message_faults(message)


def _message_faults(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy or not all(strings):
        yield f"not translated: {_short(message.id)}"
        return
    wanted = places(str(ids[-1]))
    for string in strings:
        if places(str(string)) != wanted and not (len(strings) > 1 and places(str(string)) < wanted):
            yield f"other places than the French: {_short(message.id)}"


def places(sentence: str) -> set[str]:
    """The names of the values that a sentence shows."""
    return {match[0] for match in PLACE.finditer(sentence)}


def _short(id_: object) -> str:
    text = str(id_[0] if isinstance(id_, tuple | list) else id_)
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        write(updated())
    found = list(faults())
    for fault in found:
        sys.stderr.write(f"locales: {fault}\n")
    if found:
        sys.stderr.write("Run `python -m services.portal.translations`, then translate what is empty.\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
