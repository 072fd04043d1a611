"""Charters, simulations of them and principles, in every state that there is. The charters are pacts of an
agglomeration outside the chain, so that voting one changes nothing for the projects of these tests.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from archipel.projects.v1 import charters_pb2, ownership_pb2, simulations_pb2
from archipel.projects.v1 import learning_service_pb2 as learn
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from archipel.projects.v1.learning_service_pb2_grpc import LearningServiceStub
from chassis.domain import uuid7
from chassis.journal.writer import Act, Transaction
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.projects.domain.charter_life import text_hash
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.simulation import Simulation, SimulationState
from services.projects.domain.what_if import WhatIf
from services.projects.storage.charter_file import read_charter
from services.projects.storage.charters import CharterStore
from services.projects.storage.simulations import SimulationStore, simulations
from tests.fixtures.projects.charter_texts import pact_text, pole_text
from tests.integration.projects.project.world import CAHC, CALL, POLE, ROOT, body, today, vote

if TYPE_CHECKING:
    from tests.security.projects.stage import ProjectStage

Make = Callable[["ProjectStage"], Awaitable[Any]]

_VERSIONS = count(100)


def text_of(code: str) -> str:
    """A text that the body may vote, in a version that nobody voted."""
    version = str(next(_VERSIONS))
    if code == POLE:
        return pole_text(version=version)
    return pact_text(code, version=version, layer="agglomeration" if code in (CALL, CAHC) else "commune")


async def draft(stage: ProjectStage) -> charters_pb2.Charter:
    request = charters_pb2.CreateCharterRequest(body=body(CAHC), text=text_of(CAHC))
    made: charters_pb2.Charter = await stage.do("cahc", CharterServiceStub, "CreateCharter", request)
    return made


async def _again(stage: ProjectStage, name: str) -> charters_pb2.Charter:
    request = charters_pb2.GetCharterRequest(name=name)
    found: charters_pb2.Charter = await stage.do("cahc", CharterServiceStub, "GetCharter", request)
    return found


async def simulated(stage: ProjectStage) -> charters_pb2.Charter:
    """As a simulation that ended well leaves it."""
    made = await draft(stage)
    base = stage.world.service.foundation
    async with base.engine.begin() as connection:
        tx = Transaction(connection, Act("service:projects"), "test", "projects", base.clock)
        store = CharterStore(tx, read_charter(ROOT / "charters" / "artois-1.yaml"))
        version = await store.get(made.name.removeprefix("charters/"))
        assert version.mark_simulated(str(uuid7()), text_hash(version.text), base.clock.now())
        await store.save(version)
    base.wakeup.committed()
    return await _again(stage, made.name)


async def put_to_vote(stage: ProjectStage) -> charters_pb2.Charter:
    made = await simulated(stage)
    request = charters_pb2.PutCharterToVoteRequest(name=made.name, body=body(CAHC))
    put: charters_pb2.Charter = await stage.do("cahc", CharterServiceStub, "PutCharterToVote", request)
    return put


def adopting(name: str, code: str = CAHC) -> charters_pb2.AdoptCharterRequest:
    return charters_pb2.AdoptCharterRequest(
        name=name, body=body(code), deliberation=vote(), in_force_from=date_to_wire(today())
    )


async def adopted(stage: ProjectStage) -> charters_pb2.Charter:
    put = await put_to_vote(stage)
    made: charters_pb2.Charter = await stage.do(
        "cahc", CharterServiceStub, "AdoptCharter", adopting(put.name)
    )
    return made


async def superseded(stage: ProjectStage) -> charters_pb2.Charter:
    former = await adopted(stage)
    await adopted(stage)
    return await _again(stage, former.name)


async def _withdrawn(stage: ProjectStage, name: str) -> charters_pb2.Charter:
    request = charters_pb2.WithdrawCharterRequest(name=name, body=body(CAHC))
    made: charters_pb2.Charter = await stage.do("cahc", CharterServiceStub, "WithdrawCharter", request)
    return made


async def withdrawn(stage: ProjectStage) -> charters_pb2.Charter:
    return await _withdrawn(stage, (await draft(stage)).name)


async def rejected(stage: ProjectStage) -> charters_pb2.Charter:
    return await _withdrawn(stage, (await put_to_vote(stage)).name)


async def founding(stage: ProjectStage) -> charters_pb2.Charter:
    return await _again(stage, "charters/founding")


CHARTER_STATES: Mapping[str, Make] = {
    "draft": draft,
    "simulated": simulated,
    "put_to_vote": put_to_vote,
    "adopted": adopted,
    "superseded": superseded,
    "withdrawn": withdrawn,
    "rejected": rejected,
    "founding": founding,
}


async def begun(
    stage: ProjectStage, charter: str, state: SimulationState, code: str = CAHC
) -> simulations_pb2.Simulation:
    """A simulation that the body asked for."""
    base = stage.world.service.foundation
    now = base.clock.now()
    tried = WhatIf(today(), body=code)
    made = Simulation(str(uuid7()), tried, charter.removeprefix("charters/"), now, now)
    async with base.engine.begin() as connection:
        store = SimulationStore(connection)
        # One that goes on showing signs of life for as long as the tests last.
        await store.add(replace(made, heartbeat=now + timedelta(hours=1)))
        if state is SimulationState.DONE:
            await store.done(made.id, now, Tally())
        elif state is SimulationState.FAILED:
            await store.failed(made.id, now, "Interrompue.")
    return simulations_pb2.Simulation(name=made.name, charter=charter)


async def running(stage: ProjectStage) -> simulations_pb2.Simulation:
    return await begun(stage, (await draft(stage)).name, SimulationState.RUNNING)


async def done(stage: ProjectStage) -> simulations_pb2.Simulation:
    return await begun(stage, (await draft(stage)).name, SimulationState.DONE)


async def failed(stage: ProjectStage) -> simulations_pb2.Simulation:
    return await begun(stage, (await draft(stage)).name, SimulationState.FAILED)


async def of_what_is_in_force(stage: ProjectStage) -> simulations_pb2.Simulation:
    return await begun(stage, "", SimulationState.DONE)


async def of_a_public_charter(stage: ProjectStage) -> simulations_pb2.Simulation:
    return await begun(stage, (await put_to_vote(stage)).name, SimulationState.DONE)


SIMULATION_STATES: Mapping[str, Make] = {
    "running": running,
    "done": done,
    "failed": failed,
    "of_what_is_in_force": of_what_is_in_force,
    "of_a_public_charter": of_a_public_charter,
}


async def trial(stage: ProjectStage) -> charters_pb2.Charter:
    """A draft to be simulated, while no simulation runs."""
    base = stage.world.service.foundation

    async def none_runs() -> bool:
        async with base.engine.connect() as connection:
            return await SimulationStore(connection).running(base.clock.now()) is None

    async with base.engine.begin() as connection:
        made_up = (simulations.c.heartbeat_at > base.clock.now() + timedelta(minutes=5)) & (
            simulations.c.state == SimulationState.RUNNING
        )
        await connection.execute(update(simulations).where(made_up).values(state=SimulationState.FAILED))
    # A real one is waited for, however long a busy machine takes.
    await eventually(none_runs, seconds=90)
    return await draft(stage)


async def trial_while_another_runs(stage: ProjectStage) -> charters_pb2.Charter:
    made = await trial(stage)
    await running(stage)
    return made


async def public_trial_while_another_runs(stage: ProjectStage) -> charters_pb2.Charter:
    await trial_while_another_runs(stage)
    return await put_to_vote(stage)


async def nothing_while_another_runs(stage: ProjectStage) -> charters_pb2.Charter:
    await trial_while_another_runs(stage)
    return charters_pb2.Charter()


TRIAL_STATES: Mapping[str, Make] = {
    "draft": trial,
    "draft_while_another_runs": trial_while_another_runs,
    "public_while_another_runs": public_trial_while_another_runs,
    "nothing_while_another_runs": nothing_while_another_runs,
}
"""What is to be simulated. Each real simulation is a process that takes seconds."""


def proposing(experiences: list[str], code: str = CALL) -> learn.ProposePrincipleRequest:
    return learn.ProposePrincipleRequest(
        body=body(code),
        title="Une porte par quartier",
        text="Chaque rénovation groupée a un interlocuteur connu des habitants.",
        projects=experiences,
    )


async def principle(stage: ProjectStage) -> ownership_pb2.Principle:
    made: ownership_pb2.Principle = await stage.do(
        "president", LearningServiceStub, "ProposePrinciple", proposing(await stage.experiences())
    )
    return made


async def principle_adopted(stage: ProjectStage) -> ownership_pb2.Principle:
    made = await principle(stage)
    request = learn.AdoptPrincipleRequest(name=made.name, body=body(CALL), deliberation=vote())
    voted: ownership_pb2.Principle = await stage.do(
        "president", LearningServiceStub, "AdoptPrinciple", request
    )
    return voted


async def principle_withdrawn(stage: ProjectStage) -> ownership_pb2.Principle:
    made = await principle(stage)
    request = learn.WithdrawPrincipleRequest(name=made.name, body=body(CALL))
    gone: ownership_pb2.Principle = await stage.do(
        "president", LearningServiceStub, "WithdrawPrinciple", request
    )
    return gone


async def experiences(stage: ProjectStage) -> list[str]:
    return await stage.experiences()


PRINCIPLE_STATES: Mapping[str, Make] = {
    "proposed": principle,
    "adopted": principle_adopted,
    "withdrawn": principle_withdrawn,
}
