"""A refusal of a service, as data: what kind, why, in words for the person, and which fields."""

from __future__ import annotations

from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2


class SignInNeeded(Exception):
    """What was asked is for people who are signed in, and their session, where they had one, is over."""


class ServiceRefusal(Exception):
    """A service said no, or did not answer. `fields` are (path, what to do) pairs."""

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        reason: str = "",
        metadata: dict[str, str] | None = None,
        fields: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(f"{code.name} {reason}")
        self.code = code
        self.message = message
        self.reason = reason
        self.metadata = metadata or {}
        self.fields = fields

    @property
    def stale(self) -> bool:
        """Somebody else changed the resource meanwhile."""
        return self.code is grpc.StatusCode.ABORTED

    @property
    def missing(self) -> bool:
        return self.code is grpc.StatusCode.NOT_FOUND

    @property
    def down(self) -> bool:
        """The service cannot answer now; the same call may succeed later."""
        return self.code in (
            grpc.StatusCode.UNAVAILABLE,
            grpc.StatusCode.DEADLINE_EXCEEDED,
            grpc.StatusCode.INTERNAL,
            grpc.StatusCode.UNKNOWN,
            grpc.StatusCode.CANCELLED,
            grpc.StatusCode.UNIMPLEMENTED,
        )


def refusal_from(error: grpc.aio.AioRpcError) -> ServiceRefusal:
    """Read the details that the chassis of the services puts on the wire."""
    trailer: Any = error.trailing_metadata() or ()
    found = [pair[1] for pair in trailer if pair[0] == "grpc-status-details-bin"]
    raw = found[0] if found else b""
    status = status_pb2.Status.FromString(raw if isinstance(raw, bytes) else b"")
    info = error_details_pb2.ErrorInfo()
    request = error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(request)
    return ServiceRefusal(
        error.code(),
        status.message,
        info.reason,
        dict(info.metadata),
        tuple((violation.field, violation.description) for violation in request.field_violations),
    )
