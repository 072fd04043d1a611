"""The file of checkpoints stays readable after a crash, and a forged one is known by its signature."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from archipel.journal.v1.journal_pb2 import Checkpoint
from chassis.journal.checkpoint import LENGTH_BYTES, CheckpointFile


def checkpoint(position: int) -> Checkpoint:
    made = Checkpoint(service="toy", rows=position, position=position, digest=bytes([position]) * 32)
    made.covered.add(event_id=bytes([position]) * 16, subject="notes/a", version=position, hash=bytes(32))
    return made


def positions(file: CheckpointFile) -> list[int]:
    return [one.position for one in file.read()]


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path, "toy")
    written = [checkpoint(1), checkpoint(2), checkpoint(3)]
    for one in written:
        file.append(one)
    assert list(CheckpointFile(tmp_path, "toy").read()) == written
    assert all(map(file.is_signed, file.read()))


def test_without_a_file_there_is_no_checkpoint(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path, "toy")
    assert positions(file) == []
    assert file.last() is None


def test_the_last_checkpoint_is_the_one_of_the_highest_position(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path, "toy")
    for position in (1, 3, 2):
        file.append(checkpoint(position))
    last = file.last()
    assert last is not None
    assert last.position == 3


def test_each_service_has_its_own_file_and_key(tmp_path: Path) -> None:
    one, other = CheckpointFile(tmp_path, "one"), CheckpointFile(tmp_path, "other")
    one.append(checkpoint(1))
    other.append(checkpoint(2))
    assert (positions(one), positions(other)) == ([1], [2])
    assert one.key().private_bytes_raw() != other.key().private_bytes_raw()


@pytest.mark.parametrize("kept", [1, LENGTH_BYTES - 1, LENGTH_BYTES, LENGTH_BYTES + 1, 60, -1])
def test_an_end_torn_by_a_crash_is_passed_over_and_cut_before_the_next(tmp_path: Path, kept: int) -> None:
    file = CheckpointFile(tmp_path, "toy")
    file.append(checkpoint(1))
    whole = file.path.read_bytes()
    file.append(checkpoint(2))
    torn = file.path.read_bytes()[len(whole) :][:kept]
    file.path.write_bytes(whole + torn)
    after_the_crash = CheckpointFile(tmp_path, "toy")
    assert positions(after_the_crash) == [1]
    after_the_crash.append(checkpoint(3))
    assert positions(after_the_crash) == [1, 3]
    assert file.path.read_bytes().startswith(whole)
    assert all(map(file.is_signed, after_the_crash.read()))


@pytest.mark.parametrize(
    "forged",
    [
        Checkpoint(rows=7), Checkpoint(position=7), Checkpoint(digest=bytes(32)), Checkpoint(service="other"),
        Checkpoint(covered=[Checkpoint.Covered(subject="notes/b")]), Checkpoint(signature=bytes(64)),
        Checkpoint(signature=b"short"),
    ],
)  # fmt: skip
def test_a_forged_checkpoint_is_known_by_its_signature(tmp_path: Path, forged: Checkpoint) -> None:
    file = CheckpointFile(tmp_path, "toy")
    file.append(checkpoint(1))
    (read,) = file.read()
    assert file.is_signed(read)
    read.MergeFrom(forged)
    assert not file.is_signed(read)


def test_a_checkpoint_without_signature_or_of_another_key_is_not_signed(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path, "toy")
    assert not file.is_signed(checkpoint(1))
    other = CheckpointFile(tmp_path, "other")
    other.append(checkpoint(1))
    (of_other,) = other.read()
    assert not file.is_signed(of_other)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    first = CheckpointFile(folder, "toy").key()
    assert [entry.name for entry in folder.iterdir()] == ["toy.key"]
    assert stat.S_IMODE((folder / "toy.key").stat().st_mode) == 0o600
    again = CheckpointFile(folder, "toy").key()
    assert again.private_bytes_raw() == first.private_bytes_raw()


def test_half_a_key_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    half = tmp_path / f"toy.key-{os.getpid()}"
    half.write_bytes(b"-----BEGIN")
    half.chmod(0o644)
    CheckpointFile(tmp_path, "toy").append(checkpoint(1))
    assert not half.exists()
    assert stat.S_IMODE((tmp_path / "toy.key").stat().st_mode) == 0o600


def test_a_key_of_another_kind_is_not_used(tmp_path: Path) -> None:
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "toy.key").write_bytes(pem)
    with pytest.raises(TypeError, match="Ed25519"):
        CheckpointFile(tmp_path, "toy").key()
