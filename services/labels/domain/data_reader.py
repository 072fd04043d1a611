"""Reads plain data, as YAML gives it, and gathers every fault with the path where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from chassis.domain import Fault, Text, decimal_or_none, msg

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_BODY = re.compile(r"[0-9][0-9AB][0-9]{0,7}")


class DataReader:
    """One mapping at one path. Each reading method answers a value of the right type in any case,
    and notes a fault when the data hold none; `close` notes the keys that nobody asked for.
    """

    def __init__(self, data: object, path: str, faults: list[Fault]) -> None:
        self._path = path
        self._faults = faults
        self._asked: set[str] = set()
        self._data: Mapping[object, object] = {}
        if isinstance(data, Mapping):
            self._data = data
        else:
            self._note(path, "NOT_A_MAPPING", msg("Il faut ici des clés et leurs valeurs."))

    def at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def fault(self, key: str, reason: str, text: Text) -> None:
        self._note(self.at(key), reason, text)

    def text(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._missing_or(key, value, "NOT_TEXT", msg("Il faut ici un texte."))
        return ""

    def identifier(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str) and _IDENTIFIER.fullmatch(value):
            return value
        wanted = msg("Il faut ici un identifiant : minuscules, chiffres, « - », « _ » ou « . ».")
        self._missing_or(key, value, "NOT_AN_IDENTIFIER", wanted)
        return ""

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        wanted = msg("Il faut ici un nombre entier de {low} à {high}.", low=low, high=high)
        self._missing_or(key, value, "NOT_A_NUMBER_IN_RANGE", wanted)
        return low

    def decimal(self, key: str, low: Decimal, high: Decimal) -> Decimal:
        """An exact number: an integer, or a decimal in quotes (a bare 2.5 is read as a binary fraction)."""
        value = self._take(key)
        number = None
        if isinstance(value, int | str) and not isinstance(value, bool):
            number = decimal_or_none(str(value))
        if number is not None and low <= number <= high:
            return number
        wanted = msg(
            "Il faut ici un nombre de {low} à {high} ; s’il a des décimales, entre guillemets.",
            low=low,
            high=high,
        )
        self._missing_or(key, value, "NOT_A_NUMBER_IN_RANGE", wanted)
        return low

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.fault(key, "NOT_A_FLAG", msg("Il faut ici true ou false."))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when the key is absent."""
        kept: list[str] = []
        for index, value in enumerate(self._list(key)):
            if isinstance(value, str) and value.strip():
                kept.append(value.strip())
            else:
                self.fault(f"{key}[{index}]", "NOT_TEXT", msg("Il faut ici un texte."))
        return tuple(kept)

    def bodies(self, key: str) -> tuple[str, ...]:
        """A list of codes of bodies (INSEE or SIREN), in quotes, empty when the key is absent."""
        kept: list[str] = []
        for index, value in enumerate(self._list(key)):
            if isinstance(value, str) and _BODY.fullmatch(value):
                kept.append(value)
            else:
                wanted = msg("Il faut ici un code de collectivité (INSEE ou SIREN), entre guillemets.")
                self.fault(f"{key}[{index}]", "NOT_A_BODY", wanted)
        return tuple(kept)

    def children(self, key: str) -> list[DataReader]:
        """The mappings of a list, empty when the key is absent."""
        return [
            DataReader(value, self.at(f"{key}[{index}]"), self._faults)
            for index, value in enumerate(self._list(key))
        ]

    def lists(self, key: str) -> list[tuple[str, tuple[str, ...]]]:
        """The entries of a mapping whose values are lists of texts, empty when the key is absent."""
        value = self._take(key)
        if value is None:
            return []
        inner = DataReader(value, self.at(key), self._faults)
        return [(str(name), inner.texts(str(name))) for name in inner._data]

    def close(self) -> None:
        for key in self._data:
            if str(key) not in self._asked:
                self.fault(
                    str(key), "UNKNOWN_KEY", msg("Cette clé n’est pas connue : corrigez-la ou ôtez-la.")
                )

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._data.get(key)

    def _list(self, key: str) -> list[object]:
        value = self._take(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.fault(key, "NOT_A_LIST", msg("Il faut ici une liste."))
        return []

    def _missing_or(self, key: str, value: object, reason: str, wanted: Text) -> None:
        if value is None:
            self.fault(key, "MISSING", msg("Il manque « {key} ».", key=key))
        else:
            self.fault(key, reason, wanted)

    def _note(self, path: str, reason: str, text: Text) -> None:
        self._faults.append(Fault(path, reason, text))
