"""Lint the protos with buf, and refuse a change that breaks the last release's wire (`buf breaking`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import BIN, PROTO, ROOT, google_protos, proto_files

# Resources are returned as they are (AIP-131 and following), so a response is not always
# named after its RPC and may serve several; the google protos follow their own style.
LINT = {
    "version": "v2",
    "lint": {
        "use": ["STANDARD"],
        "except": ["RPC_RESPONSE_STANDARD_NAME", "RPC_REQUEST_RESPONSE_UNIQUE"],
        "ignore": ["google"],
    },
    "breaking": {"use": ["FILE"], "ignore": ["google"]},
}


def image(source: Path, into: Path) -> Path:
    """One file with all descriptors, made by protoc so that buf downloads nothing."""
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        f"-I{source}",
        f"-I{google_protos()}",
        "--include_imports",
        "--include_source_info",
        f"-o{into}",
        *(
            proto_files()
            if source == PROTO
            else sorted(str(p.relative_to(source)) for p in source.rglob("*.proto"))
        ),
    ]
    subprocess.run(command, check=True, cwd=source)
    return into


def last_release() -> str | None:
    answer = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match", "v*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() or None


def buf(*arguments: str) -> int:
    environment = {**os.environ, "BUF_CACHE_DIR": str(ROOT / ".cache" / "buf")}
    command = [str(BIN / "buf"), *arguments, "--config", json.dumps(LINT)]
    return subprocess.run(command, check=False, env=environment).returncode


def checkout(release: str, into: Path) -> None:
    """Write the protos of a release below `into`."""
    listed = git("ls-tree", "-r", "--name-only", release, "proto").decode().split()
    for name in listed:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(git("show", f"{release}:{name}"))


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        now = image(PROTO, folder / "now.binpb")
        status = buf("lint", str(now))
        release = last_release()
        if release is None:
            sys.stdout.write("buf breaking: no release tag yet, nothing to compare with\n")
            return status
        checkout(release, folder / "release")
        before = image(folder / "release" / "proto", folder / "before.binpb")
        return status or buf("breaking", str(now), "--against", str(before))


if __name__ == "__main__":
    raise SystemExit(main())
