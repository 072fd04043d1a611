"""How often one caller may do one thing. Counted in memory: each process of a service counts for itself."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from chassis.domain import Exhausted, msg


class Rates:
    """`factor` multiplies every limit (a load test sets more than 1); 0 limits nothing."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def take(self, what: str, who: str, per_minute: int) -> None:
        """Count one. Raise Exhausted, with the seconds to wait, when `who` did `what` too often."""
        if not self._factor:
            return
        item = RateLimitItemPerMinute(max(1, math.ceil(per_minute * self._factor)))
        if await self._limiter.hit(item, what, who):
            return
        window = await self._limiter.get_window_stats(item, what, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise Exhausted(
            "RATE_LIMITED",
            msg("C’est trop de demandes en une minute : recommencez dans {wait} secondes.", wait=wait),
            retry_after_seconds=wait,
            per_minute=item.amount,
        )
