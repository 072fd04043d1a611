"""What tests of the pages about rules share: who looks, what the fakes answer, what a page says."""

from __future__ import annotations

import re

import httpx

from archipel.projects.v1.charters_pb2 import Charter, CharterState, ListChartersResponse
from archipel.projects.v1.learning_service_pb2 import ListPrinciplesResponse
from archipel.projects.v1.ownership_pb2 import PrincipleState
from archipel.projects.v1.simulations_pb2 import SimulationState
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.unit.portal.territory import POLE

ID = samples.CHARTER.partition("/")[2]
SIMULATION_ID = samples.SIMULATION.partition("/")[2]
PRINCIPLE_ID = samples.PRINCIPLE.partition("/")[2]
ADOPTED = CharterState.CHARTER_STATE_ADOPTED


async def elected_of(stage: Stage, body: str = POLE) -> httpx.AsyncClient:
    return await stage.signed_in(f"elected-{body}", f"{body}/elected")


def put_charter(stage: Stage, charter: Charter) -> None:
    stage.fake.answers["GetCharter"] = charter
    stage.fake.answers["ListCharters"] = ListChartersResponse(
        charters=[charter, samples.charter(ADOPTED, name="charters/founding", version="1")]
    )


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def without_spaces(text: str) -> str:
    """The page's words, whatever space stands between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u202f", " ").split())


def put_simulation(stage: Stage, state: SimulationState.ValueType, token: str = "") -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["GetSimulation"] = samples.simulation(state)
    stage.fake.answers["ListSimulationChanges"] = samples.simulation_changes(token)


def put_principles(stage: Stage, *states: PrincipleState.ValueType) -> None:
    stage.fake.answers["ListPrinciples"] = ListPrinciplesResponse(
        principles=[samples.principle(state) for state in states]
    )
