from __future__ import annotations

from uuid import uuid4

from archipel.labels.v1 import labels_pb2 as pb
from tests.security.cast import LENT, LOOS, MAYOR
from tests.security.place import Place
from tests.security.rates import is_limited


async def test_one_person_calls_thirty_times_a_minute_and_no_more(limited: Place) -> None:
    request = pb.ApplyRequest(
        campaign=f"campaigns/{uuid4()}",
        project=f"projects/{uuid4()}",
        body=f"territories/{LOOS}",
        statement="x",
    )
    await is_limited(limited, "Apply", request, 30, MAYOR, LENT)
