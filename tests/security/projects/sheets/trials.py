"""SimulationService and SubsidiarityService: who may try a charter, and who sees what it would change."""

from __future__ import annotations

from archipel.projects.v1 import simulations_pb2 as pb
from archipel.projects.v1 import subsidiarity_pb2
from tests.integration.projects.project.world import CAHC, body
from tests.security.answers import EVERYBODY, OK, SIGNED_IN, Answer, Who, forbidden, refused
from tests.security.matrix import Row, Sheet
from tests.security.projects.sheets.projects import DRAFTERS
from tests.security.projects.sheets.who_sees import (
    CHARTER_SEEN_BY,
    SIMULATION_SEEN_BY,
    TRIAL_SEEN_BY,
    past,
)
from tests.security.projects.staged_projects import shared_facts


def _start(who: Who, state: str) -> Answer:
    """A charter is tried by its own body, what stands by any; one simulation runs at a time."""
    if state != "nothing_while_another_runs" and who.home != CAHC:
        return forbidden("NOT_THE_VOTING_BODY", body=who.home, owner=CAHC)
    return OK if state == "draft" else refused("SIMULATION_RUNNING")


READ = past(EVERYBODY, SIMULATION_SEEN_BY, lambda *_: OK)

SIMULATIONS_SHEET: Sheet = {
    "StartSimulation": Row(
        "trial",
        lambda charter, who: pb.StartSimulationRequest(charter=charter.name, body=body(who.home)),
        past(DRAFTERS, TRIAL_SEEN_BY, _start),
    ),
    "GetSimulation": Row(
        "simulation", lambda made, _: pb.GetSimulationRequest(name=made.name), READ, reads=True
    ),
    "ListSimulationChanges": Row(
        "simulation", lambda made, _: pb.ListSimulationChangesRequest(name=made.name), READ, reads=True
    ),
}

SUBSIDIARITY_SHEET: Sheet = {
    "EvaluateSubsidiarity": Row(
        "charter",
        lambda charter, _: subsidiarity_pb2.EvaluateSubsidiarityRequest(
            facts=shared_facts(), charter=charter.name
        ),
        past(SIGNED_IN, CHARTER_SEEN_BY, lambda *_: OK),
        reads=True,
    ),
}
