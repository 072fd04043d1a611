"""An agent reads what engineering keeps of them; nobody else finds it in their own file."""

from __future__ import annotations

from google.type.date_pb2 import Date

from archipel.engineering.v1 import engineering_pb2 as pb
from tests.fixtures.own_data import own_data
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import CALL, import_bodies, open_request, register, reserving


async def test_an_agent_reads_quota_absences_and_reserved_days(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    agent = await register(pool_manager, quota="80")
    assert isinstance(agent, pb.Agent)
    absence = pb.RecordAbsenceRequest(
        name=agent.name,
        etag=agent.etag,
        start_date=Date(year=2026, month=12, day=21),
        end_date=Date(year=2026, month=12, day=24),
    )
    await pool_manager("RecordAbsence", absence)
    request = await open_request(place, mayor_of_loos)
    booked = await pool_manager("ReserveDays", reserving(request, agent, "3"))
    assert isinstance(booked, pb.Reservation)

    told = await own_data(place.signed_in("p-42").client, size=1)

    (kept,) = [one for one in told["agents"] if one["resource"] == agent.name]
    assert (kept["facts"]["employer"], kept["facts"]["quota"]) == (CALL, "80")
    (away,) = kept["facts"]["absences"]
    assert away == {"start_date": "2026-12-21", "end_date": "2026-12-24"}
    (reserved,) = [one for one in told["reservations"] if one["resource"] == booked.name]
    assert (reserved["facts"]["days"], reserved["facts"]["start_date"]) == ("3", "2026-12-01")
    assert await own_data(pool_manager.client) == {}
