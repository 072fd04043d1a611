"""Imports a territory's folder into the service's database; the service need not run.

    python -m services.projects.import_territories FOLDER

A small composition root of its own: the folder comes from the machine of the node's operator, is larger
than a message of the wire may be, and concerns all bodies at once, so there is no RPC for it.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from chassis.database import connect
from chassis.domain import Caller, Clock, InvalidInput, SystemClock
from chassis.journal.writer import Act, Transaction
from chassis.settings import ServiceSettings
from services.projects.storage.register import CompetenceStore, RegisterStore
from services.projects.storage.territories import TerritoryStore
from services.projects.storage.territory_folder import read_files
from services.projects.use_cases.import_territories import (
    ImportReport,
    ImportTerritories,
    import_territories,
)


@dataclass(frozen=True)
class ImportUnit:
    """One transaction over territories."""

    territories: TerritoryStore
    competences: CompetenceStore
    register: RegisterStore
    clock: Clock


async def import_folder(
    folder: Path, *, database_url: str, node: str, operator: str = "operator:local"
) -> ImportReport:
    """Import the folder in one transaction. `node` becomes the home of new bodies and `operator` stands
    in the journal as who did it.

    Raise InvalidInput with all faults of the folder; then nothing has changed.
    """
    command = ImportTerritories(read_files(folder))
    engine = connect(database_url, 2)
    try:
        async with engine.begin() as connection:
            tx = Transaction(connection, Act(operator), node, "projects", SystemClock())
            unit = ImportUnit(
                TerritoryStore(tx), CompetenceStore(connection), RegisterStore(connection), tx.clock
            )
            return await import_territories(command, Caller(operator), unit)
    finally:
        await engine.dispose()


def main(arguments: list[str]) -> int:
    """Import the one folder named; tell what changed, or every fault, and answer the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("Usage : python -m services.projects.import_territories DOSSIER\n")
        return 2
    settings = ServiceSettings()  # type: ignore[call-arg]  # every field comes from the environment
    try:
        report = asyncio.run(
            import_folder(
                Path(arguments[0]),
                database_url=settings.database_url.get_secret_value(),
                node=settings.node,
            )
        )
    except InvalidInput as refused:
        for fault in refused.faults:
            sys.stderr.write(f"{fault.field} : {fault.text}\n")
        return 1
    sys.stdout.write(
        f"{report.title} : {report.bodies} collectivités, {report.competences} compétences, "
        f"{report.holdings} lignes de registre ; {len(report.changed)} collectivités changées.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
