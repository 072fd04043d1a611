"""One Keycloak server: production mode, loopback only, the node's PostgreSQL behind it."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from node import processes
from node.errors import NodeError
from node.keycloak import distribution
from node.postgres import Postgres
from node.secrets import Secrets
from node.settings import REALM

DATABASE = "keycloak"
"""Database and role in the node's PostgreSQL."""

ADMIN_CLIENT = "archipel-provision"
"""The service account with which the node provisions the realm; people never sign in with it."""

TRANSACTION_IDS = "com.arjuna.ats.internal.arjuna.utils.UuidProcessId"
"""Without it transactions take the number of a port for their name, and keep that port open."""

THREADS = "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"

JAVA_OPTIONS = (
    "-Xms64m",
    "-Xmx512m",
    "-XX:MetaspaceSize=96M",
    "-XX:MaxMetaspaceSize=256m",
    "-XX:+UseG1GC",
    # The quick compiler alone: half the work at a start, a fifth less memory, and no slower sign-in (measured
    # over 60 of them), whose time goes into one hash of the password.
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",  # a file in a folder that all of the machine share
    "-Dfile.encoding=UTF-8",
    "-Dstdout.encoding=UTF-8",
    "-Dstderr.encoding=UTF-8",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={THREADS}",
    f"-DCoreEnvironmentBean.processImplementationClassName={TRANSACTION_IDS}",
    "-Dquarkus-log-max-startup-records=10000",
    "-Dpicocli.disable.closures=true",
    *(
        f"--add-opens=java.base/{package}=ALL-UNNAMED"
        for package in ("java.util", "java.util.concurrent", "java.security", "java.lang")
    ),
    "--enable-native-access=ALL-UNNAMED",
)
"""Those of the distribution's own start script, and what keeps the server to its port and folder. The script
is not run itself, as it leaves its Java behind when it is killed: the process that we start is the server.
"""

LONGEST_START = 120.0


@dataclass
class Keycloak:
    """`home` is the folder of one node's Keycloak; `postgres` listens on TCP (Java knows no socket)."""

    home: Path
    port: int
    postgres: Postgres
    secrets: Secrets
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.address}/realms/{REALM}"

    @property
    def database_password(self) -> str:
        return self.secrets.text("keycloak-database")

    @property
    def admin_secret(self) -> str:
        return self.secrets.text("keycloak-admin")

    def prepare(self) -> Path:
        """The node's own home for the server: the shared distribution's libraries, and folders of its own to
        write to. Its path.
        """
        shared = distribution.ensure(lambda _: None)
        for name in ("conf", "providers", "themes", "data", "tmp"):
            (self.home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        link = self.home / "lib"
        if not link.is_symlink() or link.readlink() != shared / "lib":
            link.unlink(missing_ok=True)
            link.symlink_to(shared / "lib", target_is_directory=True)
        return self.home

    def prepare_database(self) -> None:
        """The database, its role and the role's password; the same again changes nothing."""
        self.postgres.ensure_databases([DATABASE])
        self.postgres.set_password(DATABASE, self.database_password)

    def launch(self, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it."""
        home = self.prepare()
        self.process = processes.spawn(
            [
                distribution.java_home() / "bin" / "java",
                *JAVA_OPTIONS,
                f"-Dkc.home.dir={home}",
                f"-Djboss.server.config.dir={home / 'conf'}",
                f"-Djava.io.tmpdir={home / 'tmp'}",
                *("-cp", home / "lib" / "quarkus-run.jar"),
                *("io.quarkus.bootstrap.runner.QuarkusEntryPoint", "start", "--optimized"),
            ],
            environment=self.environment(),
            output=output,
            folder=home,
        )
        return self.process

    def environment(self) -> dict[str, str]:
        """Everything that the server is told; secrets stand here and never on its command line."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "MALLOC_ARENA_MAX": "2",
            "KC_DB_URL": f"jdbc:postgresql://127.0.0.1:{self.postgres.port}/{DATABASE}",
            "KC_DB_USERNAME": DATABASE,
            "KC_DB_PASSWORD": self.database_password,
            "KC_DB_POOL_MAX_SIZE": "10",
            "KC_DB_POOL_INITIAL_SIZE": "2",
            "KC_CACHE": "local",  # one server: it listens for no others of its kind
            "KC_HTTP_ENABLED": "true",  # TLS ends before the node, if it is reached from elsewhere at all
            "KC_HTTP_HOST": "127.0.0.1",
            "KC_HTTP_PORT": str(self.port),
            "KC_HOSTNAME": self.address,
            "KC_BOOTSTRAP_ADMIN_CLIENT_ID": ADMIN_CLIENT,
            "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET": self.admin_secret,
            "KC_LOG": "console",
            # Warnings of events, and of a password that is refused, name people: they are no line of a log.
            "KC_LOG_LEVEL": "warn,org.keycloak.events:error,"
            "org.keycloak.services.resources.admin.UserResource:error",
        }

    def start(self, output: IO[bytes] | int = subprocess.DEVNULL, *, patience: float = LONGEST_START) -> None:
        """Prepare the database, start the server and return when it answers."""
        self.prepare_database()
        self.launch(output)
        if not processes.wait_until(self.answers, patience=patience, pause=0.2):
            self.stop()
            raise NodeError("KEYCLOAK_SILENT", f"Keycloak n’a pas répondu après {patience:.0f} s.")

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/realms/master", timeout=2.0).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, signal.SIGTERM, patience=20.0)
            self.process = None

    def kill(self) -> None:
        """End the server without warning, as a crash would (for tests)."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
