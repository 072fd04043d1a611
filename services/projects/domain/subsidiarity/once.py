"""A value that is worked out at most once for each object."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801 (reads as the decorator that it is, like `property`)
        """`functools.cached_property` without its lock, which costs more than most of what is worked out
        here; Python 3.12 has dropped it too. Two threads at once may work the same value out twice.
        """

        def __init__(self, work_out: Callable[[Any], Any]) -> None:
            self._work_out = work_out
            self._name = work_out.__name__
            self.__doc__ = work_out.__doc__

        def __get__(self, owner: Any, kind: type) -> Any:
            if owner is None:
                return self
            value = owner.__dict__[self._name] = self._work_out(owner)
            return value


__all__ = ["once"]
