"""How journal rows are chained: within an aggregate by hash, over the whole journal by a running digest."""

from __future__ import annotations

import hashlib

EMPTY_DIGEST = bytes(32)
"""Digest of a journal without rows."""


def row_hash(previous: bytes, envelope: bytes) -> bytes:
    """Hash of one row (32 bytes): over the hash of the aggregate's previous row and the exact bytes."""
    return hashlib.sha256(previous + envelope).digest()


def running_digest(digest: bytes, added: bytes) -> bytes:
    """The digest of a journal to which a row with hash `added` was appended."""
    return hashlib.sha256(digest + added).digest()
