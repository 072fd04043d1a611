"""What only a service sets, filled in by a caller: each field with something that would hurt."""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

DEEPEST = 4


def forged(message: Any, *fields: str) -> Any:
    """A copy of the message with these fields filled."""
    copy = type(message)()
    copy.CopyFrom(message)
    for name in fields:
        copy.ClearField(name)
        _fill(copy, copy.DESCRIPTOR.fields_by_name[name])
    return copy


def _fill(message: Any, field: FieldDescriptor, depth: int = 0) -> None:
    if field.message_type is None:
        if field.is_repeated:
            getattr(message, field.name).append(_value(field))
        else:
            setattr(message, field.name, _value(field))
    elif depth < DEEPEST:
        held = getattr(message, field.name)
        inner: Message = held.add() if field.is_repeated else held
        inner.SetInParent()
        for part in field.message_type.fields:
            _fill(inner, part, depth + 1)


def _value(field: FieldDescriptor) -> Any:
    """Another home, another epoch, another state."""
    if field.enum_type is not None:
        return field.enum_type.values[-1].number
    if field.type == FieldDescriptor.TYPE_STRING:
        return {"etag": '"7-7"', "home_node": "nord"}.get(field.name, "territories/62427")
    return True if field.type == FieldDescriptor.TYPE_BOOL else 7
