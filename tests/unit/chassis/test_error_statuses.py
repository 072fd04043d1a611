"""Each kind of refusal has one status and one ErrorInfo, in the reader's language, in few bytes."""

from __future__ import annotations

import asyncio
import base64
from urllib.parse import quote

import pytest
from google.protobuf.message import Message
from google.rpc import code_pb2
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.aggregates import WriteConflict
from chassis.domain import (
    AlreadyThere,
    Caller,
    DomainError,
    Exhausted,
    Fault,
    Forbidden,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
    msg,
)
from chassis.errors import Unauthenticated, Unavailable, Unexpected, as_domain_error, status_of

SIGN_IN = "Connectez-vous pour faire cela."
TRAILER_BYTES = 8192
"""Above this, clients of gRPC refuse the whole answer."""


def details(status: Status) -> tuple[list[ErrorInfo], list[BadRequest]]:
    infos: list[ErrorInfo] = []
    bad: list[BadRequest] = []
    for packed in status.details:
        for found in (infos, bad):
            message: Message = ErrorInfo() if found is infos else BadRequest()
            if packed.Unpack(message):
                found.append(message)  # type: ignore[arg-type]  # the branch above pairs them
    assert len(infos) + len(bad) == len(status.details)
    return infos, bad


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (NotFound, code_pb2.NOT_FOUND),
        (Stale, code_pb2.ABORTED),
        (Refused, code_pb2.FAILED_PRECONDITION),
        (Forbidden, code_pb2.PERMISSION_DENIED),
        (AlreadyThere, code_pb2.ALREADY_EXISTS),
        (Exhausted, code_pb2.RESOURCE_EXHAUSTED),
        (Unauthenticated, code_pb2.UNAUTHENTICATED),
        (Unavailable, code_pb2.UNAVAILABLE),
        (Unexpected, code_pb2.INTERNAL),
    ],
)
def test_each_kind_of_refusal_has_its_status_and_one_error_info(kind: type[DomainError], code: int) -> None:
    status = status_of(kind("SOME_REASON", msg("Il reste {days} jours.", days=3), days=3), "fr")
    assert status.code == code
    assert status.message == "Il reste 3 jours."
    infos, bad = details(status)
    assert [(one.reason, one.domain, dict(one.metadata)) for one in infos] == [
        ("SOME_REASON", "archipel", {"days": "3"})
    ]
    assert bad == []


def test_a_kind_that_derives_from_another_has_its_status() -> None:
    assert status_of(WriteConflict("notes/a"), "fr").code == code_pb2.ABORTED


def test_invalid_input_tells_each_field_with_its_reason() -> None:
    faults = [
        Fault("title", "TITLE_EMPTY", msg("Donnez un titre.")),
        Fault("cost", "COST_ZERO", msg("Coût ?")),
    ]
    status = status_of(InvalidInput(faults), "fr")
    assert status.code == code_pb2.INVALID_ARGUMENT
    infos, bad = details(status)
    assert [(info.reason, dict(info.metadata)) for info in infos] == [
        ("TITLE_EMPTY", {"fields": "title,cost"})
    ]
    told = [(one.field, one.reason, one.description) for one in bad[0].field_violations]  # type: ignore[attr-defined]
    assert told == [("title", "TITLE_EMPTY", "Donnez un titre."), ("cost", "COST_ZERO", "Coût ?")]
    assert len(bad) == 1
    assert status.message == "title: Donnez un titre.\ncost: Coût ?"


def test_a_single_fault_is_the_message() -> None:
    assert status_of(InvalidInput([Fault("a", "A", msg("Donnez a."))]), "fr").message == "Donnez a."


def test_a_refusal_is_told_in_french_and_in_english() -> None:
    refused = Unauthenticated("TOKEN_MISSING", msg("Connectez-vous pour faire cela."))
    assert status_of(refused, "fr").message == SIGN_IN
    assert status_of(refused, "en").message == "Sign in to do this."


def test_an_english_refusal_keeps_its_figures() -> None:
    with pytest.raises(Forbidden) as raised:
        Caller("p-1").must_hold("62528", "elected")
    told = status_of(raised.value, "en").message
    assert told == "The role “elected” at body 62528 is needed to do this."


def test_faults_are_told_in_english_field_by_field() -> None:
    status = status_of(InvalidInput([Fault("token", "TOKEN", msg("Connectez-vous pour faire cela."))]), "en")
    assert details(status)[1][0].field_violations[0].description == "Sign in to do this."


@settings(deadline=None)
@given(
    number=st.integers(1, 400),
    field=st.text("abcdefghij.[]_0123456789", min_size=1, max_size=30),
    reason=st.text("ABC_", min_size=5, max_size=25),
    sentence=st.text("éà’ aeiou", min_size=30, max_size=160),
)
@example(
    number=400, field="lines[12].amount", reason="AMOUNT_MALFORMED", sentence="Ce montant est mal formé. " * 4
)
@example(number=400, field="f", reason="SHORT", sentence="é" * 30)
def test_however_many_faults_there_are_the_answer_fits_into_the_trailers(
    number: int, field: str, reason: str, sentence: str
) -> None:
    faults = [Fault(field, reason, msg(sentence))] * number
    status = status_of(InvalidInput(faults), "fr")
    sent = len(base64.b64encode(status.SerializeToString())) + len(quote(status.message))
    assert sent < TRAILER_BYTES
    infos, bad = details(status)
    told = [one.field for one in bad[0].field_violations]
    assert told == [fault.field for fault in faults[: len(told)]]
    assert infos[0].metadata["fields"] == ",".join(told)


def test_of_few_faults_none_is_left_out() -> None:
    faults = [Fault(f"lines[{number}].amount", "AMOUNT_ZERO", msg("Un montant ?")) for number in range(20)]
    assert len(details(status_of(InvalidInput(faults), "fr"))[1][0].field_violations) == 20


def test_a_lost_connection_is_told_as_unavailable() -> None:
    error = as_domain_error(ConnectionRefusedError("secret-host:5432"))
    assert isinstance(error, Unavailable)
    assert error.reason == "DATABASE_UNAVAILABLE"


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("secret"), KeyError("secret"), asyncio.QueueEmpty("secret")]
)
def test_a_fault_of_the_program_tells_no_detail(error: Exception) -> None:
    status = status_of(as_domain_error(error), "fr")
    assert status.code == code_pb2.INTERNAL
    assert b"secret" not in status.SerializeToString()


def test_a_refusal_stays_what_it_is() -> None:
    refused = Refused("NO", msg("Non."))
    assert as_domain_error(refused) is refused


@pytest.mark.parametrize("kind", [Refused, Stale, NotFound])
def test_what_was_sent_too_long_is_not_sent_back(kind: type[DomainError]) -> None:
    huge = "é" * 100_000
    status = status_of(kind("NO", msg("Non : {huge}.", huge=huge), huge=huge), "fr")
    assert len(status.SerializeToString()) < 2_500
    assert status.message.startswith("Non : éé")
    (info,), _ = details(status)
    assert info.metadata["huge"] == "é" * 200


def test_one_fault_that_repeats_what_was_sent_fits_too() -> None:
    status = status_of(InvalidInput([Fault("id", "UNKNOWN", msg("Non : {huge}.", huge="x" * 100_000))]), "fr")
    assert len(status.SerializeToString()) < 4_000
