"""What a dry run reads of a stored project is what the service itself reads."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given

from archipel.projects.v1 import ownership_pb2, projects_pb2
from chassis.domain import Fault
from services.projects.convert.decisions import decision_to_proto
from services.projects.convert.facts import facts_from_proto, facts_to_proto
from services.projects.convert.stored_subjects import stored_facts, subject_from_resource
from services.projects.domain.standing import standing
from tests.unit.projects.subsidiarity.generated_worlds import PATIENT, World, worlds

NAME = str(UUID(int=7))


@PATIENT
@given(worlds())
def test_facts_and_standing_come_back_as_they_were(world: World) -> None:
    message = facts_to_proto(world.facts)
    faults: list[Fault] = []
    assert stored_facts(message) == facts_from_proto(message, "facts", faults)
    assert faults == []
    decision = world.decide()
    resource = projects_pb2.Project(facts=message, decision=decision_to_proto(decision)).SerializeToString()
    found = subject_from_resource(NAME, "Projet", resource)
    assert found is not None
    assert (found.id, found.title, found.agreed_owner) == (NAME, "Projet", "")
    assert found.standing == standing(decision.owner, decision.roles)
    assert found.facts == world.facts


def test_a_project_without_a_decision_is_no_subject() -> None:
    assert subject_from_resource(NAME, "", projects_pb2.Project().SerializeToString()) is None


@PATIENT
@given(worlds())
def test_an_owner_by_agreement_is_one_that_came_after_the_first(world: World) -> None:
    links = [ownership_pb2.OwnershipLink(), ownership_pb2.OwnershipLink()]
    for count in (1, 2):
        resource = projects_pb2.Project(
            facts=facts_to_proto(world.facts),
            decision=decision_to_proto(world.decide()),
            ownership=links[:count],
            owner="territories/C00",
        ).SerializeToString()
        found = subject_from_resource(NAME, "", resource)
        assert found is not None
        assert found.agreed_owner == ("C00" if count > 1 else "")
