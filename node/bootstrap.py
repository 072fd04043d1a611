"""Installs Archipel into `.venv` from the lock: `make setup`. Standard library only, any Python ≥ 3.11.

Says nothing when nothing changed: a stamp holds the hash of the lock, of pyproject.toml and of this
Python. uv is taken from the machine, else installed with pip into `.cache/` from its own lock.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "archipel.stamp"
LOCK = ROOT / "requirements" / "dev.lock"
UV_LOCK = ROOT / "requirements" / "uv.lock"
UV_HOME = ROOT / ".cache" / "uv"
OLDEST = (3, 11)
CATALOGUES = ROOT / "locales"

PIP_TO_UV = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_CERT": "SSL_CERT_FILE",
}
"""What a machine's owner set for pip holds for uv too, which does not read pip's settings."""


class SetupError(Exception):
    """A sentence for whoever typed `make`."""


def main() -> int:
    try:
        check_python()
        stamp = fingerprint()
        if not (
            STAMP.exists() and STAMP.read_text() == stamp and shutil.which("archipel", path=VENV / "bin")
        ):
            install()
            STAMP.write_text(stamp)
        compile_catalogues()
    except SetupError as error:
        say(f"Installation impossible : {error}")
        return 1
    except PermissionError as error:
        say(
            f"Installation impossible : {error.filename} ne peut pas être écrit. Donnez-vous le droit "
            "d’écrire dans ce dossier, ou clonez le dépôt dans un dossier à vous."
        )
        return 1
    except subprocess.CalledProcessError as error:
        say(
            f"Installation interrompue (la commande {Path(error.cmd[0]).name} a échoué, voir ci-dessus). "
            "Vérifiez l’accès au réseau et l’espace disque, puis relancez."
        )
        return 1
    return 0


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def check_python() -> None:
    if sys.version_info < OLDEST:
        version = sys.version.split()[0]
        raise SetupError(f"il faut Python {OLDEST[0]}.{OLDEST[1]} ou plus récent, celui-ci est le {version}.")


def fingerprint() -> str:
    """Changes when the lock, the project's own declaration, the Python or the place changes."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def install() -> None:
    uv = find_uv()
    say("Installation des dépendances (une seule fois, quelques minutes au plus)…")
    python = VENV / "bin" / "python"
    if not works(python):
        shutil.rmtree(VENV, ignore_errors=True)
        run(uv, "venv", "--quiet", "--no-project", "--python", sys.executable, VENV)
    pip: list[str | Path] = [uv, "pip", "install", "--python", python]
    # Compiled once here: where Python may not write beside its sources, every start of every process
    # would otherwise compile all of them again (two seconds of a service's start).
    # The lock names every package; what one asks for beside it was overridden on purpose (pyproject.toml).
    run(*pip, "--compile-bytecode", "--require-hashes", "--no-deps", "-r", LOCK)
    run(*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT)
    say("Installation terminée.")


def works(python: Path) -> bool:
    """Whether the environment's Python runs and is new enough (its base may have been removed)."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python, "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_uv() -> str:
    """The uv of the machine, ours from an earlier run, or a fresh one in `.cache/`."""
    for found in (shutil.which("uv"), shutil.which("uv", path=UV_HOME / "bin")):
        if found:
            return found
    say("Préparation de l’installateur (uv)…")
    pip = pip_command()
    run(*pip, "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", UV_LOCK)
    found = shutil.which("uv", path=UV_HOME / "bin")
    if found is None:
        raise SetupError("uv n’a pas pu être installé dans .cache/ (voir ci-dessus).")
    return found


def pip_command() -> list[str | Path]:
    """How pip installs into UV_HOME: in a virtual environment, or, where Debian left out ensurepip,
    with the machine's own pip and a target folder.
    """
    if importlib.util.find_spec("ensurepip"):
        venv.create(UV_HOME, with_pip=True, clear=True)
        return [UV_HOME / "bin" / "python", "-m", "pip", "install"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--target", UV_HOME]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise SetupError(
        f"ce Python n’a ni ensurepip ni pip. Sur Debian ou Ubuntu : apt install python{version}-venv "
        "(ou python3-pip) ; sinon installez uv."
    )


def run(*command: str | Path) -> None:
    environment = dict(os.environ)
    for source, target in PIP_TO_UV.items():
        if os.environ.get(source):
            environment.setdefault(target, os.environ[source])
    environment.setdefault("UV_PYTHON_DOWNLOADS", "never")
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run([str(part) for part in command], check=True, env=environment, cwd=ROOT)


def compile_catalogues() -> None:
    """Compile the translations whose source is newer than what was compiled."""
    for source in CATALOGUES.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            pybabel = VENV / "bin" / "pybabel"
            run(pybabel, "--quiet", "compile", "--input-file", source, "--output-file", compiled)


if __name__ == "__main__":
    sys.exit(main())
