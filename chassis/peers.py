"""Which programs may call a service, by the names in their certificates."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeAlias

import grpc
import structlog
from grpc_status import rpc_status

from chassis.domain import Forbidden, msg
from chassis.errors import status_of
from chassis.incidents import Incidents
from chassis.translation import preferred_language

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Context = grpc.aio.ServicerContext[Any, Any]
Continuation = Callable[[grpc.HandlerCallDetails], Any]

KINDS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")
"""Of handlers, as gRPC names them."""
NAMES = "x509_subject_alternative_name"
"""Where gRPC puts the names that stand in a caller's certificate."""

log = structlog.get_logger("peers")


def names_in(setting: str) -> frozenset[str]:
    """The names of `tls_peers`."""
    return frozenset(name.strip() for name in setting.split(",") if name.strip())


class Peers(grpc.aio.ServerInterceptor):
    """Refuses a caller whose certificate, good as it is, carries none of the names that may call here."""

    def __init__(self, allowed: frozenset[str], incidents: Incidents) -> None:
        self._allowed = allowed
        self._incidents = incidents
        self._wrapped: dict[str, Handler] = {}

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Any],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        method = str(handler_call_details.method)
        if method not in self._wrapped:
            handler = await continuation(handler_call_details)
            if handler is None:
                return None
            self._wrapped[method] = self._guarded(method, handler)
        return self._wrapped[method]

    def _guarded(self, method: str, handler: Any) -> Handler:
        kind = next(name for name in KINDS if getattr(handler, name))
        serve = getattr(handler, kind)

        async def one(request: Any, context: Context) -> Any:
            await self._check(method, context)
            return await serve(request, context)

        async def several(request: Any, context: Context) -> None:
            """Health and reflection answer with streams, the one by writing, the other by yielding."""
            await self._check(method, context)
            answers = serve(request, context)
            if not inspect.isasyncgen(answers):
                await answers
                return
            async for answer in answers:
                await context.write(answer)

        guarded: Handler = handler._replace(**{kind: several if handler.response_streaming else one})
        return guarded

    async def _check(self, method: str, context: Context) -> None:
        names = [name.decode(errors="replace") for name in context.auth_context().get(NAMES, ())]
        if self._allowed.intersection(names):
            return
        refusal = Forbidden(
            "PEER_NOT_ALLOWED",
            msg("Le certificat présenté n’est pas celui d’un programme qui peut appeler ce service."),
            peer=", ".join(names),
        )
        log.warning("a peer was refused", method=method, names=names)
        self._incidents.note_refusal(refusal, method, "")
        metadata = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
        status = status_of(refusal, preferred_language(metadata.get("accept-language", "")))
        await context.abort_with_status(rpc_status.to_status(status))
