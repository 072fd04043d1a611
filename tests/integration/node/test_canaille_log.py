"""What Canaille writes down of people who sign in, or try to: that it happened, and not who it was."""

from __future__ import annotations

import json

import httpx
import pytest

from node.errors import NodeError
from node.personas import PASSWORD, persona
from node.sign_in import sign_in
from tests.fixtures.node import Identity

LOGIN = "presidence.pole"


async def test_the_log_says_what_was_tried_and_not_by_whom_nor_from_where(identity: Identity) -> None:
    await identity.tokens(LOGIN)
    for wrong in ((LOGIN, "guessed-word-17"), ("nobody.knows", PASSWORD)):
        with pytest.raises(NodeError):
            await sign_in(identity.issuer, *wrong)
    async with httpx.AsyncClient() as browser:
        await browser.get(f"{identity.issuer}/profile/{LOGIN}")
    written = identity.log.read_text()
    told = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    said = {line["event"] for line in told if line["service"] == "canaille"}
    assert said >= {
        "Successful password authentication",
        "Failed password authentication",
        "Issued authorization_code token",
    }
    somebody = persona(LOGIN)
    for name in (LOGIN, somebody.given_name, somebody.family_name, somebody.title, "nobody.knows"):
        assert name not in written
    for secret in (PASSWORD, "guessed-word-17", identity.client_secret, "127.0.0.1 -"):
        assert secret not in written
