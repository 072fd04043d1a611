"""Events of the four services → read models. Each reader fills tables of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from archipel.engineering.v1 import events_pb2 as engineering
from archipel.funding.v1 import events_pb2 as funding
from archipel.labels.v1 import events_pb2 as labels
from archipel.privacy.v1.privacy_pb2 import PersonForgotten
from archipel.projects.v1 import events_pb2 as projects
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from services.portal.storage import keep, own_data, tables

Keep = Callable[[Any, Transaction, list[str]], Awaitable[None]]
"""Keeps what one event tells. Its message is of the types under which it stands in a table below."""


async def _project(event: Any, tx: Transaction, audience: list[str]) -> None:
    await keep.keep_project(tx.connection, event.project, audience)


async def _wish(event: Any, tx: Transaction, audience: list[str]) -> None:
    await keep.keep_wish(tx.connection, event.wish, audience)


async def _territory(event: Any, tx: Transaction, _: list[str]) -> None:
    await keep.keep_territory(tx.connection, event.territory)


async def _request(event: Any, tx: Transaction, audience: list[str]) -> None:
    await keep.keep_day_request(tx.connection, event.request, audience)


async def _capacity(event: Any, tx: Transaction, _: list[str]) -> None:
    await keep.keep_capacity(tx.connection, event.capacity)


async def _plan(event: Any, tx: Transaction, audience: list[str]) -> None:
    await keep.keep_plan(tx.connection, event.plan, audience)


async def _campaign(event: Any, tx: Transaction, _: list[str]) -> None:
    await keep.keep_campaign(tx.connection, event.campaign)


async def _application(event: Any, tx: Transaction, audience: list[str]) -> None:
    await keep.keep_application(tx.connection, event.application, audience)


PROJECTS: dict[type, Keep] = {
    projects.ProjectDrafted: _project,
    projects.ProjectUpdated: _project,
    projects.ParticipationAsked: _project,
    projects.ParticipationConfirmed: _project,
    projects.ParticipationDeclined: _project,
    projects.ProjectSubmitted: _project,
    projects.OwnershipAccepted: _project,
    projects.OpinionGiven: _project,
    projects.OpinionsDeemed: _project,
    projects.DecisionSettled: _project,
    projects.DecisionContested: _project,
    projects.ConciliationConvened: _project,
    projects.ConciliationConcluded: _project,
    projects.TransferOffered: _project,
    projects.TransferOfferWithdrawn: _project,
    projects.TransferWishDeclined: _project,
    projects.OwnershipTransferred: _project,
    projects.ReturnClauseReached: _project,
    projects.ReviewDue: _project,
    projects.ProjectEvaluated: _project,
    projects.ProjectWithdrawn: _project,
    projects.TransferAccepted: _wish,
    projects.TransferRequested: _wish,
    projects.TransferWishWithdrawn: _wish,
    projects.TransferWishClosed: _wish,
    projects.TerritoryImported: _territory,
}

ENGINEERING: dict[type, Keep] = {
    engineering.RequestOpened: _request,
    engineering.DaysGranted: _request,
    engineering.DaysReleased: _request,
    engineering.RequestWithdrawn: _request,
    engineering.CapacityPublished: _capacity,
}

FUNDING: dict[type, Keep] = {
    funding.FinancingPlanOpened: _plan,
    funding.FinancingPlanLinesSet: _plan,
    funding.FinancingPlanAligned: _plan,
    funding.FinancingPlanClosed: _plan,
    funding.FondsDeConcoursRequested: _plan,
    funding.FondsDeConcoursGranted: _plan,
    funding.FondsDeConcoursRefused: _plan,
    funding.PaymentRecorded: _plan,
}

LABELS: dict[type, Keep] = {
    labels.CampaignOpened: _campaign,
    labels.ApplicationSubmitted: _application,
    labels.ApplicationInterestsDeclared: _application,
    labels.ApplicationMarked: _application,
    labels.ApplicationOpinionGiven: _application,
    labels.ApplicationAwarded: _application,
    labels.ApplicationDeferred: _application,
    labels.ApplicationRefused: _application,
    labels.ApplicationWithdrawn: _application,
}


def handler(table: dict[type, Keep]) -> Callable[[Received, Transaction], Awaitable[None]]:
    """Applies an event of the table; others of the same aggregates tell nothing that a page shows."""

    async def handle(received: Received, tx: Transaction) -> None:
        keep_it = table.get(type(received.message))
        if keep_it is not None:
            await keep_it(received.message, tx, list(received.envelope.audience))

    return handle


async def _forget(received: Received, tx: Transaction) -> None:
    if isinstance(received.message, PersonForgotten):
        await own_data.forget(tx.connection, received.message.person.rpartition("/")[2])


READERS = (
    ReaderSpec(
        name="pages-projects",
        source="projects",
        kinds=frozenset({"projects", "wishes", "territories"}),
        kind=ReaderKind.READ_MODEL,
        handle=handler(PROJECTS),
        tables=tables.FROM_PROJECTS,
    ),
    ReaderSpec(
        name="pages-engineering",
        source="engineering",
        kinds=frozenset({"requests", "capacities"}),
        kind=ReaderKind.READ_MODEL,
        handle=handler(ENGINEERING),
        tables=tables.FROM_ENGINEERING,
    ),
    ReaderSpec(
        name="pages-funding",
        source="funding",
        kinds=frozenset({"plans"}),
        kind=ReaderKind.READ_MODEL,
        handle=handler(FUNDING),
        tables=tables.FROM_FUNDING,
    ),
    ReaderSpec(
        name="pages-labels",
        source="labels",
        kinds=frozenset({"campaigns", "applications"}),
        kind=ReaderKind.READ_MODEL,
        handle=handler(LABELS),
        tables=tables.FROM_LABELS,
    ),
    ReaderSpec(
        name="forgotten-sessions",
        source="projects",
        kinds=frozenset({"people"}),
        kind=ReaderKind.REACTION,
        handle=_forget,
    ),
)
