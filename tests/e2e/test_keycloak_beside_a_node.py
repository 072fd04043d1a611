"""A node with a real Keycloak: people sign in on its pages, and stay signed in when it dies."""

from __future__ import annotations

from playwright.async_api import Page, expect

from node.personas import PASSWORD
from node.sign_in import browser, walk
from tests.e2e.cast import MAYOR
from tests.e2e.test_a_part_that_dies import without
from tests.fixtures.whole_node import WholeNode

KEYCLOAK_RESTART_SECONDS = 150.0
"""It needs six seconds of a processor; a machine that runs other suites gives them slowly."""


async def test_the_mayor_signs_in_on_the_page_of_keycloak(keycloak_node: WholeNode, page: Page) -> None:
    page.set_default_timeout(30_000)
    await page.goto(keycloak_node.settings.public_url)
    await page.get_by_role("banner").get_by_role("link", name="Se connecter").click()
    await page.get_by_role("heading", name="Connectez-vous à votre compte").wait_for()
    assert page.url.startswith(f"{keycloak_node.settings.issuer}/")
    await page.get_by_label("Nom d'utilisateur").fill(MAYOR)
    await page.get_by_label("Mot de passe", exact=True).fill("not-the-password")
    await page.get_by_role("button", name="Connexion").click()
    await expect(page.get_by_text("mot de passe invalide")).to_be_visible()
    await page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Connexion").click()
    await page.get_by_role("button", name="Se déconnecter").wait_for()
    await page.goto(f"{keycloak_node.settings.public_url}/mon-espace")
    await expect(page.get_by_role("main")).to_contain_text("Loos-en-Gohelle")


async def test_people_stay_signed_in_while_keycloak_dies_and_comes_back(keycloak_node: WholeNode) -> None:
    portal = keycloak_node.settings.public_url
    async with browser() as visitor:
        await walk(visitor, f"{portal}/connexion", MAYOR, PASSWORD, until=f"{portal}/mon-espace")
        async with without(keycloak_node, "keycloak", KEYCLOAK_RESTART_SECONDS):
            assert "Se déconnecter" in (await visitor.get(f"{portal}/mon-espace")).text
        assert "Se déconnecter" in (await visitor.get(f"{portal}/mon-espace")).text
        # Keycloak knows the person again as well: it does not ask for the password a second time.
        await walk(visitor, f"{portal}/connexion", MAYOR, "not-the-password", until=f"{portal}/mon-espace")
