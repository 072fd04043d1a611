"""Commands that talk while they work keep their sentences off the standard output under --json."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from node.processes import free_port
from node.settings import ROOT
from tests.fixtures.node import ARCHIPEL
from tests.fixtures.servers import short_folder

RUN = """
import sys
from pathlib import Path
from node.cli.up import run
from node.layout import made
from tests.integration.node.test_supervisor import node
run(node(made(Path(sys.argv[1]))), json=True)
"""


async def started(*arguments: str | Path, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *arguments,
        env=os.environ | environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_up_tells_a_program_on_one_line_that_the_node_is_ready() -> None:
    with short_folder("up") as folder:
        process = await started(sys.executable, "-c", RUN, folder / "data")
        assert process.stdout is not None
        async with asyncio.timeout(60):
            ready = json.loads(await process.stdout.readline())
            process.send_signal(signal.SIGINT)
            rest, told = await process.communicate()
        assert (ready["address"], ready["data"]) == ("http://127.0.0.1:8080", str(folder / "data"))
        assert ready["ports"]["portal"] == 8080
        assert rest == b""
        assert "Le nœud est prêt" in told.decode()
        assert "Le nœud est arrêté" in told.decode()


@asynccontextmanager
async def issuer() -> AsyncIterator[int]:
    """The port of a provider that gives tokens for any code."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    places = {"authorization_endpoint": f"{address}/authorize", "token_endpoint": f"{address}/token"}
    tokens = {"access_token": "a", "refresh_token": "r", "id_token": "i", "expires_in": 300}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = json.dumps(tokens if head.startswith(b"POST") else places).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n")
        writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", port):
        yield port


async def test_login_keeps_its_sentences_for_the_error_stream_when_asked_for_json(tmp_path: Path) -> None:
    async with issuer() as port, asyncio.timeout(60):
        process = await started(
            ARCHIPEL, "login", "--no-browser", "--json", "--data", tmp_path,
            ARCHIPEL_CANAILLE_PORT=str(port), XDG_CONFIG_HOME=str(tmp_path),
        )  # fmt: skip
        assert process.stderr is not None
        assert "Ouvrez cette adresse" in (await process.stderr.readline()).decode()
        asked = parse_qs(urlsplit((await process.stderr.readline()).decode().strip()).query)
        async with httpx.AsyncClient() as browser:
            answer = {"state": asked["state"][0], "code": "any"}
            await browser.get(asked["redirect_uri"][0], params=answer)
        said, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(said)["session"] == str(tmp_path / "archipel" / "session.json")
