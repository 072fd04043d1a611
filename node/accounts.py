"""Whom the database server runs as, and which folders that account can reach."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from node.errors import NodeError
from node.processes import Account

CANDIDATES = ("postgres", "nobody", "daemon")
"""System accounts that exist on every usual machine, best first. PostgreSQL refuses to run as root."""


def database_account() -> Account | None:
    """The account for PostgreSQL: None means "whoever starts the node", which is right unless
    that is root.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, name)
    raise NodeError(
        "NO_ACCOUNT",
        "PostgreSQL refuse de tourner en root et cette machine n’a aucun des comptes "
        f"{', '.join(CANDIDATES)}. Démarrez le nœud avec un compte ordinaire.",
    )


def can_reach(path: Path, account: Account | None) -> bool:
    """Whether the account may enter a folder, or read and run a file, by the plain modes of the
    path and of every folder above it. The path need not exist: the folders that do are looked at.
    """
    if account is None:
        return True
    whole = path.absolute()
    return all(may_pass(part, account) for part in (whole, *whole.parents) if part.exists())


def may_pass(path: Path, account: Account) -> bool:
    facts = path.stat()
    if facts.st_uid == account.uid:
        bits = (facts.st_mode & stat.S_IRWXU) >> 6
    elif facts.st_gid == account.gid:
        bits = (facts.st_mode & stat.S_IRWXG) >> 3
    else:
        bits = facts.st_mode & stat.S_IRWXO
    return bool(bits & 0o1)


def give_to(path: Path, account: Account | None) -> None:
    """Hand a folder that we created over to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
