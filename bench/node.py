"""A whole node: how long a warm start takes, how much memory it holds idle, how heavy the first page is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from node.processes import free_port

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("portal", "canaille", "nats", "projects", "labels", "engineering", "funding")
READY = "Le nœud est prêt"
"""What the node says once every part is well."""
PATIENCE = 120
IDLE_SECONDS = 10
PAGES = 20


@dataclass(frozen=True)
class NodeFigures:
    """Seconds, bytes and seconds again."""

    first_start: float
    warm_start: float
    idle_pss: int
    page_bytes: int
    page_seconds: float


def measure_node() -> NodeFigures:
    """Start a node twice on free ports and a folder of its own; stop it as Ctrl-C does."""
    with tempfile.TemporaryDirectory(prefix="archipel-bench-node-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        ports = {part: free_port() for part in PARTS}
        first, process = start(folder, ports)
        stop(process)
        warm, process = start(folder, ports)
        try:
            time.sleep(IDLE_SECONDS)
            pss = idle_memory(process)
            size, seconds = first_page(f"http://127.0.0.1:{ports['portal']}/")
        finally:
            stop(process)
    return NodeFigures(first, warm, pss, size, seconds)


def start(folder: Path, ports: dict[str, int]) -> tuple[float, subprocess.Popen[bytes]]:
    """Seconds from the start of the process until every part is well."""
    flags = [flag for part, port in ports.items() for flag in (f"--{part}-port", str(port))]
    command = [str(Path(sys.executable).parent / "archipel"), "up", "--data", str(folder / "node"), *flags]
    log = folder / "log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    while READY not in log.read_text():
        if process.poll() is not None or time.perf_counter() - began > PATIENCE:
            raise RuntimeError(log.read_text()[-2000:])
        time.sleep(0.02)
    return time.perf_counter() - began, process


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)


def idle_memory(process: subprocess.Popen[bytes]) -> int:
    """Proportional set size in bytes, summed over the supervisor and all that it started."""
    supervisor = psutil.Process(process.pid)
    tree: Sequence[psutil.Process] = [supervisor, *supervisor.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in tree)


def first_page(address: str) -> tuple[int, float]:
    """Bytes of the public home page with all that it links to, and the median seconds until it is there."""
    with httpx.Client() as client:
        seconds = []
        for _ in range(PAGES):
            began = time.perf_counter()
            page = client.get(address).raise_for_status()
            seconds.append(time.perf_counter() - began)
        size = len(page.content)
        for piece in page.text.split('"'):
            if piece.startswith("/static/"):
                size += len(client.get(address.rstrip("/") + piece).content)
    return size, sorted(seconds)[len(seconds) // 2]


if __name__ == "__main__":
    sys.stdout.write(f"{measure_node()} {os.cpu_count()} cores\n")
