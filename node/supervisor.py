"""Starts the parts of a node, keeps them alive, stops them in order and leaves no process behind.

Every part asks the kernel to end it with this process, so that even SIGKILL leaves nothing.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from node import processes, state
from node.errors import NodeError
from node.logs import Logs
from node.parts import Node, Part, Say

CRASHES_AT_START = 3
"""A part that dies so often before it was ever well stops the start."""

PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first, second… restart of a part that dies again and again."""

CALM_SECONDS = 60.0
"""After so long without a death the pauses begin anew."""

ROTATION_SECONDS = 10.0

PROBE_SECONDS = 0.2
"""Between two questions to a part that starts: its own start needs the processor more."""


@dataclass
class Supervisor:
    node: Node
    say: Say
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    failed: NodeError | None = None
    ready: dict[str, asyncio.Event] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts = self.node.parts()
        self.logs = Logs(self.node.layout.logs, self.node.settings.log_days)
        steps = ("databases", "identity")
        self.ready = {name: asyncio.Event() for name in (*steps, *(part.name for part in self.parts))}
        self.state = state.NodeState(
            self.node.layout.state,
            {part.name: state.PartState() for part in self.parts},
            {
                "started": state.now(),
                "node": self.node.settings.node,
                "identity": self.node.settings.identity,
                "ports": self.node.settings.ports,
            },
        )

    async def run(self, when_ready: Callable[[], asyncio.Task[None]] | None = None) -> None:
        """Run until SIGINT or SIGTERM. Raises NodeError when the node cannot start.

        `when_ready` is called once every part is well; its task is awaited, or cancelled at the end.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        self.state.write()
        tasks = [asyncio.create_task(self.keep(part)) for part in self.parts]
        work = (self.prepare_databases(), self.prepare_identity(), self.rotate_logs())
        tasks += [asyncio.create_task(each) for each in work]
        later = asyncio.create_task(self.then(when_ready))
        try:
            await self.until_stopped([*tasks, later])
        finally:
            for task in (*tasks, later):
                task.cancel()
            await asyncio.gather(*tasks, later, return_exceptions=True)
            await self.stop_all()
        if self.failed is not None:
            raise self.failed

    async def until_stopped(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for the signal, or for the first task that fails."""
        stopped = asyncio.create_task(self.stopping.wait())
        waiting: set[asyncio.Task[None] | asyncio.Task[bool]] = {stopped, *tasks}
        while not stopped.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                try:
                    await task
                except NodeError as error:
                    self.failed = error
                    stopped.cancel()
                    return
        stopped.cancel()

    async def then(self, when_ready: Callable[[], asyncio.Task[None]] | None) -> None:
        await asyncio.gather(*(event.wait() for event in self.ready.values()))
        if when_ready is not None:
            await when_ready()

    async def prepare_databases(self) -> None:
        await self.ready["postgres"].wait()
        await self.node.prepare_databases(self.logs, self.say)
        self.ready["databases"].set()

    async def prepare_identity(self) -> None:
        await self.ready[self.node.settings.identity].wait()
        await self.node.prepare_identity(self.logs, self.say)
        self.ready["identity"].set()

    async def rotate_logs(self) -> None:
        while True:
            await asyncio.to_thread(self.logs.rotate)
            await asyncio.sleep(ROTATION_SECONDS)

    async def keep(self, part: Part) -> None:
        """Start a part when what it needs is ready, and again each time that it dies."""
        await asyncio.gather(*(self.ready[name].wait() for name in part.needs))
        deaths = 0
        while True:
            started = time.monotonic()
            process = self.launch(part)
            await self.watch_start(part, process)
            await processes.ended(process)
            deaths = 1 if time.monotonic() - started > CALM_SECONDS else deaths + 1
            if not self.ready[part.name].is_set() and deaths >= CRASHES_AT_START:
                raise self.silent(part, "s’arrête dès son démarrage")
            reason = f"s’est arrêté ({how(process.returncode)})"
            self.state.note(part.name, state.RESTARTING, reason=reason, restarted=True)
            pause = PAUSES[min(deaths, len(PAUSES)) - 1]
            if self.ready[part.name].is_set():
                self.say(f"  ! {part.title} {reason} : redémarrage dans {pause:.0f} s".replace(".", ","))
            await asyncio.sleep(pause)

    def launch(self, part: Part) -> subprocess.Popen[bytes]:
        with self.logs.open(part.name) as log:
            process = part.launch(log)
        self.running[part.name] = process
        self.state.note(part.name, state.STARTING, pid=process.pid)
        return process

    async def watch_start(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        """Wait until the part is well or dead."""
        began = time.monotonic()
        reason = await part.trouble()
        while reason and process.poll() is None:
            if time.monotonic() - began > part.start_seconds and not self.ready[part.name].is_set():
                raise self.silent(part, f"n’est pas prêt après {part.start_seconds:.0f} s ({reason})")
            await asyncio.sleep(PROBE_SECONDS)
            reason = await part.trouble()
        if process.poll() is None:
            self.state.note(part.name, state.READY, pid=process.pid)
            self.say(f"  ✓ {part.title} ({time.monotonic() - began:.1f} s)".replace(".", ","))
            self.ready[part.name].set()

    def silent(self, part: Part, what: str) -> NodeError:
        words = "\n".join(f"    {line}" for line in self.logs.tail(part.name))
        return NodeError(
            "PART_FAILED",
            f"{part.title} {what}. Ses derniers mots (tout est dans {self.logs.path(part.name)}) :\n{words}",
        )

    async def stop_all(self) -> None:
        """Services and provider together, then the broker, then the database that all of them use."""
        for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C hurries everything
            asyncio.get_running_loop().add_signal_handler(number, self.kill_all)
        last = ("nats", "postgres")
        rest = [part for part in self.parts if part.name not in last]
        for group in (rest, *([part for part in self.parts if part.name == name] for name in last)):
            await asyncio.gather(*(self.stop(part) for part in group))

    async def stop(self, part: Part) -> None:
        process = self.running.get(part.name)
        if process is not None:
            await asyncio.to_thread(processes.stop, process, part.stop_signal, patience=part.patience)
        with suppress(OSError):  # a disk that is full must not keep the other parts from stopping in order
            self.state.note(part.name, state.STOPPED)

    def kill_all(self) -> None:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                process.kill()


def how(code: int) -> str:
    """A return code in words."""
    if code >= 0:
        return f"code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
