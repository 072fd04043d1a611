"""The composition root of labels: python -m services.labels."""

from __future__ import annotations

import asyncio

from archipel.labels.v1 import labels_pb2_grpc
from chassis.domain import Clock
from chassis.journal.writer import Transaction
from chassis.service import Foundation, Service
from services.labels.access import ACCESS, SERVICE
from services.labels.api import LabelsServicer
from services.labels.consumers import readers
from services.labels.settings import LabelsSettings
from services.labels.storage.framework_files import load_frameworks
from services.labels.storage.own_data import SECTIONS
from services.labels.storage.tables import project_refs
from services.labels.storage.unit import LabelsUnit
from services.labels.use_cases.ports import Unit


def build(settings: LabelsSettings, clock: Clock | None = None) -> Service:
    """Raise UnreadableFrameworks when a grid's file has faults."""
    foundation = Foundation.build("labels", settings, clock)
    frameworks = load_frameworks(settings.frameworks_dir)

    def make_unit(tx: Transaction) -> Unit:
        return LabelsUnit(tx, frameworks)

    commands = foundation.commands(make_unit)
    servicer = LabelsServicer(commands, foundation.clock)
    return Service(
        foundation,
        access=ACCESS,
        register=[lambda server: labels_pb2_grpc.add_LabelsServiceServicer_to_server(servicer, server)],
        names=[SERVICE],
        readers=readers(make_unit, project_refs),
        own_data=SECTIONS,
    )


if __name__ == "__main__":
    asyncio.run(build(LabelsSettings()).run())  # type: ignore[call-arg]  # the environment gives them
