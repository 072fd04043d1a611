"""Read one application that the caller may see."""

from __future__ import annotations

from chassis.domain import Caller
from services.labels.domain.application import Application
from services.labels.use_cases.load_application import load_application
from services.labels.use_cases.ports import Unit


async def get_application(application_id: str, caller: Caller, unit: Unit) -> Application:
    return await load_application(application_id, caller, unit)
