"""The data folder of a node: what lies where in it, and the lock that lets one node use it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from node.accounts import can_reach, database_account
from node.errors import NodeError
from node.files import why

ROOT_HOME = Path("/var/lib/archipel")
"""Where root's nodes keep their data when the wanted folder lies under a private home."""

MARK = "node.lock"
"""This file says that a folder is a node's data, so that `--reset` never empties another folder."""


@dataclass(frozen=True)
class Layout:
    """The places inside one data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def nats(self) -> Path:
        return self.data / "nats"

    @property
    def keycloak(self) -> Path:
        return self.data / "keycloak"

    @property
    def identity(self) -> Path:
        """The name of the identity provider that gave the people of this node their ids."""
        return self.data / "identity"

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def checkpoints(self) -> Path:
        return self.data / "checkpoints"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def state(self) -> Path:
        return self.data / "state.json"

    @property
    def lock(self) -> Path:
        return self.data / MARK

    @property
    def demo_mark(self) -> Path:
        """Present once the demo was loaded whole."""
        return self.data / "demo.json"


def existing(data: Path) -> Layout:
    """The layout of a folder that holds a node's data. Raises NodeError when it holds none."""
    if not (data / MARK).exists():
        raise NodeError(
            "NO_DATA",
            f"Aucun nœud n’a ses données dans {data}. Indiquez le dossier avec --data, "
            "ou démarrez un nœud avec « archipel up ».",
        )
    return Layout(data.resolve())


def made(data: Path) -> Layout:
    """The layout, its folder made when it is missing. Raises NodeError when it cannot be written."""
    try:
        if not (data / MARK).exists():
            make_folder(data)
        layout = Layout(data.resolve())
        refuse_strange_content(layout)
        layout.lock.touch(mode=0o600)
        for folder in (layout.logs, layout.checkpoints, layout.secrets):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise NodeError(
            "FOLDER_NOT_WRITABLE",
            f"{error.filename or data} ne peut pas être écrit ({error.strerror}). Donnez-vous ce droit, "
            "ou choisissez un autre dossier avec --data.",
        ) from error
    return layout


def make_folder(data: Path) -> None:
    """Make the folder. For root under a private home, where PostgreSQL's account cannot go, it is a
    link to a folder in /var/lib/archipel: the modes of somebody's home are not ours to change.
    """
    if data.is_symlink():
        data.resolve().mkdir(mode=0o711, parents=True, exist_ok=True)
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    if can_reach(data, database_account()):
        data.mkdir(mode=0o711, exist_ok=True)
        return
    if data.is_dir():
        data.rmdir()  # an empty folder makes room for the link; a full one raises
    digest = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:12]
    target = ROOT_HOME / f"{data.name}-{digest}"
    target.mkdir(mode=0o711, parents=True, exist_ok=True)
    data.symlink_to(target, target_is_directory=True)


def refuse_strange_content(layout: Layout) -> None:
    if not layout.lock.exists() and any(layout.data.iterdir()):
        raise NodeError(
            "FOLDER_NOT_OURS",
            f"{layout.data} contient déjà autre chose que les données d’un nœud. "
            "Choisissez un dossier vide ou nouveau avec --data.",
        )


def claim_identity(layout: Layout, provider: str) -> None:
    """Remember the node's identity provider. Raise NodeError for another one than that of its people: they
    would come back under other ids, and nobody would be whom the journal knows.
    """
    if not layout.postgres.exists():
        known = provider  # nobody has an id yet
    elif layout.identity.exists():
        known = layout.identity.read_text().strip()
    else:
        known = "canaille"  # folders made before there was a choice
    if known != provider:
        raise NodeError(
            "IDENTITY_CHANGED",
            f"Les comptes de ce nœud viennent de « {known} » : avec « {provider} », chacun aurait un autre "
            f"identifiant et perdrait ses actes. Démarrez avec --identity={known} "
            f"(« make demo IDENTITY={known} »), choisissez un autre dossier avec --data, "
            f"ou recommencez à neuf avec --reset (« make demo-reset IDENTITY={provider} »).",
        )
    layout.identity.write_text(provider)


def locked(layout: Layout) -> IO[str] | None:
    """The lock of the folder for as long as the file stays open; None when a running node holds it."""
    file = layout.lock.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def is_running(layout: Layout) -> bool:
    """Whether a node uses the folder at this moment."""
    if not layout.lock.exists():
        return False
    held = locked(layout)
    if held is None:
        return True
    held.close()
    return False


def thrown_away(data: Path) -> None:
    """Delete all data of a stopped node; there may be none yet. Raises NodeError for a folder that holds
    something else, for a running node, and for what cannot be deleted.
    """
    if not data.is_dir():
        return
    layout = Layout(data.resolve())
    refuse_strange_content(layout)
    if is_running(layout):
        raise NodeError("RUNNING", "Le nœud tourne encore : arrêtez-le d’abord (Ctrl-C), puis recommencez.")
    try:
        delete(layout)
        if data.is_symlink():
            data.unlink()
    except OSError as error:
        raise NodeError(
            "FILE_NOT_WRITABLE",
            f"{layout.data} ne peut pas être effacé ({error.filename} : {why(error)}). "
            "Recommencez avec le compte qui a démarré le nœud.",
        ) from error


def delete(layout: Layout) -> None:
    """The mark goes last: a deletion that was cut off can be done again."""
    for entry in layout.data.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != layout.lock:
            entry.unlink()
    shutil.rmtree(layout.data)
