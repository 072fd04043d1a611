from __future__ import annotations

from uuid import uuid4

from tests.security.cast import LENT, LOOS, MAYOR
from tests.security.engineering.staged import asking
from tests.security.place import Place
from tests.security.rates import is_limited


async def test_one_person_calls_thirty_times_a_minute_and_no_more(limited: Place) -> None:
    request = asking(f"projects/{uuid4()}", LOOS)
    await is_limited(limited, "OpenDayRequest", request, 30, MAYOR, LENT)
