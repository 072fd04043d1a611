"""The audit of dependencies finds what is on the list, and says when it could not ask."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from node.processes import free_port
from tests.architecture.check_dependencies import REQUIRED, Audit, audit, verdict

LOCK = """
six==1.16.0 --hash=sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926
idna==3.7 --hash=sha256:028ff3aadf0609c1fd278d8ea3089299412a7a8b9bd005dd08b9f8285bcb5cfc
"""
HOLE = {
    "id": "GHSA-test-0000-0001",
    "aliases": ["CVE-2099-0001"],
    "summary": "invented",
    "affected": [
        {
            "package": {"name": "idna", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.8"}]}],
            "versions": ["3.7"],
        }
    ],
}


@contextmanager
def known_vulnerabilities(*vulnerabilities: dict[str, object]) -> Iterator[str]:
    """A list of vulnerabilities as OSV serves it; they are all in idna."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = list(vulnerabilities) if asked["package"]["name"] == "idna" else []
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": found} if found else {}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def lock_in(folder: Path) -> list[Path]:
    lock = folder / "some.lock"
    lock.write_text(LOCK)
    return [lock]


def test_a_vulnerable_package_is_named_with_the_version_that_mends_it(tmp_path: Path) -> None:
    with known_vulnerabilities(HOLE) as address:
        found = audit(lock_in(tmp_path), "--vulnerability-service=osv", f"--osv-url={address}")
    assert found.audited == 2
    lines, code = verdict(found, "")
    assert code == 1
    assert lines[0] == "idna 3.7: CVE-2099-0001, mended in 3.8"


def test_a_lock_without_known_vulnerabilities_passes(tmp_path: Path) -> None:
    with known_vulnerabilities() as address:
        found = audit(lock_in(tmp_path), "--vulnerability-service=osv", f"--osv-url={address}")
    assert verdict(found, REQUIRED) == (["dependencies: 2 audited, none known to be vulnerable"], 0)


def test_a_machine_without_network_is_told_that_nothing_was_audited(tmp_path: Path) -> None:
    silent = f"http://127.0.0.1:{free_port()}/v1/query"
    found = audit(lock_in(tmp_path), "--vulnerability-service=osv", f"--osv-url={silent}")
    assert found.nothing_was_asked
    lines, code = verdict(found, "")
    assert (code, "NOT AUDITED" in lines[0]) == (0, True)
    assert verdict(found, REQUIRED)[1] == 1


def test_a_list_that_knows_only_some_packages_is_told_too() -> None:
    lines, code = verdict(Audit(audited=3, unknown=("left-out",), findings=()), "")
    assert code == 0
    assert "only 3 dependencies" in lines[0]
    assert "left-out" in lines[1]
