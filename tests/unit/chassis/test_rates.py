"""How often one caller may do one thing in a minute."""

from __future__ import annotations

import pytest

from chassis.domain import Exhausted
from chassis.rates import Rates


async def times_until_refused(rates: Rates, what: str, who: str, per_minute: int, most: int = 100) -> int:
    for number in range(most):
        try:
            await rates.take(what, who, per_minute)
        except Exhausted:
            return number
    return most


async def test_the_limit_is_the_number_a_minute_and_the_refusal_says_how_long_to_wait() -> None:
    rates = Rates()
    assert await times_until_refused(rates, "submit", "p-1", 5) == 5
    with pytest.raises(Exhausted) as raised:
        await rates.take("submit", "p-1", 5)
    assert raised.value.reason == "RATE_LIMITED"
    assert 1 <= int(raised.value.metadata["retry_after_seconds"]) <= 60
    assert raised.value.metadata["per_minute"] == "5"


async def test_each_caller_and_each_act_counts_for_itself() -> None:
    rates = Rates()
    assert await times_until_refused(rates, "submit", "p-1", 3) == 3
    assert await times_until_refused(rates, "submit", "p-2", 3) == 3
    assert await times_until_refused(rates, "apply", "p-1", 3) == 3


@pytest.mark.parametrize(("factor", "wanted"), [(2.0, 6), (0.1, 1), (0, 100)])
async def test_a_factor_multiplies_every_limit_and_none_limits_nothing(factor: float, wanted: int) -> None:
    assert await times_until_refused(Rates(factor), "submit", "p-1", 3) == wanted
