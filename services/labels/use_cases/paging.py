"""One page of a list, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Paged(Generic[ItemT]):
    """`after` is the keyset of the last item when more follow, None on the last page."""

    items: tuple[ItemT, ...]
    after: tuple[str, ...] | None


def paged(found: Sequence[ItemT], size: int, key: Callable[[ItemT], str]) -> Paged[ItemT]:
    """The page of `size` items, of what was found when one more than `size` was asked for; `key` orders."""
    items = tuple(found[:size])
    return Paged(items, (key(items[-1]),) if len(found) > size else None)
