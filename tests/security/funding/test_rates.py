from __future__ import annotations

from uuid import uuid4

from archipel.funding.v1 import funding_pb2 as pb
from tests.security.cast import LENT, LOOS, MAYOR
from tests.security.place import Place
from tests.security.rates import is_limited


async def test_one_person_calls_thirty_times_a_minute_and_no_more(limited: Place) -> None:
    request = pb.RequestFondsDeConcoursRequest(name=f"plans/{uuid4()}", body=f"territories/{LOOS}", line="1")
    await is_limited(limited, "RequestFondsDeConcours", request, 30, MAYOR, LENT)
