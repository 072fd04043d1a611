"""Reads manifest.toml: what the folder is, where each file comes from, and what it must add up to."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.domain import Text, msg
from services.projects.domain.register_change import EDITED
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.tables import decode

MANIFEST = "manifest.toml"
BODIES = "bodies.csv"
COMPETENCES = "competences.csv"
REGISTER = "register.csv"
FILES = (BODIES, COMPETENCES, REGISTER)

FOLDER_ID = re.compile(r"[a-z][a-z0-9-]{0,62}", re.ASCII)
PROVENANCE_KEYS = ("source", "licence", "vintage")
TOTALS = ("bodies", "communes", "inhabitants", "competences", "holdings")
AGGLOMERATION_TOTALS = ("communes", "inhabitants")


@dataclass(frozen=True)
class Total:
    """A number that the folder must add up to, and the line that promises it."""

    value: int
    line: int


@dataclass(frozen=True)
class Manifest:
    """What the folder says of itself. Totals that could not be read are left out."""

    id: str
    title: str
    vintages: Mapping[str, str]
    totals: Mapping[str, Total]
    agglomerations: Mapping[str, Mapping[str, Total]]


def read_manifest(files: Mapping[str, bytes], faults: Faults) -> Manifest | None:
    """The manifest as far as it can be read, or None when it cannot at all (the fault is noted)."""
    text = decode(files, MANIFEST, faults)
    if text is None:
        return None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        faults.add(
            MANIFEST,
            int(found.group(1)) if found else text.count("\n") + 1,
            "",
            "MANIFEST_BROKEN",
            msg(
                "Le manifeste ne se lit pas à partir de cette ligne : chaque valeur s’écrit "
                '« clé = "texte" » ou « clé = nombre ».'
            ),
        )
        return None
    return _Reader(content, text, faults).manifest()


class _Reader:
    """Walks the parsed manifest and notes every fault with the line of its key."""

    def __init__(self, content: dict[str, Any], text: str, faults: Faults) -> None:
        self._content = content
        self._lines = _lines_of_keys(text)
        self._faults = faults

    def manifest(self) -> Manifest:
        self._refuse_unknown((), self._content, ("id", "title", "files", "expected"))
        identifier = self._text((), self._content, "id")
        if identifier and not FOLDER_ID.fullmatch(identifier):
            self._fault(
                ("id",),
                "ID_SHAPE",
                msg("L’identifiant « {id} » ne contient que a–z, 0–9 et des tirets.", id=identifier),
            )
        if identifier == EDITED:
            self._fault(
                ("id",),
                "ID_RESERVED",
                msg("« {id} » désigne ce qui se modifie en ligne : choisissez un autre nom.", id=EDITED),
            )
        title = self._text((), self._content, "title")
        provenance = _table(self._content, "files")
        self._refuse_unknown(("files",), provenance, FILES)
        vintages = {name: self._vintage(provenance, name) for name in FILES}
        expected = _table(self._content, "expected")
        self._refuse_unknown(("expected",), expected, (*TOTALS, "agglomerations"))
        totals = self._totals(("expected",), expected, TOTALS)
        return Manifest(identifier, title, vintages, totals, self._agglomerations(expected))

    def _vintage(self, provenance: dict[str, Any], name: str) -> str:
        entry = _table(provenance, name)
        self._refuse_unknown(("files", name), entry, (*PROVENANCE_KEYS, "notes"))
        source, licence, vintage = (self._text(("files", name), entry, key) for key in PROVENANCE_KEYS)
        return vintage if source and licence else ""

    def _agglomerations(self, expected: dict[str, Any]) -> dict[str, dict[str, Total]]:
        path = ("expected", "agglomerations")
        table = _table(expected, path[1])
        read = {}
        for code in table:
            entry = _table(table, code)
            self._refuse_unknown((*path, code), entry, AGGLOMERATION_TOTALS)
            read[code] = self._totals((*path, code), entry, AGGLOMERATION_TOTALS)
        return read

    def _totals(
        self, path: tuple[str, ...], table: dict[str, Any], keys: tuple[str, ...]
    ) -> dict[str, Total]:
        read = {}
        for key in keys:
            value = table.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                read[key] = Total(value, self._line((*path, key)))
            else:
                self._fault(
                    (*path, key),
                    "TOTAL_MISSING",
                    msg(
                        "Le manifeste doit annoncer « {key} » : un entier, sans espaces ni guillemets.",
                        key=".".join((*path, key)),
                    ),
                )
        return read

    def _text(self, path: tuple[str, ...], table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._fault(
            (*path, key),
            f"{key.upper()}_MISSING",
            msg(
                "Le manifeste doit dire « {key} », entre guillemets : sans source, licence et millésime, "
                "personne ne peut vérifier les données.",
                key=".".join((*path, key)),
            ),
        )
        return ""

    def _refuse_unknown(self, path: tuple[str, ...], table: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self._fault(
                    (*path, key),
                    "KEY_UNKNOWN",
                    msg(
                        "« {key} » est inconnu ici : retirez-le ou corrigez-le. Noms possibles : {known}.",
                        key=key,
                        known=", ".join(known),
                    ),
                )

    def _fault(self, path: tuple[str, ...], reason: str, text: Text) -> None:
        self._faults.add(MANIFEST, self._line(path), ".".join(path), reason, text)

    def _line(self, path: tuple[str, ...]) -> int:
        """The line of a key; of the table that should hold it when the key is missing; else the first."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 1


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    """The named table, empty when it is missing: the faults then name each key that it must hold."""
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _lines_of_keys(text: str) -> dict[tuple[str, ...], int]:
    """Line of each table and key, for a manifest written with [tables] and one key a line."""
    table: tuple[str, ...] = ()
    lines: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        heading = re.fullmatch(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?", line)
        if heading:
            table = tuple(
                quoted or bare for quoted, bare in re.findall(r'"([^"]+)"|([A-Za-z0-9_-]+)', heading.group(1))
            )
            lines[table] = number
            continue
        key = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        if key:
            lines[(*table, key.group(1))] = number
    return lines
