"""Starts a program so that it never outlives the process that started it."""

from __future__ import annotations

import asyncio
import ctypes
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The user and group that a program runs as; None where it runs as whoever starts it."""

    uid: int
    gid: int
    name: str


def ties_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program: ask the kernel for a signal at the parent's death.

    The kernel watches the *thread* that forked, so parts are started from the main thread only.
    """
    if platform.system() != "Linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    number = int(death_signal)

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # the parent died between the fork and the line above
            os._exit(1)

    return tie


def spawn(
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int = subprocess.DEVNULL,
    account: Account | None = None,
    folder: Path | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own (Ctrl-C reaches only the supervisor, which stops the
    parts in order), its two outputs going to `output`.
    """
    return subprocess.Popen(
        [str(argument) for argument in arguments],
        env=dict(environment) if environment is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=ties_to_parent(death_signal),  # noqa: PLW1509 - nothing else acts before exec
    )


def stop(process: subprocess.Popen[bytes], number: signal.Signals, *, patience: float) -> bool:
    """Ask a process to end and, after `patience` seconds, end it. True when it went by itself."""
    if process.poll() is not None:
        return True
    process.send_signal(number)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


async def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process without a thread or a signal handler of its own."""
    while process.poll() is None:  # noqa: ASYNC110 - a process sets no event
        await asyncio.sleep(0.1)


def wait_until(ready: Callable[[], bool], *, patience: float, pause: float = 0.03) -> bool:
    """Ask again and again until `ready` says yes; False after `patience` seconds."""
    end = time.monotonic() + patience
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_taken(port: int) -> bool:
    """Whether somebody listens on a port of the loopback interface already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False
