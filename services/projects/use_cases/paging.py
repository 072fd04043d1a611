"""One page of a list, and where the next one begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Paged(Generic[ItemT]):
    """`after` is the keyset of the last item when more follow, None on the last page."""

    items: tuple[ItemT, ...]
    after: tuple[str, ...] | None


def paged(found: Sequence[ItemT], size: int, keyset: Callable[[ItemT], tuple[str, ...]]) -> Paged[ItemT]:
    """The page of `size` items, of what was found when one more than `size` was asked for."""
    items = tuple(found[:size])
    return Paged(items, keyset(items[-1]) if len(found) > size else None)
