"""What projects keeps for a time only: names of people who do not come any more, and simulations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.privacy.v1.privacy_pb2 import PersonForgotten
from archipel.projects.v1 import people_pb2, people_pb2_grpc
from chassis.database import connect
from chassis.service import Service
from chassis.tables import journal
from chassis.testing.running import Client
from services.projects.__main__ import build
from services.projects.domain.simulation import SimulationState
from services.projects.settings import ProjectsSettings
from services.projects.storage.simulations import simulation_changes, simulations
from tests.integration.projects.territories.conftest import Place


class Later:
    """The true time, and so many days."""

    days = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=self.days)


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
async def engine(place: Place) -> AsyncIterator[AsyncEngine]:
    made = connect(place.database_url, 2)
    yield made
    await made.dispose()


def service(place: Place, clock: Later, **periods: int) -> Service:
    """Another process of the same service, which only keeps house."""
    settings = ProjectsSettings(
        database_url=SecretStr(place.database_url),
        nats_url=SecretStr("nats://nowhere"),
        issuer=place.issuer.url,
        node="rpcs",
        **periods,
    )
    return build(settings, clock)


async def swept(kept: Service) -> None:
    assert await kept.foundation.housekeeping(kept.retentions).sweep()
    await kept.foundation.engine.dispose()


async def name_of(client: Client, person: str) -> str:
    stub = people_pb2_grpc.PeopleServiceStub(client.channel)
    answer = await client.call(stub.GetPeople, people_pb2.GetPeopleRequest(names=[person]))
    return str(answer.people[0].display_name)


async def registered(client: Client) -> str:
    stub = people_pb2_grpc.PeopleServiceStub(client.channel)
    request = people_pb2.RegisterPersonRequest(display_name="Camille Petit")
    return str((await client.call(stub.RegisterPerson, request)).name)


async def test_a_name_goes_when_its_person_was_not_seen_for_the_period_and_services_hear_of_it(
    place: Place, camille: Client, clock: Later, engine: AsyncEngine
) -> None:
    person = await registered(camille)
    clock.days = 1825
    await swept(service(place, clock))
    assert await name_of(camille, person) == "Camille Petit"
    clock.days = 1827
    await swept(service(place, clock))
    assert await name_of(camille, person) == ""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(journal.c.envelope)
            .where(journal.c.aggregate_id == person.removeprefix("people/"))
            .order_by(journal.c.version)
        )
        envelope = Envelope.FromString(bytes(rows.all()[-1].envelope))
    assert PersonForgotten.FromString(envelope.data) == PersonForgotten(person=person, for_good=False)
    assert envelope.actor == "service:projects"
    # Coming back, one gives the name again.
    assert await registered(camille) == person
    assert await name_of(camille, person) == "Camille Petit"


async def test_no_name_goes_where_the_period_is_nought(place: Place, camille: Client, clock: Later) -> None:
    person = await registered(camille)
    clock.days = 36_000
    await swept(service(place, clock, person_retention_days=0))
    assert await name_of(camille, person) == "Camille Petit"


@pytest.fixture
async def old_and_young(clock: Later, engine: AsyncEngine) -> AsyncIterator[None]:
    """Two simulations of which one began 91 days ago, each with a change that it found."""
    async with engine.begin() as connection:
        for name, days in (("old", 91), ("young", 89)):
            began = clock.now() - timedelta(days=days)
            await connection.execute(insert(simulations).values(simulation(name, began)))
            await connection.execute(insert(simulation_changes).values(change(name)))
    yield
    async with engine.begin() as connection:
        await connection.execute(delete(simulations))


def simulation(name: str, began: datetime) -> dict[str, object]:
    texts = dict.fromkeys(("charter", "charter_text", "register", "capacities", "body", "fault"), "")
    return {
        "id": name, "on_day": began.date(), "state": SimulationState.DONE, "taken": True, "projects": 1,
        "replayed": 1, "tally": None, "started_at": began, "heartbeat_at": began, "ended_at": began, **texts,
    }  # fmt: skip


def change(name: str) -> dict[str, object]:
    texts = dict.fromkeys(("title", "owner_before", "owner_after", "cause"), "")
    return {"simulation": name, "project": str(uuid4()), "roles_lost": [], "roles_gained": [], **texts}


async def test_a_simulation_goes_after_its_period_with_what_it_found(
    old_and_young: None, place: Place, clock: Later, engine: AsyncEngine
) -> None:
    await swept(service(place, clock))
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(simulations.c.id))) == ["young"]
        assert list(await connection.scalars(select(simulation_changes.c.simulation))) == ["young"]
