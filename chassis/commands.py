"""Runs use cases: one command, one transaction, committed here and nowhere else.

The effect, its journal rows and the answer given to the request_id commit together, so that the same
request sent twice has one effect and one answer, whatever died in between (AIP-155).
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Generic, TypeVar, cast
from uuid import UUID

from google.protobuf import symbol_database
from google.protobuf.message import Message
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.call import current_call
from chassis.domain import AlreadyThere, Caller, Clock, DomainError, Fault, InvalidInput, msg
from chassis.journal.writer import Act, Transaction
from chassis.tables import requests
from chassis.telemetry import current_traceparent
from chassis.wakeup import Wakeup

UnitT = TypeVar("UnitT")
ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT", bound=Message)

TRIES = 5
"""Times that a command is run when another one changed the same aggregate meanwhile."""


REMEMBER = insert(requests).on_conflict_do_nothing()


class AnsweredMeanwhile(Exception):
    """The same request was committed by a concurrent call."""


class Commands(Generic[UnitT]):
    """`make_unit` builds the service's repositories over one transaction."""

    def __init__(
        self,
        engine: AsyncEngine,
        make_unit: Callable[[Transaction], UnitT],
        *,
        node: str,
        service: str,
        clock: Clock,
        wakeup: Wakeup,
    ) -> None:
        self._engine = engine
        self._make_unit = make_unit
        self._node = node
        self._service = service
        self._clock = clock
        self._wakeup = wakeup

    async def run(
        self,
        request: Message,
        act: Callable[[Caller, UnitT], Awaitable[ResultT]],
        answer: Callable[[ResultT], AnswerT],
    ) -> AnswerT:
        """Run a mutating use case once for the request's request_id and return its answer.

        Raise what the use case raises; InvalidInput for a missing or malformed request_id; AlreadyThere
        when the id was used for another request; Stale when the aggregate keeps changing.
        """
        key = _request_id(request)
        fingerprint = hashlib.sha256(
            current_call().method.encode() + request.SerializeToString(deterministic=True)
        ).digest()
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(key, fingerprint, request, act, answer)
            except WriteConflict:
                if attempt == TRIES:
                    raise
            except (DomainError, AnsweredMeanwhile, IntegrityError) as error:
                # A repeated request often finds the state that its first run left, and would be refused.
                given = await self._answer_given(key, fingerprint)
                if given is not None:
                    return cast("AnswerT", _parsed(given))
                if isinstance(error, DomainError):
                    raise
                if attempt == TRIES:
                    raise
        raise AssertionError("the loop always returns or raises")

    async def read(self, ask: Callable[[Caller, UnitT], Awaitable[ResultT]]) -> ResultT:
        """Run a use case that changes nothing."""
        async with self._engine.connect() as connection:
            call = current_call()
            tx = Transaction(connection, Act(call.caller.id), self._node, self._service, self._clock)
            return await ask(call.caller, self._make_unit(tx))

    async def _once(
        self,
        key: UUID,
        fingerprint: bytes,
        request: Message,
        act: Callable[[Caller, UnitT], Awaitable[ResultT]],
        answer: Callable[[ResultT], AnswerT],
    ) -> AnswerT:
        call = current_call()
        body = _acting_body(request)
        who = Act(call.caller.id, body, call.caller.delegations(body), traceparent=current_traceparent())
        async with self._engine.begin() as connection:
            tx = Transaction(connection, who, self._node, self._service, self._clock)
            message = answer(await act(call.caller, self._make_unit(tx)))
            remembered = await connection.execute(
                REMEMBER,
                {
                    "caller": call.caller.id,
                    "request_id": key,
                    "method": call.method,
                    "fingerprint": fingerprint,
                    "answer": _tagged(message),
                    "answered_at": self._clock.now(),
                },
            )
            if remembered.rowcount != 1:
                raise AnsweredMeanwhile
        if tx.written:
            self._wakeup.committed()
        return message

    async def _answer_given(self, key: UUID, fingerprint: bytes) -> bytes | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(requests.c.fingerprint, requests.c.answer).where(
                    requests.c.caller == current_call().caller.id, requests.c.request_id == key
                )
            )
            row = found.one_or_none()
        if row is None:
            return None
        if bytes(row.fingerprint) != fingerprint:
            raise AlreadyThere(
                "REQUEST_ID_REUSED",
                msg("Ce numéro de demande a déjà servi pour autre chose : prenez-en un nouveau."),
                request_id=key,
            )
        return bytes(row.answer)


async def forget_old_requests(tx: Transaction, days: int) -> None:
    """Forget the answers to requests older than `days`."""
    oldest = tx.now() - timedelta(days=days)
    await tx.connection.execute(delete(requests).where(requests.c.answered_at < oldest))


def _request_id(request: Message) -> UUID:
    text: str = request.request_id  # type: ignore[attr-defined]
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(
            [
                Fault(
                    "request_id",
                    "REQUEST_ID_MALFORMED",
                    msg("Chaque commande porte un request_id (UUID) qui n’a servi qu’à elle."),
                )
            ]
        ) from None


def _acting_body(request: Message) -> str:
    """The body that the caller acts for, where the request names it."""
    if "body" in request.DESCRIPTOR.fields_by_name:
        return str(request.body).rpartition("/")[2]  # type: ignore[attr-defined]
    return ""


def _tagged(message: Message) -> bytes:
    return message.DESCRIPTOR.full_name.encode() + b"\0" + message.SerializeToString(deterministic=True)


def _parsed(given: bytes) -> Message:
    name, _, data = given.partition(b"\0")
    message: Message = symbol_database.Default().GetSymbol(name.decode()).FromString(data)
    return message
