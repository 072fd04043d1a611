"""Reads the file of a realm's settings and the files of secrets; all faults at once, with their place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from chassis.domain import InvalidInput
from node.errors import NodeError
from node.files import why
from node.identity.settings import RealmSettings
from services.projects.storage.plain_yaml import read_plain

WORDS = {
    "extra_forbidden": "cette clé n’existe pas : vérifiez son orthographe ou retirez-la",
    "missing": "cette clé manque",
    "model_type": "il faut ici des clés et des valeurs",
    "model_attributes_type": "il faut ici des clés et des valeurs",
    "tuple_type": "il faut ici une liste : [… , …]",
    "string_type": "il faut ici un texte",
    "int_parsing": "il faut ici un nombre entier",
    "int_type": "il faut ici un nombre entier",
    "too_short": "il en faut au moins {min_length}",
    "string_too_short": "il faut au moins {min_length} signe",
    "string_too_long": "{max_length} signes au plus",
    "greater_than_equal": "{ge} au moins",
    "less_than_equal": "{le} au plus",
    "literal_error": "valeurs possibles : {expected}",
    "string_pattern_mismatch": "seuls sont admis : {pattern}",
}


def read_realm_settings(file: Path) -> RealmSettings:
    """The settings of a file. Raise NodeError with every fault."""
    try:
        plain = read_plain(file)
    except InvalidInput as refused:
        raise _refused(file, [f"{fault.field} : {fault.text}" for fault in refused.faults]) from None
    try:
        return RealmSettings.model_validate(plain or {})
    except ValidationError as error:
        raise _refused(file, [_fault(each) for each in error.errors()]) from None


def secret_of(given: SecretStr | None, file: Path | None) -> str | None:
    """A secret from the environment, else from its file; None when there is neither. Raise NodeError for a
    file that cannot be read, or is empty.
    """
    if given is not None:
        return given.get_secret_value()
    if file is None:
        return None
    try:
        secret = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = why(error) if isinstance(error, OSError) else "ce n’est pas du texte"
        raise NodeError("SECRET_UNREADABLE", f"Le secret {file} ne peut pas être lu : {reason}.") from None
    if not secret:
        raise NodeError("SECRET_EMPTY", f"Le fichier {file} est vide : mettez-y le secret.")
    return secret


def _fault(error: Mapping[str, Any]) -> str:
    place = ""
    for part in error["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    words = WORDS.get(error["type"], error["msg"])
    return f"{place or 'le fichier'} : {words.format(**error.get('ctx', {}))}"


def _refused(file: Path, faults: list[str]) -> NodeError:
    lines = "\n".join(f"  {fault}" for fault in faults)
    return NodeError("REALM_SETTINGS_INVALID", f"Les réglages de {file} ne conviennent pas :\n{lines}")
