"""The composition root of funding: python -m services.funding."""

import asyncio

from archipel.funding.v1 import funding_pb2_grpc
from chassis.domain import Clock
from chassis.journal.writer import Transaction
from chassis.service import Foundation, Service
from services.funding.access import ACCESS, SERVICE
from services.funding.api import FundingServicer
from services.funding.consumers import copies_reader, plans_reader
from services.funding.settings import FundingSettings
from services.funding.storage.own_data import SECTIONS
from services.funding.storage.rulebooks import read_rulebooks
from services.funding.storage.tables import COPIES
from services.funding.storage.unit import FundingUnit
from services.funding.use_cases.ports import Unit


def build(settings: FundingSettings, clock: Clock | None = None) -> Service:
    """Raise FileNotFoundError or InvalidInput when the rule parameters are missing or wrong."""
    foundation = Foundation.build("funding", settings, clock)
    rulebooks = read_rulebooks(settings.frameworks_dir)

    def make_unit(tx: Transaction) -> Unit:
        return FundingUnit(tx, rulebooks)

    commands = foundation.commands(make_unit)
    servicer = FundingServicer(commands)
    return Service(
        foundation,
        access=ACCESS,
        register=[lambda server: funding_pb2_grpc.add_FundingServiceServicer_to_server(servicer, server)],
        names=[SERVICE],
        readers=[copies_reader(make_unit, COPIES), plans_reader(make_unit)],
        own_data=SECTIONS,
    )


if __name__ == "__main__":
    asyncio.run(build(FundingSettings()).run())  # type: ignore[call-arg]  # the environment gives them
