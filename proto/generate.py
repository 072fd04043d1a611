"""Generate `gen/` from `proto/`, or with --check fail when what is committed is stale."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
GEN = ROOT / "gen"
BIN = Path(sys.executable).parent


def google_protos() -> Path:
    """The folder that holds google/type and google/rpc, from the installed wheel."""
    from google.type import date_pb2

    return Path(date_pb2.__file__).resolve().parents[2]


def proto_files() -> list[str]:
    return sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))


def protoc(*arguments: str) -> None:
    """Run the compiler of the grpcio-tools wheel; its own messages say what is wrong."""
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        f"-I{PROTO}",
        f"-I{google_protos()}",
        *arguments,
        *proto_files(),
    ]
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run(command, check=True, env=environment, cwd=PROTO)


def generate(into: Path) -> None:
    protoc(
        f"--python_out={into}",
        f"--grpc_python_out={into}",
        f"--mypy_out={into}",
        f"--mypy_grpc_out={into}",
    )
    for folder in [path for path in into.rglob("*") if path.is_dir()]:
        (folder / "__init__.py").touch()


def differences(fresh: Path, committed: Path) -> list[str]:
    names = {
        str(path.relative_to(base))
        for base in (fresh, committed)
        for path in base.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(
        name
        for name in names
        if not (fresh / name).exists()
        or not (committed / name).exists()
        or not filecmp.cmp(fresh / name, committed / name, shallow=False)
    )


def main() -> int:
    if "--check" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder))
            stale = differences(Path(folder), GEN)
        for name in stale:
            sys.stderr.write(f"gen/{name} is not what proto/ says: run `make gen`\n")
        return 1 if stale else 0
    GEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        # Only what differs is touched, so that programs that run meanwhile find every module.
        for name in differences(Path(folder), GEN):
            fresh, committed = Path(folder) / name, GEN / name
            if fresh.exists():
                committed.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(fresh, committed)
            else:
                committed.unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
