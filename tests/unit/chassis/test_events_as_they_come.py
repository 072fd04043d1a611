"""Bytes from the broker become an event, or a refusal that names what is wrong; subjects and hashes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archipel.journal.v1.journal_pb2 import Checkpoint, Envelope
from chassis.journal.hashing import EMPTY_DIGEST, row_hash, running_digest
from chassis.readers.spec import UnreadableEvent, open_envelope, open_event
from chassis.subjects import event_subject, stream_name

WHOLE = Envelope(type="archipel.journal.v1.Checkpoint", subject="notes/a", version=1)
NO_MESSAGE = b"\xff\xff\xff"
HASHES = st.binary(min_size=32, max_size=32)


def test_an_event_comes_back_with_its_envelope() -> None:
    sent = Envelope()
    sent.CopyFrom(WHOLE)
    sent.data = Checkpoint(service="toy", rows=3).SerializeToString()
    opened = open_event(open_envelope(sent.SerializeToString()))
    assert opened is not None
    assert opened.envelope == sent
    assert opened.message == Checkpoint(service="toy", rows=3)


@pytest.mark.parametrize("raw", [NO_MESSAGE, b"", b"{}"])
def test_bytes_that_are_no_envelope_are_unreadable(raw: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        open_envelope(raw)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading(raw: bytes) -> None:
    try:
        envelope = open_envelope(raw)
    except UnreadableEvent:
        return
    assert envelope.type
    assert envelope.subject
    assert envelope.version >= 1


@pytest.mark.parametrize("lacking", ["type", "subject", "version"])
def test_an_envelope_that_lacks_what_readers_need_is_unreadable(lacking: str) -> None:
    sent = Envelope()
    sent.CopyFrom(WHOLE)
    sent.ClearField(lacking)  # type: ignore[arg-type]  # one of the three names above
    with pytest.raises(UnreadableEvent, match="lacks"):
        open_envelope(sent.SerializeToString())


def test_a_version_below_one_is_unreadable() -> None:
    with pytest.raises(UnreadableEvent):
        open_envelope(Envelope(type="t", subject="notes/a", version=-1).SerializeToString())


@pytest.mark.parametrize(
    "name", ["archipel.projects.v9.ProjectTeleported", "nonsense", "archipel.journal.v1"]
)
def test_an_event_of_a_type_from_the_future_is_passed_over(name: str) -> None:
    assert open_event(Envelope(type=name, data=NO_MESSAGE)) is None


def test_data_of_another_message_is_unreadable_and_names_the_type() -> None:
    with pytest.raises(UnreadableEvent, match=r"archipel\.journal\.v1\.Checkpoint"):
        open_event(Envelope(type="archipel.journal.v1.Checkpoint", data=NO_MESSAGE))


def test_the_subject_of_an_event_names_node_service_kind_and_id() -> None:
    assert event_subject("lens", "projects", "projects/0190-aa") == "ev.lens.projects.projects.0190-aa"
    assert event_subject("lens", "projects", "people/p-1") == "ev.lens.projects.people.p-1"


def test_each_service_has_its_own_stream() -> None:
    assert stream_name("projects") == "EV_projects"


def test_a_row_hash_is_the_sha_256_of_the_hash_before_and_the_bytes() -> None:
    assert row_hash(b"", b"abc") == hashlib.sha256(b"abc").digest()
    assert row_hash(bytes(32), b"abc") == hashlib.sha256(bytes(32) + b"abc").digest()


@given(HASHES, HASHES, st.binary(), st.binary())
def test_a_row_hash_depends_on_what_came_before_and_on_each_byte(
    one: bytes, other: bytes, envelope: bytes, changed: bytes
) -> None:
    assert (row_hash(one, envelope) == row_hash(other, envelope)) is (one == other)
    assert (row_hash(one, envelope) == row_hash(one, changed)) is (envelope == changed)


@given(st.lists(HASHES, unique=True, max_size=6))
def test_a_running_digest_depends_on_every_row_and_on_their_order(rows: list[bytes]) -> None:
    def digest(of: list[bytes]) -> bytes:
        result = EMPTY_DIGEST
        for row in of:
            result = running_digest(result, row)
        return result

    for place in range(len(rows)):
        assert digest(rows[:place] + rows[place + 1 :]) != digest(rows)
    if len(rows) > 1:
        assert digest(rows[::-1]) != digest(rows)
    assert (digest(rows) == EMPTY_DIGEST) is (not rows)
