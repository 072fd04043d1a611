"""The parts of a node on one machine: they listen on loopback only, and with certificates they know
one another by mutual TLS, from the portal's pages to the commands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import grpc
import httpx
import psutil
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.transport import Certificates, open_channel
from node import processes
from node.settings import ROOT, NodeSettings
from tests.fixtures.certificates import DAY, Authority, settings_of
from tests.fixtures.node import PARTS_WITH_PORTS, OperatedNode
from tests.fixtures.servers import short_folder

SERVICES = ("projects", "labels", "engineering", "funding")


def listening(node: OperatedNode) -> set[tuple[str, int]]:
    """(address, port) of every socket of the node's processes on which somebody could reach them."""
    supervisor = psutil.Process(node.process.pid)
    family = (supervisor, *supervisor.children(recursive=True))
    connections = (one for process in family for one in process.net_connections("inet"))
    waiting = (psutil.CONN_LISTEN, psutil.CONN_NONE)  # NONE: a socket of UDP
    return {(one.laddr.ip, one.laddr.port) for one in connections if one.status in waiting and one.laddr}


def is_loopback(text: str) -> bool:
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def test_every_socket_of_a_node_is_on_loopback(operated_node: OperatedNode) -> None:
    found = listening(operated_node)
    assert [address for address, _ in found if not is_loopback(address)] == []
    assert set(operated_node.settings.ports.values()) - {port for _, port in found} == set()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def own(authority: Authority) -> Certificates:
    """On one machine the parts share a certificate: it names who may call, and where the services are."""
    return authority.issue("portal", "127.0.0.1")


@pytest.fixture(scope="module")
def guarded_node(own: Certificates) -> Iterator[OperatedNode]:
    ports = {f"{part}_port": processes.free_port() for part in PARTS_WITH_PORTS}
    environment = {f"ARCHIPEL_{name.upper()}": value for name, value in settings_of(own).items()}
    with short_folder("guarded") as folder:
        settings = NodeSettings(data=folder / "data", **ports)
        node = OperatedNode(settings, folder / "log", environment)
        node.start()
        imported = node.archipel("territories", "import", str(ROOT / "territories" / "artois"))
        assert imported.returncode == 0, imported.stderr
        yield node
        node.stop()


@pytest.mark.parametrize(
    ("page", "shown"),
    [("/couverture", "Loos-en-Gohelle"), ("/chartes", "subsidiarit"), ("/labels", "Label")],
)
def test_pages_are_made_of_what_services_answer_over_mutual_tls(
    guarded_node: OperatedNode, page: str, shown: str
) -> None:
    def seen() -> str:
        answer = httpx.get(f"{guarded_node.settings.public_url}{page}", timeout=30, follow_redirects=True)
        return answer.text.lower() if answer.status_code == 200 else ""

    # The portal hears of the territory a moment after its import.
    assert processes.wait_until(lambda: shown.lower() in seen(), patience=30.0, pause=0.2), seen()


def test_commands_show_the_certificate_of_their_settings(guarded_node: OperatedNode) -> None:
    assert json.loads(guarded_node.archipel("status", "--json").stdout)["healthy"]
    assert json.loads(guarded_node.archipel("territories", "list", "--json").stdout)
    bare = OperatedNode(guarded_node.settings, guarded_node.log)
    refused = bare.archipel("territories", "list")
    assert refused.returncode != 0
    assert "ne répond pas" in refused.stderr


def test_a_command_says_which_files_are_of_no_use(
    guarded_node: OperatedNode, authority: Authority, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.key"
    strange.write_bytes(authority.issue("another").key.read_bytes())
    environment = guarded_node.environment | {"ARCHIPEL_TLS_KEY": str(strange)}
    unfit = OperatedNode(guarded_node.settings, guarded_node.log, environment).archipel("territories", "list")
    assert unfit.returncode != 0
    assert "ARCHIPEL_TLS_KEY" in unfit.stderr
    assert "Traceback" not in unfit.stderr


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_of_the_node_refuses_strangers(
    guarded_node: OperatedNode, authority: Authority, own: Certificates, service: str, tmp_path: Path
) -> None:
    address = guarded_node.settings.address(service)
    refused = grpc.StatusCode.UNAVAILABLE
    for certificates, code in (
        (own, grpc.StatusCode.OK),
        (None, refused),
        (Authority(tmp_path).issue("portal", believes=authority), refused),
        (authority.issue("portal", begins=-3 * DAY), refused),
        (authority.issue("labels", "127.0.0.1"), grpc.StatusCode.PERMISSION_DENIED),
    ):
        async with open_channel(address, certificates) as channel:
            assert await code_of(channel) is code, certificates


async def code_of(channel: grpc.aio.Channel) -> grpc.StatusCode:
    call = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
    return await call.code()


def test_it_listens_on_loopback_all_the_same(guarded_node: OperatedNode) -> None:
    assert [address for address, _ in listening(guarded_node) if not is_loopback(address)] == []
