"""Has the provider forget the tokens of sessions that ended, and tells of sessions that somebody replayed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from chassis.incidents import Incidents
from services.portal.sign_in.provider import Provider, Secrets, SignInFailed

REVOKING_SECONDS = 3.0
"""The services refuse these tokens by now in any case; nobody waits long for the provider."""

log = structlog.get_logger("sign_in")


async def revoke(provider: Provider, kept: Iterable[Secrets]) -> None:
    """Revoke the refresh tokens; whoever of the provider's sessions stood on them alone ends as well."""
    with suppress(TimeoutError):
        async with asyncio.timeout(REVOKING_SECONDS):
            asked = [provider.revoke(secrets.refresh) for secrets in kept if secrets.refresh]
            for answer in await asyncio.gather(*asked, return_exceptions=True):
                if isinstance(answer, SignInFailed):
                    log.warning("refresh token not revoked", why=str(answer))
                elif isinstance(answer, BaseException):
                    raise answer


@dataclass(frozen=True)
class Replays:
    """What is done once a session has ended because a former id of it came back."""

    provider: Provider
    incidents: Incidents

    async def __call__(self, person: str, kept: list[Secrets]) -> None:
        self.incidents.note("SESSION_REPLAYED", "portal", actor=person)
        await revoke(self.provider, kept)
