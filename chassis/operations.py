"""Acts of an operator on the node leave a journal row like everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Row

from archipel.journal.v1.journal_pb2 import OperationDone
from chassis.aggregates import AggregateStore
from chassis.domain import Aggregate, uuid7
from chassis.journal.writer import Draft, Transaction
from chassis.tables import operations


@dataclass(frozen=True)
class Done:
    """An operator ran a command of the node."""

    command: str


@dataclass(eq=False)
class Operation(Aggregate[Done]):
    """One act of an operator; it never changes afterwards."""

    kind: ClassVar[str] = "operations"
    command: str = ""


class Operations(AggregateStore[Operation, Done]):
    """The repository of operations."""

    table = operations

    def to_row(self, aggregate: Operation) -> dict[str, Any]:
        return {"command": aggregate.command}

    def from_row(self, row: Row[Any]) -> Operation:
        return Operation(id=row.id, command=row.command)

    def to_draft(self, _: Operation, event: Done) -> Draft:
        # Only the node itself is concerned; no body is named "operators".
        return Draft(OperationDone(command=event.command), audience=["operators"])


async def record_operation(tx: Transaction, command: str) -> None:
    """Journal `command` in the caller's transaction; its act names the operator."""
    operation = Operation(id=str(uuid7()), command=command)
    operation.record(Done(command))
    await Operations(tx).add(operation)
