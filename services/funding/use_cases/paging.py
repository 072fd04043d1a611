"""One page of a list, and whether more follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Listed(Generic[ItemT]):
    items: tuple[ItemT, ...]
    more: bool


def listed(found: Sequence[ItemT], size: int) -> Listed[ItemT]:
    """The page of `size` items, of what was found when one more than `size` was asked for."""
    return Listed(tuple(found[:size]), len(found) > size)
