"""What an operator does to a node of his own, running and stopped."""

import asyncio
import json
import signal
import socket
from pathlib import Path
from typing import Any

import psutil

from archipel.funding.v1.funding_pb2 import ListPlansRequest
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from chassis.testing.running import Client, refusal
from chassis.testing.waiting import eventually
from tests.fixtures.node import OperatedNode
from tests.fixtures.servers import short_folder


def answer(node: OperatedNode, *arguments: str) -> Any:
    done = node.archipel(*arguments, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def rows(node: OperatedNode) -> dict[str, int]:
    reports = answer(node, "audit", "verify")
    assert all(report["whole"] for report in reports)
    return {report["service"]: report["rows"] for report in reports}


def test_invented_projects_are_written_and_read_models_filled_again(operated_node: OperatedNode) -> None:
    made = answer(operated_node, "generate", "--projects", "12", "--seed", "5")
    assert made["projects"] == sum(made["states"].values()) == 12
    shown = answer(operated_node, "projects", "list", "--limit", "500")
    assert len([project for project in shown if project["synthetic"]]) >= made["states"].get("accepted", 0)
    assert answer(operated_node, "rebuild", "portal")["filled"]
    assert answer(operated_node, "status")["healthy"]


def test_every_act_of_an_operator_is_a_row_of_the_journal(operated_node: OperatedNode) -> None:
    before = rows(operated_node)
    assert answer(operated_node, "parked", "list") == []
    after = rows(operated_node)
    assert all(after[name] > before[name] for name in before)


async def test_what_was_tried_and_refused_is_shown_to_the_operator(operated_node: OperatedNode) -> None:
    forger = Client(operated_node.settings.address("funding"), "no.token.atall")
    refused = await refusal(forger.call(FundingServiceStub(forger.channel).ListPlans, ListPlansRequest()))
    await forger.close()
    assert refused.reason == "TOKEN_INVALID"

    async def noted() -> list[dict[str, Any]]:
        told = await asyncio.to_thread(answer, operated_node, "audit", "incidents", "--days=1")
        return [one for one in told if one["service"] == "funding"]

    (incident,) = await eventually(noted)
    assert (incident["reason"], incident["actor"], incident["times"]) == ("TOKEN_INVALID", "anonymous", 1)
    assert incident["place"] == "/archipel.funding.v1.FundingService/ListPlans"
    shown = operated_node.archipel("audit", "incidents")
    assert "TOKEN_INVALID" in shown.stdout
    assert rows(operated_node)["funding"] > 0


def test_the_same_territory_again_changes_no_body(operated_node: OperatedNode) -> None:
    report = answer(operated_node, "territories", "import", "territories/artois")
    assert (report["bodies"], report["changed"]) == (158, [])


def test_a_territory_with_faults_changes_nothing_and_all_faults_are_told(
    operated_node: OperatedNode, tmp_path: Path
) -> None:
    refused = operated_node.archipel("territories", "import", str(tmp_path), "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["faults"]


def test_replaying_what_is_not_parked_is_refused_with_what_to_do(operated_node: OperatedNode) -> None:
    refused = operated_node.archipel("parked", "replay", "labels", "nobody", "projects/1", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["error"] == "NOTHING_PARKED"


def test_an_unknown_read_model_is_refused_with_those_that_there_are(operated_node: OperatedNode) -> None:
    refused = operated_node.archipel("rebuild", "labels", "nothing")
    assert refused.returncode == 1
    assert "funding" in refused.stderr


def test_a_taken_port_is_named_with_the_flag_that_chooses_another(operated_node: OperatedNode) -> None:
    with short_folder("port") as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = operated_node.archipel("up", "--data", str(folder / "data"), f"--nats-port={port}")
    assert refused.returncode == 1
    assert f"Le port {port} (nats)" in refused.stderr
    assert "--nats-port" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_stopped_node_leaves_no_process_keeps_its_data_and_starts_again(
    operated_node: OperatedNode,
) -> None:
    parts, before = operated_node.pids(), rows(operated_node)
    assert operated_node.stop(signal.SIGINT)
    assert operated_node.process.returncode == 0
    assert not any(psutil.pid_exists(pid) for pid in parts)
    assert operated_node.archipel("status").returncode == 3
    assert rows(operated_node)["projects"] > before["projects"], "the journals verify without the node too"
    operated_node.start()
    assert answer(operated_node, "status")["healthy"]
    assert len(answer(operated_node, "territories", "list")) == 158
