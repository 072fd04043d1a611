"""The way in of every unary call: telemetry → errors → limits → caller → access → rate → the servicer.

One interceptor with named steps, so that the order can be read here. A refusal of any step leaves as a
status with its details; one that nobody honest meets is noted as an incident.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import structlog
from google.protobuf.message import DecodeError, Message
from google.rpc import code_pb2, status_pb2
from grpc_status import rpc_status
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from chassis.access import AccessTable, check_access
from chassis.call import Call, enter_call
from chassis.domain import Caller, Exhausted, Fault, InvalidInput, msg
from chassis.errors import Unexpected, as_domain_error, status_of
from chassis.identity import Verifier
from chassis.incidents import Incidents
from chassis.rates import Rates
from chassis.telemetry import Telemetry
from chassis.translation import preferred_language

LARGEST_MESSAGE = 256 * 1024
"""Bytes. The transport's own limit is higher, so that this refusal can carry its details."""

LARGEST_METADATA = 16 * 1024
"""Bytes of all headers of a call; an access token takes one or two thousand."""

MARKUP = re.compile(
    rb"<\s*/?\s*(?:script|img|svg|iframe|object|embed|style|link|form)\b"
    rb"|javascript:|\bon(?:error|load|click|focus|mouseover)\s*=",
    re.IGNORECASE,
)
"""Text is text and is shown as such, whatever it holds; but who writes this means no text."""

OPEN_SERVICES = ("/grpc.health.", "/grpc.reflection.")
"""Served by the library, to anybody, without a deadline."""

Handler = Callable[[Any, Any], Awaitable[Any]]
Context = grpc.aio.ServicerContext[Any, Any]

log = structlog.get_logger("call")


class Interceptor(grpc.aio.ServerInterceptor):
    """Wraps each method once and remembers the wrapped handler."""

    def __init__(
        self,
        access: AccessTable,
        verifier: Verifier,
        telemetry: Telemetry,
        incidents: Incidents,
        rates: Rates,
    ) -> None:
        self._access = access
        self._verifier = verifier
        self._telemetry = telemetry
        self._incidents = incidents
        self._rates = rates
        self._wrapped: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        method = str(handler_call_details.method)
        wrapped = self._wrapped.get(method)
        if wrapped is None:
            handler = await continuation(handler_call_details)
            if handler is None or method.startswith(OPEN_SERVICES):
                return handler
            wrapped = grpc.unary_unary_rpc_method_handler(
                self._around(method, handler.unary_unary, handler.request_deserializer),  # type: ignore[arg-type]
                # Read below, so that bytes which are no message are refused like everything else.
                request_deserializer=None,
                response_serializer=handler.response_serializer,
            )
            self._wrapped[method] = wrapped
        return wrapped

    def _around(self, method: str, serve: Handler, read: Callable[[bytes], Message]) -> Handler:
        name = method.lstrip("/")

        async def handle(sent: bytes, context: Context) -> Message:
            metadata = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
            began = time.perf_counter()
            code, caller = "OK", Caller()
            with self._telemetry.span(name, SpanKind.SERVER, metadata.get("traceparent", "")) as span:
                language = preferred_language(metadata.get("accept-language", ""))
                try:
                    _check_limits(len(sent), context, metadata)
                    caller = await self._caller(metadata)
                    rule = check_access(self._access, method, caller)
                    if rule.per_minute:
                        await self._rates.take(method, caller.id, rule.per_minute)
                    request = _message(sent, read)
                    self._look_at(request, sent, method, caller)
                    enter_call(Call(method, caller, language))
                    answer: Message = await serve(request, context)
                except asyncio.CancelledError:
                    code = "CANCELLED"
                    raise
                except Exception as error:  # every fault must leave as a status
                    self._incidents.note_refusal(as_domain_error(error), method, caller.id)
                    status = _status_of(error, language, span)
                    code = code_pb2.Code.Name(code_pb2.Code.ValueType(status.code))
                    await context.abort_with_status(rpc_status.to_status(status))
                    raise  # abort_with_status has raised already; this tells the reader and the type checker
                finally:
                    self._measure(name, code, time.perf_counter() - began)
            return answer

        return handle

    async def _caller(self, metadata: dict[str, str]) -> Caller:
        scheme, _, token = metadata.get("authorization", "").partition(" ")
        if not scheme:
            return Caller()
        return await self._verifier.caller(token if scheme.lower() == "bearer" else "")

    def _look_at(self, request: Message, sent: bytes, method: str, caller: Caller) -> None:
        if "request_id" in request.DESCRIPTOR.fields_by_name and MARKUP.search(sent):
            self._incidents.note("MARKUP_IN_TEXT", method, caller.id)

    def _measure(self, name: str, code: str, seconds: float) -> None:
        self._telemetry.requests.add(1, {"rpc": name, "status": code})
        self._telemetry.seconds.record(seconds, {"rpc": name})


def _status_of(error: Exception, language: str, span: Span) -> status_pb2.Status:
    refusal = as_domain_error(error)
    if isinstance(refusal, Unexpected):
        log.error("call failed", error=type(error).__name__, exc_info=error)
    span.set_status(Status(StatusCode.ERROR, refusal.reason))
    return status_of(refusal, language)


def _message(sent: bytes, read: Callable[[bytes], Message]) -> Message:
    """Raise InvalidInput for bytes that are no such message, or hold what is no text."""
    try:
        return read(sent)
    except DecodeError:
        text = msg(
            "Ce message ne se lit pas : ce n’est pas celui que l’on attend ici, ou pas du texte en UTF-8."
        )
        raise InvalidInput([Fault("message", "MESSAGE_MALFORMED", text)]) from None


def _check_limits(size: int, context: Context, metadata: dict[str, str]) -> None:
    if context.time_remaining() is None:
        raise InvalidInput(
            [
                Fault(
                    "deadline",
                    "DEADLINE_REQUIRED",
                    msg("Chaque appel porte un délai (deadline) à respecter."),
                )
            ]
        )
    headers = sum(len(key) + len(value) for key, value in metadata.items())
    if headers > LARGEST_METADATA:
        text = msg(
            "Les en-têtes de cet appel pèsent {size} octets ; {limit} au plus sont acceptés.",
            size=headers,
            limit=LARGEST_METADATA,
        )
        raise Exhausted("METADATA_TOO_LARGE", text, size=headers, limit=LARGEST_METADATA)
    if size > LARGEST_MESSAGE:
        text = msg(
            "Ce message pèse {size} octets ; {limit} au plus sont acceptés.", size=size, limit=LARGEST_MESSAGE
        )
        raise Exhausted("MESSAGE_TOO_LARGE", text, size=size, limit=LARGEST_MESSAGE)
