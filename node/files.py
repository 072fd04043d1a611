"""A file that the system refuses, told in a sentence: which one, why, and what to do about it."""

from __future__ import annotations

import errno
import os
import pwd
from pathlib import Path

from node.errors import NodeError

FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

WHY = {
    errno.EACCES: "votre compte n’en a pas le droit",
    errno.EPERM: "votre compte n’en a pas le droit",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre part du disque est pleine",
    errno.EROFS: "ce disque est en lecture seule",
    errno.ENOENT: "il n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "une partie du chemin n’est pas un dossier",
}

MAKE_ROOM = "Libérez de la place, puis recommencez."


def file_refusal(error: OSError) -> NodeError | None:
    """FILE_NOT_WRITABLE or FILE_NOT_READABLE; None when the error is not about a file."""
    if error.filename is None or isinstance(error.filename, int):
        if error.errno not in FULL:
            return None
        return NodeError(
            "FILE_NOT_WRITABLE", f"Un fichier ne peut pas être écrit : {why(error)}. {MAKE_ROOM}"
        )
    path = Path(os.fsdecode(error.filename)).absolute()
    if is_about_writing(error, path):
        return NodeError(
            "FILE_NOT_WRITABLE", f"{path} ne peut pas être écrit : {why(error)}. {advice(error, path)}"
        )
    verb = "ne peut être ni lu ni écrit" if error.errno in FORBIDDEN else "ne peut pas être lu"
    return NodeError("FILE_NOT_READABLE", f"{path} {verb} : {why(error)}. {advice(error, path)}")


def why(error: OSError) -> str:
    return WHY.get(error.errno or 0, error.strerror or "raison inconnue")


def is_about_writing(error: OSError, path: Path) -> bool:
    """An error does not say what was tried: what may be read, or is to be made in an open folder, was
    to be written.
    """
    if error.errno not in FORBIDDEN:
        return error.errno in FULL or error.errno == errno.EROFS
    if os.access(path, os.F_OK, effective_ids=True):
        return os.access(path, os.R_OK, effective_ids=True)
    return os.access(path.parent, os.X_OK, effective_ids=True)


def advice(error: OSError, path: Path) -> str:
    if error.errno in FULL:
        return MAKE_ROOM
    if error.errno not in FORBIDDEN:
        return "Vérifiez ce chemin, ou choisissez un autre dossier avec --data."
    owner = owner_near(path)
    if owner == os.geteuid():
        return "Donnez-vous ce droit, puis recommencez."
    return f"Lancez la commande avec le compte « {account(owner)} », à qui il appartient."


def owner_near(path: Path) -> int:
    """The owner of a file, or of the nearest folder above it that we may look at."""
    for place in (path, *path.parents):
        try:
            return place.lstat().st_uid
        except OSError:
            continue
    return 0


def account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
