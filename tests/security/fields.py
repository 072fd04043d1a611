"""Fields of requests, found by reflection: which texts and names a message can carry, however deep, and
requests with one of them replaced.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

DEEPEST = 6


@dataclass(frozen=True)
class Leaf:
    """A text field of a request: the fields that lead to it."""

    fields: tuple[FieldDescriptor, ...]

    @property
    def full_name(self) -> str:
        """Of the field itself: "archipel.projects.v1.Project.title"."""
        return str(self.fields[-1].full_name)

    @property
    def path(self) -> str:
        """As a refusal names it, in the first entry of each list: "project.facts.lots[0]"."""
        return ".".join(field.name + ("[0]" if _repeated(field) else "") for field in self.fields)


def leaves(message: Descriptor, left_out: Container[str] = ()) -> Iterator[Leaf]:
    """All text fields of a message and of what it holds; what is `left_out` (full names of fields) is not
    entered.
    """
    yield from _leaves(message, (), left_out)


def _leaves(
    message: Descriptor, before: tuple[FieldDescriptor, ...], left_out: Container[str]
) -> Iterator[Leaf]:
    for field in message.fields:
        here = (*before, field)
        if field.full_name in left_out or len(here) > DEEPEST:
            continue
        if field.type == FieldDescriptor.TYPE_STRING:
            yield Leaf(here)
        elif field.message_type is not None and not _of_the_library(field.message_type):
            yield from _leaves(field.message_type, here, left_out)


def _of_the_library(message: Descriptor) -> bool:
    """Dates, times, masks and money are read by the library, not as texts."""
    return message.full_name.startswith(("google.protobuf.", "google.type."))


def _repeated(field: FieldDescriptor) -> bool:
    return bool(field.is_repeated)


def replaced(request: Message, leaf: Leaf, text: str) -> Message:
    """The request with another text in that place (in the first entry of each list on the way), and as a
    request of its own.
    """
    copy = type(request)()
    copy.CopyFrom(request)
    if "request_id" in copy.DESCRIPTOR.fields_by_name and leaf.path != "request_id":
        copy.request_id = ""  # type: ignore[attr-defined]
    place: Any = copy
    for field in leaf.fields[:-1]:
        inner = getattr(place, field.name)
        if _repeated(field):
            place = inner[0] if inner else inner.add()
        else:
            inner.SetInParent()
            place = inner
    last = leaf.fields[-1]
    if _repeated(last):
        held = getattr(place, last.name)
        held[:] = [text, *held[1:]]
    else:
        setattr(place, last.name, text)
    return copy
