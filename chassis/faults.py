"""An error as the log tells it: its type, its places and its causes; never its own words, which may repeat
what somebody typed. File and line say enough to whoever mends it.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog

log = structlog.get_logger("process")


def told(error: BaseException) -> str:
    """The error, what it came from, and each of a group, with the places that it passed through."""
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    seen: BaseException | None = error
    while seen is not None:
        yield f"{type(seen).__module__}.{type(seen).__qualname__}"
        yield from (place.rstrip() for place in traceback.format_tb(seen.__traceback__))
        if isinstance(seen, BaseExceptionGroup):
            for one in seen.exceptions:
                yield from _lines(one)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def without_words(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """For structlog: what a log call says of an exception, told as above."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def first_line(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """For what libraries log: some add the error, with its words, on further lines."""
    event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event


def tell_the_last_one(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    """For `sys.excepthook`: an error that ends the process is told like every other."""
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("the process ends", exc_info=error)
