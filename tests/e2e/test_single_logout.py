"""Single logout with a real Keycloak: whichever side begins, the session is over on the other as well."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urljoin

import httpx

from chassis.testing.waiting import eventually
from node.personas import PASSWORD
from node.sign_in import FormReader, browser, walk
from services.portal.web.visit import SESSION_COOKIE
from tests.fixtures.whole_node import WholeNode

DEPUTY = "adjointe.loos"
"""Nobody else's test goes on with her tokens: here her sessions end everywhere."""


@asynccontextmanager
async def signed_in(node: WholeNode) -> AsyncIterator[httpx.AsyncClient]:
    portal = node.settings.public_url
    async with browser() as visitor:
        await walk(visitor, f"{portal}/connexion", DEPUTY, PASSWORD, until=f"{portal}/mon-espace")
        yield visitor


async def at_the_beginning_of_a_second() -> bool:
    return time.time() % 1 < 0.1


async def status(visitor: httpx.AsyncClient, node: WholeNode) -> int:
    return (await visitor.get(f"{node.settings.public_url}/mon-espace")).status_code


async def is_asked_who_it_is(visitor: httpx.AsyncClient, node: WholeNode) -> bool:
    """Keycloak does not know the browser any more, even where the portal's cookie was thrown away."""
    if SESSION_COOKIE in visitor.cookies:
        visitor.cookies.delete(SESSION_COOKIE)
    page = await visitor.get(f"{node.settings.public_url}/connexion", follow_redirects=True)
    return str(page.url).startswith(node.settings.issuer) and 'name="password"' in page.text


async def test_keycloak_knows_a_browser_that_nobody_signed_out(keycloak_node: WholeNode) -> None:
    async with signed_in(keycloak_node) as visitor:
        assert not await is_asked_who_it_is(visitor, keycloak_node)


async def test_whoever_signs_out_of_the_portal_is_signed_out_of_keycloak(keycloak_node: WholeNode) -> None:
    portal = keycloak_node.settings.public_url
    async with signed_in(keycloak_node) as visitor:
        out = await visitor.post(f"{portal}/deconnexion", data={}, follow_redirects=True)
        assert str(out.url) == f"{portal}/"
        assert "Vous êtes déconnecté." in out.text
        assert await is_asked_who_it_is(visitor, keycloak_node)


async def test_whoever_signs_out_of_keycloak_is_signed_out_of_the_portal(keycloak_node: WholeNode) -> None:
    async with signed_in(keycloak_node) as visitor, signed_in(keycloak_node) as elsewhere:
        address = f"{keycloak_node.settings.issuer}/protocol/openid-connect/logout"
        page = await visitor.get(address)
        reader = FormReader()
        reader.feed(page.text)
        form = reader.forms[0]
        await visitor.post(urljoin(address, form.action), data={**form.fields, "confirmLogout": "1"})

        async def is_over() -> bool:
            return await status(visitor, keycloak_node) == 401

        await eventually(is_over)
        assert await status(elsewhere, keycloak_node) == 200


async def test_whoever_signs_out_everywhere_is_signed_out_of_keycloak_on_every_machine(
    keycloak_node: WholeNode,
) -> None:
    portal = keycloak_node.settings.public_url
    async with signed_in(keycloak_node) as here, signed_in(keycloak_node) as elsewhere:
        await eventually(at_the_beginning_of_a_second)
        out = await here.post(f"{portal}/deconnexion/partout", data={}, follow_redirects=True)
        assert str(out.url) == f"{portal}/"
        assert await status(elsewhere, keycloak_node) == 401
        assert await is_asked_who_it_is(here, keycloak_node)
        assert await is_asked_who_it_is(elsewhere, keycloak_node)
    # Though tokens know whole seconds only, whoever comes back at once is let in.
    async with signed_in(keycloak_node) as again:
        assert await status(again, keycloak_node) == 200
