"""A portal on a real database, with fakes of the services and of the identity provider around it.

- `stage` (one per test): the portal's application, its database empty but for the small territory, the
  fakes, and browsers: `await stage.signed_in("maire", "62528/elected")` or `stage.browser()`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

import services.portal
from archipel.identity.v1.identity_pb2 import SessionEnded
from archipel.journal.v1.journal_pb2 import Envelope
from chassis.database import connect
from chassis.identity import IssuerKeys, Verifier
from chassis.incidents import Incidents
from chassis.migrations import upgrade
from chassis.rates import Rates
from chassis.standing import Standing
from chassis.tables import incidents, journal
from chassis.telemetry import Telemetry
from services.portal.app import make_app
from services.portal.clients.reference import Vocabulary
from services.portal.clients.services import Addresses, open_services
from services.portal.live import Hub
from services.portal.pages.sign_in import CALLBACK
from services.portal.sign_in.endings import Endings
from services.portal.sign_in.kept_forms import KeptForms
from services.portal.sign_in.logout_tokens import LogoutTokens
from services.portal.sign_in.provider import Client, Provider
from services.portal.sign_in.revoking import Replays
from services.portal.sign_in.sealing import Sealer
from services.portal.sign_in.sessions import Lifetimes, Sessions
from services.portal.storage import tables
from services.portal.storage.directory import Directory, read_directory
from services.portal.storage.reading import Reading
from services.portal.web.portal import Limits, Portal
from tests.integration.portal.provider import (
    CLI_CLIENT_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    FakeProvider,
    Person,
    running_provider,
)
from tests.integration.portal.services import FakeServices, running_services
from tests.unit.portal.territory import BODIES

ADDRESS = "http://archipel.test"
MIGRATIONS = Path(services.portal.__file__).parent / "migrations"


@dataclass
class HandClock:
    """The true time, moved on by hand."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move_on(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@dataclass
class Stage:
    """Everything that a test of the portal looks at."""

    portal: Portal
    clock: HandClock
    engine: AsyncEngine
    fake: FakeServices
    provider: FakeProvider
    transport: httpx.ASGITransport

    def browser(self) -> httpx.AsyncClient:
        """Somebody who is not signed in; redirects to the portal are not followed by themselves."""
        return httpx.AsyncClient(transport=self.transport, base_url=self.portal.public_url)

    def over_https(self) -> Stage:
        """The same portal, as browsers reach it over https."""
        portal = replace(self.portal, public_url=ADDRESS.replace("http:", "https:"))
        return replace(self, portal=portal, transport=httpx.ASGITransport(make_app(portal)))

    async def signed_in(self, subject: str, *mandates: str) -> httpx.AsyncClient:
        """A browser after the whole way through the provider."""
        browser = self.browser()
        end = await self.sign_in(browser, subject, *mandates)
        assert end.headers["location"].startswith("/mon-espace"), end.text
        return browser

    async def sign_in(self, browser: httpx.AsyncClient, subject: str, *mandates: str) -> httpx.Response:
        """A browser signs in; the answer is the last one of the portal."""
        groups = tuple(f"bodies/{mandate}" for mandate in mandates)
        self.provider.person = Person(subject, f"Nom de {subject}", groups)
        start = await browser.get("/connexion")
        back = await follow(start.headers["location"])
        return await browser.get(back.replace(ADDRESS, self.portal.public_url))

    async def noted(self) -> list[str]:
        """Reasons of the incidents of this test, in their order."""
        await self.portal.incidents.write()
        async with self.engine.connect() as connection:
            found = await connection.execute(select(incidents.c.reason).order_by(incidents.c.id))
        return [row.reason for row in found]

    async def ends_told(self, person: str = "", sid: str = "") -> list[SessionEnded]:
        """What the services were told of the ends of a person's sessions, or of one of the provider's."""
        query = select(journal.c.envelope).where(journal.c.kind == "sessions").order_by(journal.c.position)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        told = [SessionEnded.FromString(Envelope.FromString(row.envelope).data) for row in rows]
        return [ended for ended in told if (ended.person if person else ended.session) == (person or sid)]


async def follow(address: str) -> str:
    """What the provider sends a browser back to."""
    async with httpx.AsyncClient() as client:
        return (await client.get(address)).headers["location"]


@pytest.fixture(scope="session")
def portal_provider() -> AsyncIterator[FakeProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def portal_database(module_database: str) -> str:
    upgrade(MIGRATIONS, module_database)
    return module_database


@pytest.fixture
async def stage(portal_database: str, portal_provider: FakeProvider) -> AsyncIterator[Stage]:
    provider = portal_provider
    provider.token_seconds, provider.forged_nonce, provider.refuses_refresh = 300, False, False
    provider.refreshes, provider.overloaded, provider.sid = 0, False, ""
    provider.revoked.clear()
    async with AsyncExitStack() as stack:
        engine = connect(portal_database, 5)
        stack.push_async_callback(engine.dispose)
        await begin(engine)
        fake = await stack.enter_async_context(running_services())
        address = fake.address
        stubs = await stack.enter_async_context(open_services(Addresses(address, address, address, address)))
        http = await stack.enter_async_context(httpx.AsyncClient())
        telemetry, clock, sealer = Telemetry("portal", "test"), HandClock(), Sealer("test" * 8)
        keys = IssuerKeys(provider.url)
        client = Client(
            provider.url, CLIENT_ID, CLIENT_SECRET, "openid profile groups", "name", f"{ADDRESS}{CALLBACK}"
        )
        verifier = Verifier(keys, provider.url, "archipel", "groups")
        oidc = Provider(client, http, keys, verifier)
        noted = Incidents(engine, "test", "portal", clock, lambda: None)
        endings = Endings(engine, sealer, "test", clock, lambda: None)
        portal = Portal(
            public_url=ADDRESS,
            issuer=provider.url,
            call_seconds=5,
            clock=clock,
            telemetry=telemetry,
            services=stubs,
            reading=Reading(engine),
            directory=Directory(await read_directory(engine)),
            vocabulary=Vocabulary(),
            provider=oidc,
            sealer=sealer,
            sessions=Sessions(endings, oidc, Lifetimes(), Replays(oidc, noted)),
            endings=endings,
            logout_tokens=LogoutTokens(engine, clock, keys, provider.url, [CLIENT_ID, CLI_CLIENT_ID]),
            kept_forms=KeptForms(engine, sealer, clock),
            standing=Standing(engine, portal_database, clock),
            incidents=noted,
            rates=Rates(),
            limits=Limits(),
            hub=Hub(portal_database),
        )
        transport = httpx.ASGITransport(make_app(portal))
        yield Stage(portal, clock, engine, fake, provider, transport)


async def begin(engine: AsyncEngine) -> None:
    """Empty tables, and the small territory."""
    async with engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name not in ("journal", "publications"):
                await connection.execute(table.delete())
        rows = [
            {
                "code": body.code,
                "level": body.level,
                "title": body.title,
                "acronym": body.acronym,
                "population": body.population,
                "members_of": list(body.members_of),
            }
            for body in BODIES
        ]
        await connection.execute(insert(tables.territories), rows)
