"""The one table from kinds of refusal to gRPC statuses, and the status that goes on the wire.

Every error carries exactly one ErrorInfo (reason, domain, metadata); InvalidInput besides a BadRequest
with one violation a field (AIP-193). The message is in the caller's language, French first.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2

from chassis.database import is_passing
from chassis.domain import (
    AlreadyThere,
    DomainError,
    Exhausted,
    Forbidden,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
    msg,
)
from chassis.translation import translate

DOMAIN = "archipel"

LONGEST_VALUE = 200
LONGEST_MESSAGE = 1500
"""Characters of one value, and bytes of the sentence, in a refusal: what a client sent too long is not sent
back to it, where it would not fit.
"""

FAULT_BYTES = 3400
MESSAGE_BYTES = 500
"""What an answer tells of many faults. Clients of gRPC refuse trailers above 8 kB (base64 included), and
would show none of them.
"""


class Unauthenticated(DomainError):
    """No valid token came with a call that needs one."""


class Unavailable(DomainError):
    """A part that the call needs is down; the same call may be tried again with the same request_id."""


class Unexpected(DomainError):
    """A fault of the program: logged whole, told without detail."""


STATUS: dict[type[DomainError], int] = {
    InvalidInput: code_pb2.INVALID_ARGUMENT,
    NotFound: code_pb2.NOT_FOUND,
    Stale: code_pb2.ABORTED,
    Refused: code_pb2.FAILED_PRECONDITION,
    Forbidden: code_pb2.PERMISSION_DENIED,
    AlreadyThere: code_pb2.ALREADY_EXISTS,
    Exhausted: code_pb2.RESOURCE_EXHAUSTED,
    Unauthenticated: code_pb2.UNAUTHENTICATED,
    Unavailable: code_pb2.UNAVAILABLE,
    Unexpected: code_pb2.INTERNAL,
}


def as_domain_error(error: Exception) -> DomainError:
    """The refusal that an exception means to a caller."""
    if isinstance(error, DomainError):
        return error
    if is_passing(error):
        return Unavailable(
            "DATABASE_UNAVAILABLE",
            msg("La base de données ne répond pas pour l’instant : réessayez dans un moment."),
        )
    return Unexpected("INTERNAL", msg("Une erreur imprévue s’est produite ; elle est consignée."))


def status_of(error: DomainError, language: str) -> status_pb2.Status:
    """The google.rpc.Status with its details."""
    code = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    status = status_pb2.Status(code=code, message=_fitting_text(translate(error.text, language)))
    said = {key: value[:LONGEST_VALUE] for key, value in error.metadata.items()}
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=said)
    if not isinstance(error, InvalidInput):
        status.details.append(_packed(info))
        return status
    violations = [
        error_details_pb2.BadRequest.FieldViolation(
            field=fault.field,
            reason=fault.reason,  # type: ignore[call-arg]  # newer than the stubs
            description=_fitting_text(translate(fault.text, language)),
        )
        for fault in error.faults
    ]
    told = violations[: _fitting([one.ByteSize() for one in violations], FAULT_BYTES)]
    info.metadata["fields"] = ",".join(one.field for one in told)
    if len(told) > 1:
        lines = [f"{one.field}: {one.description}" for one in told]
        status.message = "\n".join(lines[: _fitting([len(line.encode()) for line in lines], MESSAGE_BYTES)])
    status.details.append(_packed(info))
    status.details.append(_packed(error_details_pb2.BadRequest(field_violations=told)))
    return status


def _fitting_text(text: str) -> str:
    """As much of a sentence as fits: nearly always the whole."""
    sizes = (len(character.encode()) for character in text)
    return text if len(text.encode()) <= LONGEST_MESSAGE else text[: _fitting(sizes, LONGEST_MESSAGE)] + "…"


def _fitting(sizes: Iterable[int], limit: int) -> int:
    """How many of the first ones fit in so many bytes together; one at least."""
    return max(1, sum(total <= limit for total in accumulate(sizes)))


def _packed(detail: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
