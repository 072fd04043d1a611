"""Checkpoints on a disk that is full for a while."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archipel.journal.v1.journal_pb2 import Checkpoint
from chassis.journal.checkpoint import CheckpointFile


@contextmanager
def room_for(largest: int) -> Iterator[None]:
    """No file of this process may grow past `largest` bytes: the kernel writes a part and then refuses, as
    on a full disk.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_checkpoint_cut_short_by_a_full_disk_spoils_none_that_follow(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path, "toy")
    file.append(Checkpoint(service="toy", position=1))
    size = file.path.stat().st_size
    with room_for(size + 20), pytest.raises(OSError, match="File too large"):
        file.append(Checkpoint(service="toy", position=2))
    assert file.path.stat().st_size == size + 20
    file.append(Checkpoint(service="toy", position=3))
    assert [checkpoint.position for checkpoint in file.read()] == [1, 3]
    assert all(file.is_signed(checkpoint) for checkpoint in file.read())
