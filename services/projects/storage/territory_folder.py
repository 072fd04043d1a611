"""Reads the files of a territory's folder from the disk."""

from __future__ import annotations

from pathlib import Path

from chassis.domain import Fault, InvalidInput, msg
from services.projects.domain.territory_import.folder import FOLDER_FILES, TerritoryFolder, read_folder


def read_files(folder: Path) -> dict[str, bytes]:
    """The bytes of the folder's files by name; those that are missing are left out.

    Raise InvalidInput when the folder or a file cannot be read.
    """
    if not folder.is_dir():
        raise InvalidInput(
            [
                Fault(
                    "folder",
                    "FOLDER_MISSING",
                    msg("« {folder} » n’est pas un dossier : vérifiez son chemin.", folder=folder),
                )
            ]
        )
    try:
        return {name: (folder / name).read_bytes() for name in FOLDER_FILES if (folder / name).exists()}
    except OSError as error:
        raise InvalidInput(
            [
                Fault(
                    "folder",
                    "FILE_UNREADABLE",
                    msg("« {file} » ne peut pas être lu : {why}.", file=error.filename, why=error.strerror),
                )
            ]
        ) from error


def read_territory(folder: Path) -> TerritoryFolder:
    """The bodies, the vocabulary and the register of a folder. Raise InvalidInput with every fault."""
    return read_folder(read_files(folder))
