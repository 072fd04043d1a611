"""Reads a charter from its YAML: the plain mapping, and where each value stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from chassis.domain import Fault, InvalidInput, Text, hides_something, msg
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.charter_places import Place
from services.projects.domain.subsidiarity.charter_reading import charter_from_mapping

_PROPERTIES = re.compile(r"(?:[!&]\S*[ \t]+)*")
"""A tag or an anchor before a value."""
_ESCAPES = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])")
LONGEST_CHARTER = 200_000
"""Characters. A charter is read by elected people."""


def read_charter(path: Path) -> Charter:
    """Raise InvalidInput with every fault of the charter, and OSError when the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput([_unreadable(msg("ce n’est pas un texte en UTF-8"))]) from error
    return charter_from_text(text)


def charter_from_text(text: str) -> Charter:
    """Raise InvalidInput with every fault of the charter: its path, its line and a caret under it."""
    if len(text) > LONGEST_CHARTER:
        raise InvalidInput([_unreadable(msg("plus de {most} caractères", most=LONGEST_CHARTER))])
    _check_what_is_seen(text)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if _refers_elsewhere(root):
            # Thirty lines of references to references stand for more places than anybody can list.
            why = msg("elle renvoie d’un endroit à un autre (« * ») : répétez la valeur")
            raise InvalidInput([_unreadable(why)])
        mapping = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput([_unreadable(msg("{why}", why=_why(error)))]) from error
    except (RecursionError, ValueError, KeyError, AttributeError) as error:
        # PyYAML answers with the last two to a tag that does not go with its value (`!!bool maybe`).
        raise InvalidInput([_unreadable(msg("il est trop imbriqué, ou une valeur ne se lit pas"))]) from error
    if not isinstance(mapping, Mapping):
        raise InvalidInput([_unreadable(msg("on attend des rubriques : « id », « version », « rules »…"))])
    twice = list(_keys_written_twice(root))
    if twice:
        raise InvalidInput(twice)
    return charter_from_mapping(mapping, dict(_places(root, "", text)), text)


def _check_what_is_seen(text: str) -> None:
    """Raise InvalidInput for a character that nobody sees, in a comment too: whoever votes must read what the
    engine reads.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if hides_something(line, lines=True):
            why = msg("la ligne {line} contient un caractère invisible, retapez-la", line=number)
            raise InvalidInput([_unreadable(why)])


def _unreadable(why: Text) -> Fault:
    return Fault("charter", "CHARTER_UNREADABLE", msg("La charte ne se lit pas : {why}.", why=why))


def _refers_elsewhere(root: yaml.Node | None) -> bool:
    """Whether one value stands in two places. Asked of what was composed: composing gives up early on text
    that is nested without end, reading it event by event takes minutes.
    """
    seen: set[int] = set()
    todo = [] if root is None else [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        elif isinstance(node, yaml.MappingNode):
            todo += [each for pair in node.value for each in pair]
    return False


def _why(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if mark is None:
        return str(problem)
    return f"ligne {mark.line + 1}, colonne {mark.column + 1}, {problem}"


def _places(node: yaml.Node | None, path: str, text: str) -> Iterator[tuple[str, Place]]:
    """Path of each value → where it begins."""
    if node is None:
        return
    yield path, _place(node, text)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = f"{path}.{key.value}" if path else str(key.value)
            if isinstance(value, yaml.ScalarNode):
                yield here, _place(value, text)
            else:
                yield here, Place(key.start_mark.line, key.start_mark.column)
                yield from ((p, at) for p, at in _places(value, here, text) if p != here)


def _place(node: yaml.Node, text: str) -> Place:
    start = node.start_mark
    written = text[start.index : node.end_mark.index]
    rest = _PROPERTIES.sub("", written, count=1)
    column = start.column + len(written) - len(rest)
    style = getattr(node, "style", None)
    if style in ("|", ">"):
        # The value begins on the line after the mark of its style.
        return Place(start.line + 1, 0, rest.partition("\n")[2])
    if style == "'":
        return Place(start.line, column + 1, rest[1:].replace("''", "' "))
    if style == '"':
        return Place(start.line, column + 1, _ESCAPES.sub(_unescaped, rest[1:]))
    return Place(start.line, column, rest)


def _unescaped(escape: re.Match[str]) -> str:
    """The character that an escape stands for, as wide as the escape; a space where it shows nothing."""
    written = escape[0]
    kind, code = written[1], written[2:]
    if code:
        return chr(int(code, 16)).ljust(len(written))
    return (kind if kind in '"\\/\n' else " ").rjust(len(written))


def _keys_written_twice(node: yaml.Node | None, path: str = "") -> Iterator[Fault]:
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        here = f"{path}.{key.value}" if path else str(key.value)
        if key.value in seen:
            text = msg(
                "Ligne {line} : la clé « {key} » est écrite deux fois.",
                line=key.start_mark.line + 1,
                key=key.value,
            )
            yield Fault(here, "KEY_TWICE", text)
        seen.add(str(key.value))
        yield from _keys_written_twice(value, here)
