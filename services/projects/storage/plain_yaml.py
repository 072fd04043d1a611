"""Reads a YAML file that somebody wrote by hand into plain values, every scalar as it is written.

A reader of YAML guesses types: it makes 01004 the number 516, `no` a truth and 0.15 a binary fraction. Here
only `true`, `false` and nothing (`null`) are more than text; what a text means, its place in the file says.
Tags and aliases are refused: nobody needs them to describe a project, and a few hundred letters of them
can stand for a file of gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chassis.domain import Fault, InvalidInput, Text, msg
from services.projects.domain.cases.reader import Plain, below

LARGEST_FILE = 4_000_000
"""Bytes. A complete register of 150 communes × 118 competences has three million."""
DEEPEST = 20
MOST_FAULTS = 1_000

WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
"""What is more than text when it stands without quotes (YAML 1.2, core schema)."""


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raise InvalidInput when it is none, or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refused(path, "FILE_MISSING", msg("Ce fichier n’existe pas : vérifiez son chemin.")) from None
    except IsADirectoryError:
        text = msg("C’est un dossier : nommez le fichier qui s’y trouve.")
        raise _refused(path, "FILE_IS_FOLDER", text) from None
    except OSError as error:
        text = msg("Ce fichier ne peut pas être lu : {why}.", why=error.strerror or type(error).__name__)
        raise _refused(path, "FILE_UNREADABLE", text) from error
    if len(data) > LARGEST_FILE:
        text = msg("Ce fichier est trop grand : {most} Mo au plus.", most=LARGEST_FILE // 1_000_000)
        raise _refused(path, "FILE_TOO_LARGE", text)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = msg("La ligne {line} n’est pas du texte en UTF-8 : enregistrez le fichier ainsi.", line=line)
        raise _refused(path, "ENCODING", text) from None


def read_plain(path: Path) -> Plain:
    """The one document of a YAML (or JSON) file. Raise InvalidInput with every fault."""
    return plain_from_text(read_text(path), str(path))


def plain_from_text(text: str, file: str) -> Plain:
    """`file` names the text as a whole in faults; a fault inside it is named by its path."""
    try:
        builder = _Builder(file, iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
        value = builder.document()
    except yaml.YAMLError as error:
        raise InvalidInput([Fault(file, "NOT_YAML", _not_yaml(error))]) from None
    if builder.faults:
        raise InvalidInput(builder.faults)
    return value


def _tag(event: yaml.Event) -> str | None:
    return getattr(event, "tag", None)


def _refused(path: Path, reason: str, text: Text) -> InvalidInput:
    return InvalidInput([Fault(str(path), reason, text)])


def _not_yaml(error: yaml.YAMLError) -> Text:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return msg("Ce fichier n’est pas du YAML : il contient des caractères qui n’y ont pas leur place.")
    return msg(
        "Ce fichier n’est pas du YAML : ligne {line}, colonne {column}, quelque chose ne va pas ({why}).",
        line=mark.line + 1,
        column=mark.column + 1,
        why=getattr(error, "problem", "") or "?",
    )


@dataclass
class _Builder:
    """Builds plain values from the events of the parser, and notes what a case may not hold."""

    file: str
    events: Iterator[yaml.Event]
    faults: list[Fault] = field(default_factory=list)

    def document(self) -> Plain:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        value = self._value(self._next(), "", 0)
        self._next()
        if not isinstance(self._next(), yaml.StreamEndEvent):
            text = msg("Le fichier contient plusieurs documents (« --- ») : un seul par fichier.")
            self.faults.append(Fault(self.file, "SEVERAL_DOCUMENTS", text))
        return value

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _fault(self, at: str, reason: str, text: Text) -> None:
        self.faults.append(Fault(at or self.file, reason, text))
        if len(self.faults) == MOST_FAULTS:
            raise InvalidInput(self.faults)

    def _value(self, event: yaml.Event, at: str, depth: int) -> Plain:
        if isinstance(event, yaml.AliasEvent):
            text = msg("Les renvois (« *{name} ») ne sont pas admis : répétez la valeur.", name=event.anchor)
            self._fault(at, "ALIAS", text)
            return None
        tag = _tag(event)
        if tag is not None:
            text = msg("L’étiquette « {tag} » n’est pas admise : retirez-la.", tag=tag[:80])
            self._fault(at, "TAG", text)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, at)
        if depth == DEEPEST:
            # Not read to its end: the parser takes hours for a megabyte of brackets.
            self._fault(at, "TOO_DEEP", msg("Ces listes sont emboîtées trop profondément."))
            raise InvalidInput(self.faults)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(at, depth)
        return self._mapping(at, depth)

    def _scalar(self, event: yaml.ScalarEvent, at: str) -> Plain:
        without_quotes, _ = event.implicit
        if without_quotes and event.value in WORDS:
            return WORDS[event.value]
        value = str(event.value)
        if any("\ud800" <= character <= "\udfff" for character in value):
            self._fault(
                at, "CONTROL_CHARACTER", msg("Ce texte contient une moitié de caractère : retapez-le.")
            )
            return ""
        return value

    def _sequence(self, at: str, depth: int) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, f"{at}[{len(items)}]", depth + 1))
        return items

    def _mapping(self, at: str, depth: int) -> dict[str, Plain]:
        entries: dict[str, Plain] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, at, depth + 1)
            here = below(at, key)
            value = self._value(self._next(), here, depth + 1)
            if key in entries:
                text = msg("« {key} » figure deux fois : gardez une seule valeur.", key=key[:80])
                self._fault(here, "DUPLICATE_KEY", text)
            entries[key] = value
        return entries

    def _key(self, event: yaml.Event, at: str, depth: int) -> str:
        if isinstance(event, yaml.ScalarEvent) and _tag(event) is None:
            return str(event.value).encode("utf-8", "replace").decode()
        self._fault(at, "KEY_NOT_TEXT", msg("Le nom d’une clé est un simple mot."))
        self._value(event, at, depth)
        return "?"
