"""The composition root of engineering: python -m services.engineering."""

from __future__ import annotations

import asyncio

from archipel.engineering.v1.engineering_pb2_grpc import add_EngineeringServiceServicer_to_server
from chassis.domain import Clock
from chassis.journal.writer import Transaction
from chassis.service import Foundation, Service
from services.engineering.access import ACCESS, SERVICE
from services.engineering.api import EngineeringServicer
from services.engineering.consumers import projects_reader
from services.engineering.settings import EngineeringSettings
from services.engineering.storage.own_data import SECTIONS
from services.engineering.storage.unit import EngineeringUnit
from services.engineering.use_cases.ports import Unit


def build(settings: EngineeringSettings, clock: Clock | None = None) -> Service:
    foundation = Foundation.build("engineering", settings, clock)

    def make_unit(tx: Transaction) -> Unit:
        return EngineeringUnit(tx)

    commands = foundation.commands(make_unit)
    servicer = EngineeringServicer(commands)
    return Service(
        foundation,
        access=ACCESS,
        register=[lambda server: add_EngineeringServiceServicer_to_server(servicer, server)],
        names=[SERVICE],
        readers=[projects_reader(make_unit)],
        own_data=SECTIONS,
    )


if __name__ == "__main__":
    asyncio.run(build(EngineeringSettings()).run())  # type: ignore[call-arg]  # the environment gives them
