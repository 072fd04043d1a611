"""Somebody reads their name, the bodies they belong to, what they lent, and the lines of the register that
they changed; what is too old goes.
"""

from __future__ import annotations

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.register_pb2 import RecordHoldingRequest
from archipel.projects.v1.register_pb2_grpc import RegisterServiceStub
from archipel.projects.v1.territories_pb2 import MODE_OPTIONAL, Holding
from tests.fixtures.own_data import own_data
from tests.integration.projects.delegations.conftest import Scene
from tests.integration.projects.project.world import LOOS, body


async def test_somebody_reads_all_that_projects_keeps_of_them(scene: Scene) -> None:
    mayor = scene.client(scene.world.address, "mayor")
    for person, name in (("mayor", "Claire Delattre"), ("deputy", "Marc Adjoint")):
        await scene.do(person, "RegisterPerson", RegisterPersonRequest(display_name=name))
    lent = await scene.lend("mayor", "deputy")
    line = Holding(body=body(LOOS), competence="1035", mode=MODE_OPTIONAL, text="voté")
    request = RecordHoldingRequest(body=body(LOOS), holding=line)
    await mayor.call(RegisterServiceStub(mayor.channel).RecordHolding, request)

    told = await own_data(mayor)

    assert [one["facts"] for one in told["people"]] == [
        {"display_name": "Claire Delattre", "registered_by": "oneself", "forgotten": False}
    ]
    assert [one["facts"] for one in told["sightings"]] == [{"last_seen": f"{scene.clock.now():%Y-%m-%d}"}]
    assert [one["body"] for one in told["memberships"]] == [body(LOOS)]
    (given,) = [one["facts"] for one in told["delegations"] if one["resource"] == lent.name]
    assert (given["side"], given["reason"]) == ("lent by oneself", lent.reason)
    assert [one["facts"]["competence"] for one in told["holding_changes"]] == ["1035"]

    theirs = await own_data(scene.client(scene.world.address, "deputy"))
    (received,) = [one["facts"] for one in theirs["delegations"] if one["resource"] == lent.name]
    assert received["side"] == "lent to oneself"
    assert "reason" not in received
    assert "Claire" not in str(theirs)
    assert "holding_changes" not in theirs
