"""What several stories do on screen, and how they read it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from playwright.async_api import Page

from archipel.projects.v1 import projects_pb2 as pb
from tests.e2e.cast import (
    CALL,
    LOOS,
    MAYOR,
    OBSERVER,
    POLE,
    PROJECT_MANAGER,
    Cast,
)
from tests.e2e.screen import pressed
from tests.e2e.tales import agreed, today

WATCHERS = {LOOS: MAYOR, CALL: PROJECT_MANAGER, POLE: OBSERVER}
"""Three levels, each with its dashboard open while others act."""


def iso(later: int) -> str:
    """What a date field takes."""
    return (today() + timedelta(days=later)).isoformat()


def titled(title: str) -> str:
    """A title of this test's own, so that a dashboard shows no other project under it."""
    return f"{title}, {uuid4().hex[:6]}"


def figure(text: str) -> Decimal:
    """The number at the beginning of a tile: "84 000 € accordés" is 84000."""
    return Decimal(re.sub(r"[^\d,]", "", re.split("€|jours", text)[0]).replace(",", "."))


def row(page: Page) -> str:
    """The line of a dashboard that leads to the project which the page shows."""
    path = page.url.partition("/projets/")[2].partition("/")[0]
    return f'tr:has(a[href="/projets/{path}"])'


async def begin(page: Page, title: str, competence: str, cost: str) -> None:
    await page.get_by_label("Titre du projet").fill(title)
    await page.get_by_label("De quoi s’agit-il").fill(competence)
    await page.get_by_label("Coût estimé").fill(cost)


async def accept(page: Page, reference: str) -> float:
    """By deliberation, on the page of a proposed project."""
    await page.get_by_label("Date du vote").fill(iso(-3))
    await page.get_by_label("Référence").fill(reference)
    return await pressed(page, page.get_by_role("button", name="Accepter la décision"))


async def everybody_agrees(cast: Cast, page: Page) -> None:
    """The other bodies consent, each at its own desk, to the project that the page shows."""
    project_id = page.url.partition("/projets/")[2].partition("/")[0].partition("?")[0]
    question = pb.GetProjectRequest(name=f"projects/{project_id}")
    await agreed(cast, await cast.ask(MAYOR, "projects", "GetProject", question))
