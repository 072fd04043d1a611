"""A real Keycloak: how it is fetched, how it runs beside a node, and what survives its death."""

from __future__ import annotations

import asyncio
import fcntl
import os
import tempfile
import zipfile
from pathlib import Path

import httpx
import psutil
import pytest

from node.errors import NodeError
from node.keycloak import distribution
from node.layout import claim_identity, made
from node.processes import free_port, wait_until
from node.sign_in import refresh
from tests.fixtures.keycloak import RunningKeycloak
from tests.fixtures.servers import short_folder


def silent(_: str) -> None:
    """Say nothing."""


def test_the_built_distribution_is_taken_as_it_is(tmp_path: Path) -> None:
    built = tmp_path / f"keycloak-{distribution.VERSION}"
    built.mkdir()
    (built / distribution.STAMP).write_text(distribution.stamp())
    said: list[str] = []
    assert distribution.ensure(said.append, tmp_path) == built
    assert said == []


def test_a_file_that_is_not_the_pinned_one_is_thrown_away(tmp_path: Path) -> None:
    file = tmp_path / "keycloak.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("keycloak/bin/kc.sh", "#!/bin/sh\n")
    with pytest.raises(NodeError, match="effacé") as raised:
        distribution.checked(file)
    assert raised.value.code == "KEYCLOAK_CHANGED"
    assert not file.exists()


def test_it_is_unpacked_whole_with_its_scripts_ready_to_run(tmp_path: Path) -> None:
    target = tmp_path / f"keycloak-{distribution.VERSION}"
    with zipfile.ZipFile(tmp_path / "it.zip", "w") as archive:
        archive.writestr(f"{target.name}/bin/kc.sh", "#!/bin/sh\n")
        archive.writestr(f"{target.name}/lib/it.jar", "it")
    target.mkdir()
    (target / "half").write_text("of an earlier try")
    distribution.unpack(tmp_path / "it.zip", tmp_path / "aside", target)
    assert os.access(target / "bin" / "kc.sh", os.X_OK)
    assert (target / "lib" / "it.jar").read_text() == "it"
    assert not (target / "half").exists()


def test_without_a_network_it_says_what_to_do_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    left = tmp_path / "incoming" / "half.zip"
    left.parent.mkdir()
    left.write_bytes(b"of a fetch that was cut off")
    with pytest.raises(NodeError, match="accès au réseau, puis relancez « make keycloak »") as raised:
        distribution.ensure(silent, tmp_path)
    assert raised.value.code == "KEYCLOAK_NOT_FETCHED"
    assert [each.name for each in tmp_path.iterdir()] == ["lock"]


async def test_whoever_comes_while_it_is_made_waits_and_takes_it(tmp_path: Path) -> None:
    built = tmp_path / f"keycloak-{distribution.VERSION}"
    said: list[str] = []
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = asyncio.create_task(asyncio.to_thread(distribution.ensure, said.append, tmp_path))
        done, _ = await asyncio.wait([second], timeout=1.0)
        assert not done, "it did not wait"
        built.mkdir()
        (built / distribution.STAMP).write_text(distribution.stamp())
    assert await second == built
    assert said == [], "it was made twice"


def test_one_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    script = tmp_path / "bin" / "kc.sh"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho the option is not known >&2\nexit 2\n")
    script.chmod(0o755)
    with pytest.raises(NodeError, match="the option is not known"):
        distribution.build(tmp_path)


def test_it_listens_on_one_port_of_loopback_and_nowhere_else(keycloak: RunningKeycloak) -> None:
    assert keycloak.server.process is not None
    connections = psutil.Process(keycloak.server.process.pid).net_connections("inet")
    # Datagrams too: servers that form a cluster look for one another with them.
    open_to_others = [one for one in connections if not one.raddr]
    places = {(one.laddr.ip.removeprefix("::ffff:"), one.laddr.port) for one in open_to_others}
    assert places == {("127.0.0.1", keycloak.server.port)}


def test_what_it_writes_lies_in_the_folder_of_its_node(keycloak: RunningKeycloak) -> None:
    assert keycloak.server.process is not None
    opened = psutil.Process(keycloak.server.process.pid).open_files()
    written = {Path(file.path) for file in opened if file.mode != "r"}
    ours = (keycloak.server.home.resolve(), keycloak.log.resolve())
    assert written, "its log at least"
    assert [file for file in written if not any(file.is_relative_to(place) for place in ours)] == []
    assert list((keycloak.server.home / "tmp").iterdir()), "what it keeps for a moment lies there too"
    for_everybody = Path(tempfile.gettempdir())  # where a Java leaves its figures under its own number
    assert not list(for_everybody.glob(f"hsperfdata_*/{keycloak.server.process.pid}"))
    shared = distribution.ensure(silent)
    made = (shared / distribution.STAMP).stat().st_mtime
    assert [file for file in shared.rglob("*") if file.stat().st_mtime > made] == []


def test_no_secret_stands_on_a_command_line(keycloak: RunningKeycloak) -> None:
    assert keycloak.server.process is not None
    line = " ".join(psutil.Process(keycloak.server.process.pid).cmdline())
    for secret in (keycloak.server.admin_secret, keycloak.server.database_password, keycloak.portal_secret):
        assert secret not in line


def test_it_runs_in_production_mode(keycloak: RunningKeycloak) -> None:
    assert "start-dev" not in keycloak.log.read_text()
    assert "development mode" not in keycloak.log.read_text()
    about = httpx.get(f"{keycloak.issuer}/.well-known/openid-configuration").json()
    assert about["issuer"] == keycloak.issuer
    # The address is fixed: a Host header of somebody's choice does not get into what it publishes.
    elsewhere = httpx.get(
        f"{keycloak.issuer}/.well-known/openid-configuration", headers={"Host": "evil.example"}
    )
    assert "evil.example" not in elsewhere.text


async def test_sessions_survive_a_killed_keycloak(keycloak: RunningKeycloak) -> None:
    tokens = await keycloak.tokens("observation.pole")
    keycloak.server.kill()
    with keycloak.log.open("ab") as output:
        keycloak.server.launch(output)
    assert wait_until(keycloak.server.answers, patience=90.0)
    again = await refresh(keycloak.issuer, tokens.refresh_token)
    assert again.access_token != tokens.access_token


async def test_a_wrong_password_gives_no_token_and_no_name_into_the_log(keycloak: RunningKeycloak) -> None:
    from node.sign_in import sign_in

    with pytest.raises(NodeError):
        await sign_in(keycloak.issuer, "jury.pole", "not-the-password")
    assert "jury.pole" not in keycloak.log.read_text()


def test_a_node_stays_with_the_provider_of_its_people() -> None:
    with short_folder("claim") as folder:
        place = made(folder / "data")
        claim_identity(place, "keycloak")
        place.postgres.mkdir()
        claim_identity(place, "keycloak")
        with pytest.raises(NodeError, match="--identity=keycloak") as raised:
            claim_identity(place, "canaille")
        assert raised.value.code == "IDENTITY_CHANGED"


def test_a_node_that_never_got_as_far_as_its_database_may_still_choose() -> None:
    with short_folder("claim") as folder:
        place = made(folder / "data")
        claim_identity(place, "keycloak")
        claim_identity(place, "canaille")
        assert place.identity.read_text() == "canaille"


def test_a_folder_from_before_there_was_a_choice_has_canaille() -> None:
    with short_folder("claim") as folder:
        place = made(folder / "data")
        place.postgres.mkdir()
        with pytest.raises(NodeError, match="--identity=canaille"):
            claim_identity(place, "keycloak")
