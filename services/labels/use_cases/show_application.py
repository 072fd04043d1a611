"""An application is always answered as its caller may read it, whatever was done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.domain.disclosure import Shown, disclosed, presides
from services.labels.use_cases.paging import Paged
from services.labels.use_cases.ports import Unit

Act = Callable[[Caller, Unit], Awaitable[Application]]
List = Callable[[Caller, Unit], Awaitable[Paged[Application]]]


def shown(act: Act) -> Callable[[Caller, Unit], Awaitable[Shown]]:
    """The use case, answering its application as the caller may read it."""

    async def act_and_show(caller: Caller, unit: Unit) -> Shown:
        return await _show(await act(caller, unit), caller, unit)

    return act_and_show


def each_shown(read: List) -> Callable[[Caller, Unit], Awaitable[Paged[Shown]]]:
    """The use case, answering each of its applications as the caller may read it."""

    async def read_and_show(caller: Caller, unit: Unit) -> Paged[Shown]:
        page = await read(caller, unit)
        items = [await _show(application, caller, unit) for application in page.items]
        return Paged(tuple(items), page.after)

    return read_and_show


async def _show(application: Application, caller: Caller, unit: Unit) -> Shown:
    # Only for who presides does it matter whose project it is.
    needed = not application.decided and presides(application, caller)
    project = await unit.projects.find(application.project) if needed else None
    return Shown(application, disclosed(application, caller, project))
