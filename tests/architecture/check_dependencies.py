"""Holds every locked dependency against the public list of known vulnerabilities: `make check-dependencies`.

pip-audit asks the package index, which not every machine can reach. What could not be asked is said, and is
no failure, unless ARCHIPEL_AUDIT=required: a machine without network must still be able to check its work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (ROOT / "requirements" / "dev.lock", ROOT / "requirements" / "uv.lock")

ACCEPTED: Mapping[str, str] = {}
"""Vulnerability → why it does not touch us. Whoever adds one says until when."""

REQUIRED = "required"


@dataclass(frozen=True)
class Audit:
    """How many packages were held against the list, which could not be, and what was found."""

    audited: int
    unknown: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def nothing_was_asked(self) -> bool:
        return self.audited == 0


def audit(locks: Sequence[Path], *options: str) -> Audit:
    """Run pip-audit over lock files. An index that does not answer leaves every package unknown."""
    arguments = [part for lock in locks for part in ("-r", str(lock))]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"),
            *("--progress-spinner=off", "--format=json", "--desc=off", *arguments, *options),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["pip-audit did not answer"])[-1]
        return Audit(0, (last,), ())
    asked = [one for one in told if "vulns" in one]
    return Audit(
        audited=len(asked),
        unknown=tuple(one["name"] for one in told if "vulns" not in one),
        findings=tuple(finding for one in asked for finding in findings_of(one)),
    )


def findings_of(package: Mapping[str, object]) -> list[str]:
    """One line a vulnerability that nobody accepted."""
    vulnerabilities = package["vulns"]
    assert isinstance(vulnerabilities, list)
    return [
        f"{package['name']} {package['version']}: {one['id']}, "
        f"mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for one in vulnerabilities
        if not {one["id"], *one["aliases"]} & set(ACCEPTED)
    ]


def verdict(found: Audit, mode: str) -> tuple[list[str], int]:
    """What to say, and the exit code."""
    if found.findings:
        advice = "make lock UPGRADE=--upgrade, or ACCEPTED with the reason"
        return [*found.findings, f"dependencies: {len(found.findings)} known vulnerabilities ({advice})"], 1
    if found.unknown:
        what = "no dependency" if found.nothing_was_asked else f"only {found.audited} dependencies"
        lines = [
            f"dependencies: NOT AUDITED as a whole: {what} could be held against the list of known",
            f"vulnerabilities from here ({found.unknown[0]}…). Run it where the package index answers.",
        ]
        return lines, 1 if mode == REQUIRED else 0
    return [f"dependencies: {found.audited} audited, none known to be vulnerable"], 0


def main() -> int:
    lines, code = verdict(audit(LOCKS), os.environ.get("ARCHIPEL_AUDIT", ""))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
