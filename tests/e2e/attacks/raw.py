"""Requests that no well-behaved client sends: bytes on a connection, exactly as written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    body: str


async def send(port: int, line: str, *headers: str, body: str = "") -> Answer:
    """One request line with its headers to a port of this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    given = [f"Host: 127.0.0.1:{port}", "Connection: close", *headers]
    if any(one.lower().startswith("host:") for one in headers):
        given = given[1:]
    writer.write("\r\n".join([f"{line} HTTP/1.1", *given, "", body]).encode())
    await writer.drain()
    async with asyncio.timeout(20):
        raw = (await reader.read()).decode(errors="replace")
    writer.close()
    head, _, rest = raw.partition("\r\n\r\n")
    status, _, lines = head.partition("\r\n")
    return Answer(int(status.split(" ")[1]), lines, rest)
