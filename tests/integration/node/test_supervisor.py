"""The supervisor keeps its parts alive and leaves nothing behind, whatever ends it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, ClassVar

import psutil
import pytest

from node import processes
from node.errors import NodeError
from node.layout import Layout, made
from node.logs import Logs
from node.parts import Node, Part, Say
from node.settings import ROOT, NodeSettings
from node.supervisor import Supervisor
from tests.fixtures.servers import short_folder

SLEEPER = "import time; time.sleep(600)"
CRASHER = "raise SystemExit('no such table: truth')"


async def well() -> str:
    return ""


class SmallNode(Node):
    """A node of little programs in the place of the real ones."""

    programs: ClassVar[dict[str, str]] = {"postgres": SLEEPER, "canaille": SLEEPER, "one": SLEEPER}

    def parts(self) -> list[Part]:
        return [self.small(name, code) for name, code in self.programs.items()]

    def small(self, name: str, code: str) -> Part:
        def launch(output: IO[bytes]) -> subprocess.Popen[bytes]:
            return processes.spawn([sys.executable, "-c", code], output=output)

        async def trouble() -> str:
            return "never well" if code == CRASHER else ""

        return Part(name, name, launch, trouble)

    async def prepare_databases(self, logs: Logs, say: Say) -> None:
        logs.open("migrations").close()
        say("databases")


class CrashingNode(SmallNode):
    programs: ClassVar[dict[str, str]] = {"postgres": SLEEPER, "canaille": SLEEPER, "one": CRASHER}


@pytest.fixture
def layout() -> Iterator[Layout]:
    with short_folder("node") as folder:
        yield made(folder / "data")


def node(layout: Layout, kind: type[SmallNode] = SmallNode) -> SmallNode:
    return kind(NodeSettings(data=layout.data), layout)


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - files and processes set no event
            await asyncio.sleep(0.02)


def pids(layout: Layout) -> list[int]:
    return [part["pid"] for part in json.loads(layout.state.read_text())["parts"].values()]


async def test_a_dead_part_is_started_again_and_the_state_says_so(layout: Layout) -> None:
    said: list[str] = []
    supervisor = Supervisor(node(layout), said.append)
    running = asyncio.create_task(supervisor.run())
    await eventually(lambda: all(event.is_set() for event in supervisor.ready.values()))
    first = supervisor.running["one"]
    first.kill()
    await eventually(lambda: supervisor.running["one"] is not first)
    await eventually(lambda: supervisor.state.parts["one"].state == "ready")
    seen = json.loads(layout.state.read_text())["parts"]["one"]
    assert seen["restarts"] == 1
    assert "SIGKILL" in seen["reason"]
    last = [process.pid for process in supervisor.running.values()]
    supervisor.stopping.set()
    await running
    assert not any(psutil.pid_exists(pid) for pid in last)


async def test_a_part_that_never_gets_well_stops_the_start_with_its_last_words(layout: Layout) -> None:
    supervisor = Supervisor(node(layout, CrashingNode), lambda _: None)
    with pytest.raises(NodeError, match="no such table: truth") as raised:
        await supervisor.run()
    assert raised.value.code == "PART_FAILED"
    assert not any(psutil.pid_exists(process.pid) for process in supervisor.running.values())


SAYS_GOODBYE = """
import pathlib, signal, sys
def goodbye(*_):
    with open({words!r}, "a") as words:
        words.write("{name}\\n")
    sys.exit()
signal.signal(signal.SIGTERM, goodbye)
pathlib.Path({here!r}).touch()
while True:
    signal.pause()
"""


class PoliteNode(SmallNode):
    """Each part writes its name when it is asked to stop."""

    def parts(self) -> list[Part]:
        return [self.polite(name) for name in ("postgres", "nats", "canaille", "portal")]

    def polite(self, name: str) -> Part:
        here, words = self.layout.data / f"{name}.here", self.layout.data / "words"
        code = SAYS_GOODBYE.format(name=name, here=str(here), words=str(words))

        async def trouble() -> str:
            return "" if here.exists() else "starts"

        return replace(self.small(name, code), trouble=trouble)


async def test_the_database_stops_last_after_everybody_who_writes_to_it(layout: Layout) -> None:
    supervisor = Supervisor(node(layout, PoliteNode), lambda _: None)
    running = asyncio.create_task(supervisor.run())
    parts = ("postgres", "nats", "canaille", "portal")
    await eventually(lambda: all(supervisor.ready[part].is_set() for part in parts))
    supervisor.stopping.set()
    await running
    words = (layout.data / "words").read_text().split()
    assert set(words[:2]) == {"canaille", "portal"}
    assert words[2:] == ["nats", "postgres"]


RUN = """
import asyncio, sys
from pathlib import Path
from node.layout import made
from node.supervisor import Supervisor
from tests.integration.node.test_supervisor import node
asyncio.run(Supervisor(node(made(Path(sys.argv[1]))), print).run())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_no_process_outlives_the_supervisor(layout: Layout, number: signal.Signals) -> None:
    process = processes.spawn([sys.executable, "-c", RUN, layout.data], folder=ROOT)
    await eventually(lambda: layout.state.exists() and all(pids(layout)))
    await eventually(
        lambda: all(p["state"] == "ready" for p in json.loads(layout.state.read_text())["parts"].values())
    )
    parts = pids(layout)
    assert all(psutil.pid_exists(pid) for pid in parts)
    os.kill(process.pid, number)
    process.wait()
    await eventually(lambda: not any(alive(pid) for pid in parts))
    if number is not signal.SIGKILL:
        assert process.returncode == 0


def alive(pid: int) -> bool:
    """A zombie that nobody has collected yet is dead."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_log_that_grows_too_large_is_put_aside_while_its_part_goes_on_writing(tmp_path: Path) -> None:
    logs = Logs(tmp_path)
    with logs.open("chatty") as log:
        log.write(b"x" * (10 * 1024 * 1024))
        logs.rotate()
        log.write(b"after\n")
    assert logs.path("chatty").read_text() == "after\n"
    assert (tmp_path / "chatty.log.1").stat().st_size == 10 * 1024 * 1024


DAY = 86_400


def grow_older(logs: Logs, days: float) -> None:
    """As if every file of the folder had been written so many days earlier."""
    for file in logs.folder.iterdir():
        then = file.stat().st_mtime - days * DAY
        os.utime(file, (then, then))


def test_a_log_is_put_aside_once_a_day_and_its_lines_go_after_their_period(tmp_path: Path) -> None:
    logs = Logs(tmp_path, days=3)
    for day in range(8):
        with logs.open("part") as log:
            log.write(f"{day}\n".encode())
        logs.rotate()
        logs.rotate()
        kept = {int(line) for file in tmp_path.glob("part.log*") for line in file.read_text().split()}
        assert {day, day - 1} <= kept | {-1}
        assert min(kept) >= day - 3
        grow_older(logs, days=1)


def test_what_a_node_wrote_before_it_was_stopped_for_long_goes_when_it_starts(tmp_path: Path) -> None:
    logs = Logs(tmp_path, days=3)
    logs.rotate()
    logs.path("part").write_text("before\n")
    grow_older(logs, days=90)
    logs.rotate()
    assert [file.read_text() for file in tmp_path.glob("part.log*")] == [""]


def test_rotated_logs_take_no_more_room_than_they_may(tmp_path: Path) -> None:
    logs = Logs(tmp_path)
    for _ in range(6):
        logs.path("chatty").write_bytes(b"x" * (10 * 1024 * 1024))
        logs.rotate()
    assert sorted(file.name for file in tmp_path.glob("chatty.log.*")) == [
        f"chatty.log.{number}" for number in (1, 2, 3, 4)
    ]
