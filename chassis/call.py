"""What is known of the call being served, for whoever needs it below the servicer."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field

from chassis.domain import Caller


@dataclass(frozen=True)
class Call:
    """Method, caller and language of one call."""

    method: str = ""
    caller: Caller = field(default_factory=Caller)
    language: str = "fr"


_NOBODY = Call()
_current: ContextVar[Call] = ContextVar("archipel_call", default=_NOBODY)


def current_call() -> Call:
    return _current.get()


def enter_call(call: Call) -> None:
    """Make `call` the current one, for the rest of this task."""
    _current.set(call)
