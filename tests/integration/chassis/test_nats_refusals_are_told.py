"""A service that NATS refuses something says so in its log, and says what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from chassis.broker import BrokerLost, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import running
from chassis.testing.waiting import eventually
from node.nats import Nats
from tests.integration.chassis import toy

Line = dict[str, Any]


async def test_a_service_with_the_rights_of_another_tells_which_it_lacks(
    fresh_database: str, streams: Nats, issuer: TestIssuer, tmp_path: Path
) -> None:
    """The toy is no service of a node: as labels it may neither make its own stream nor read it."""
    await toy.create_tables(fresh_database)
    built = toy.build(fresh_database, streams.url_of("labels"), issuer.url, tmp_path)
    with capture_logs() as lines:
        async with running(built.service):
            for who, subject in (
                ("toy-relay", "$js.api.stream.info.ev_toy"),
                ("toy-counter", "js.toy.api.stream.info.ev_toy"),
            ):
                refused = f'permissions violation for publish to "{subject}"'
                await eventually(lambda who=who, refused=refused: told(lines, "error", refused, session=who))
                # Whoever works on it starts anew at once, and waits for no answer.
                await eventually(lambda refused=refused: told(lines, "warning", refused))
    assert not [line for line in lines if "Timeout" in str(line.get("error"))]


async def told(lines: list[Line], level: str, words: str, **also: str) -> list[Line]:
    return [
        line
        for line in lines
        if line["log_level"] == level and words in str(line.get("error")) and also.items() <= line.items()
    ]


async def test_a_wrong_password_is_called_so(streams: Nats) -> None:
    url = f"nats://labels:wrong@127.0.0.1:{streams.port}"
    with pytest.raises(BrokerLost, match="Authorization"):
        await session(url, "labels").__aenter__()
