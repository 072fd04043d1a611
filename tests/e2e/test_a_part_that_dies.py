"""A part of the running node is killed: people are told kindly, it comes back, nothing said is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import psutil

from archipel.funding.v1 import funding_pb2
from archipel.projects.v1 import projects_pb2 as pb
from chassis.testing.waiting import eventually
from node import state
from node.personas import PASSWORD
from node.sign_in import walk
from tests.e2e.cast import LOOS, MAYOR, Cast, body
from tests.e2e.tales import church_roof, lines, plan_of, submitted
from tests.fixtures.whole_node import WholeNode

RESTART_SECONDS = 60.0

RECONNECT_SECONDS = 5.0
"""Until the portal has found a service again that came back."""


@asynccontextmanager
async def without(node: WholeNode, part: str, patience: float = RESTART_SECONDS) -> AsyncIterator[None]:
    """Kill a part as the kernel would; after the block the supervisor must have brought it back."""
    before = node.parts()[part]
    process = psutil.Process(before["pid"])
    process.kill()
    process.wait(10)

    async def well() -> bool:
        noted = node.parts()[part]
        return bool(noted["restarts"] > before["restarts"] and noted["state"] == state.READY)

    try:
        yield
    finally:
        await eventually(well, patience)
    assert "SIGKILL" in node.parts()[part]["reason"]


@asynccontextmanager
async def signed_in(node: WholeNode) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the mayor is signed in."""
    portal = node.settings.public_url
    async with httpx.AsyncClient(base_url=portal, timeout=30) as browser:
        await walk(browser, f"{portal}/connexion", MAYOR, PASSWORD, until=f"{portal}/mon-espace")
        yield browser


async def test_while_funding_is_down_the_plan_waits_and_the_rest_goes_on(
    whole_node: WholeNode, cast: Cast
) -> None:
    project = await submitted(cast, church_roof())
    plan = await plan_of(cast, project)
    written = funding_pb2.SetLinesRequest(
        name=plan.name, etag=plan.etag, body=body(LOOS), lines=lines(20_000, 60_000, 20_000)
    )
    acknowledged = await cast.ask(MAYOR, "funding", "SetLines", written)
    address = f"/financement/{plan.name.removeprefix('plans/')}"
    async with signed_in(whole_node) as browser:
        async with without(whole_node, "funding"):
            page = await browser.get(address)
            assert page.status_code == 503
            assert "ne répond pas pour l’instant" in page.text
            assert "Rien n’est perdu" in page.text
            for path in (f"/collectivites/{LOOS}", f"/{project.name.replace('projects', 'projets')}"):
                assert (await browser.get(path)).status_code == 200, "what needs no funding goes on"
            during = await submitted(cast, church_roof())

        async def answers() -> bool:
            return (await browser.get(address)).status_code == 200

        await eventually(answers, RECONNECT_SECONDS)
    question = funding_pb2.GetPlanRequest(name=plan.name)
    assert await cast.ask(MAYOR, "funding", "GetPlan", question) == acknowledged
    assert (await plan_of(cast, during)).project == during.name, "it heard what happened meanwhile"
    assert all(report["whole"] for report in await whole_node.run("audit", "verify"))


async def test_while_projects_is_down_a_form_keeps_what_was_typed_and_is_sent_once(
    whole_node: WholeNode, cast: Cast
) -> None:
    title = f"Jardin partagé, {uuid4().hex[:6]}"
    async with signed_in(whole_node) as browser:
        page = await browser.get("/projets/nouveau")
        typed = {**hidden(page.text), "title": title, "facts.competence": "7575", "action": "submit"}
        async with without(whole_node, "projects"):
            page = await browser.post("/projets/nouveau", data=typed)
            assert page.status_code == 503, page.text
            assert title in page.text, "nothing typed is lost"
            assert "Vos réponses sont gardées" in page.text
        again = {**typed, **hidden(page.text)}
        assert again["request_id"] == typed["request_id"], "if it was heard after all, it is not done twice"

        async def done() -> bool:
            return (await browser.post("/projets/nouveau", data=again)).status_code == 303

        await eventually(done, RECONNECT_SECONDS)
        assert (await browser.post("/projets/nouveau", data=again)).status_code == 303
    listed = await cast.ask(MAYOR, "projects", "ListProjects", pb.ListProjectsRequest(page_size=200))
    assert [project.title for project in listed.projects].count(title) == 1


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a form: its request id, and for whom it is."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
