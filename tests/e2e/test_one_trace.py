"""One trace tells the whole trip: from the mayor's click through gRPC and NATS to the last reader."""

from __future__ import annotations

import re

import httpx

from chassis.testing.waiting import eventually
from node.personas import PASSWORD
from node.sign_in import walk
from tests.e2e.cast import MAYOR
from tests.e2e.tales import form_of_a_hall
from tests.fixtures.telemetry import Collector, Span
from tests.fixtures.whole_node import WholeNode

CLICK = ("portal", "SERVER", "POST /projets")
PROJECT = form_of_a_hall(
    "Panneaux solaires sur la salle des fêtes", "Pour suivre une trace du clic au dernier lecteur."
)

HEARD = {
    ("engineering", "CONSUMER", "engineering-projects ProjectSubmitted"),
    ("labels", "CONSUMER", "project_refs ProjectSubmitted"),
    ("portal", "CONSUMER", "pages-projects ProjectSubmitted"),
    ("portal", "CONSUMER", "pages-funding FinancingPlanOpened"),
}
"""Readers in four processes, the last one two streams away from the click."""


def told(span: Span) -> tuple[str, str, str]:
    return span.service, span.kind, span.name


def clicks(telemetry: Collector) -> set[str]:
    """The traces of all submissions of a new project, so far."""
    submissions = (one for one in telemetry.spans if told(one) == CLICK)
    return {one.trace_id for one in submissions if one.attributes["path"] == "/projets/nouveau"}


async def signed_in(node: WholeNode, browser: httpx.AsyncClient) -> str:
    """Sign the mayor in; the portal's address."""
    portal = node.settings.public_url
    end = f"{portal}/mon-espace"
    await walk(browser, f"{portal}/connexion", MAYOR, PASSWORD, until=end)
    return portal


async def test_the_readers_of_every_service_stand_in_the_trace_of_the_mayors_click(
    whole_node: WholeNode, node_telemetry: Collector
) -> None:
    async with httpx.AsyncClient(timeout=30) as browser:
        portal = await signed_in(whole_node, browser)
        page = await browser.get(f"{portal}/projets/nouveau")
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        before = clicks(node_telemetry)
        answer = await browser.post(f"{portal}/projets/nouveau", data={**hidden, **PROJECT})
        assert answer.status_code == 303, answer.text

    async def all_heard() -> list[Span]:
        # Other tests click on the same node; whichever trace of a click after `before` is complete will do.
        for trace_id in clicks(node_telemetry) - before:
            spans = node_telemetry.trace(trace_id)
            # The span of the last reader ends before those above it are exported.
            whole = all(not span.parent_id or span.parent_id in node_telemetry.by_id for span in spans)
            if whole and {told(span) for span in spans} >= HEARD:
                return spans
        return []

    spans = await eventually(all_heard, 30)
    for span in spans:
        assert told(node_telemetry.line(span)[-1]) == CLICK
    (last,) = [span for span in spans if span.name == "pages-funding FinancingPlanOpened"]
    assert [told(one) for one in node_telemetry.line(last)] == [
        ("portal", "CONSUMER", "pages-funding FinancingPlanOpened"),
        ("funding", "CONSUMER", "funding-plans ProjectSubmitted"),
        ("projects", "SERVER", "archipel.projects.v1.ProjectsService/SubmitProject"),
        ("portal", "CLIENT", "SubmitProject"),
        CLICK,
    ]
