"""The decisions of a project replay from the journal, whatever became of charter and register since."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from google.type.date_pb2 import Date

from archipel.projects.v1 import projects_pb2, register_pb2, territories_pb2
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from archipel.projects.v1.register_pb2_grpc import RegisterServiceStub
from chassis.domain import NotFound
from services.projects.storage.decision_journal import StoredDecisions
from services.projects.use_cases.replay_decisions import Replayed, replay_decisions
from tests.fixtures.projects.charter_texts import INFORMED_AT_ONCE, pact_text, pole_text
from tests.integration.projects.charters.conftest import CALL, POLE, TODAY, Council
from tests.integration.projects.project.world import body, castors


async def submitted(council: Council) -> str:
    create = projects_pb2.CreateProjectRequest(project=castors())
    draft = await council.ask("mayor", ProjectsServiceStub, "CreateProject", create)
    submit = projects_pb2.SubmitProjectRequest(name=draft.name)
    await council.ask("mayor", ProjectsServiceStub, "SubmitProject", submit)
    return str(draft.name.removeprefix("projects/"))


async def replayed(council: Council, project_id: str) -> list[Replayed]:
    async with council.service.foundation.engine.connect() as connection:
        return await replay_decisions(project_id, StoredDecisions(connection))


async def test_a_decision_reads_the_same_after_everything_around_it_changed(council: Council) -> None:
    await council.adopted("call", CALL, pact_text(CALL), TODAY)
    first = await submitted(council)

    await council.adopted("pole", POLE, pole_text(INFORMED_AT_ONCE), date(2027, 1, 1))
    line = territories_pb2.Holding(
        body=body(CALL), competence="6520", mode=territories_pb2.MODE_MANDATORY, deliberation="2026-12-001"
    )
    getattr(line, "from").CopyFrom(Date(year=2026, month=12, day=1))
    await council.ask(
        "call",
        RegisterServiceStub,
        "RecordHolding",
        register_pb2.RecordHoldingRequest(body=body(CALL), holding=line),
    )
    council.clock.instant = datetime(2027, 1, 2, 12, tzinfo=UTC)
    second = await submitted(council)

    (old,) = await replayed(council, first)
    (new,) = await replayed(council, second)
    assert (old.same, old.same_engine, new.same) == (True, True, True)
    assert f"pacte-{CALL}" in old.taken.decision.charter_version
    assert old.taken.decision.charter_version.startswith("1+")
    assert new.taken.decision.charter_version.startswith("2+")
    assert old.taken.decision.owner != new.taken.decision.owner


async def test_a_project_that_nobody_decided_about_has_nothing_to_replay(council: Council) -> None:
    with pytest.raises(NotFound):
        await replayed(council, "01900000-0000-7000-8000-000000000000")
