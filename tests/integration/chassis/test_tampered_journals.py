"""`verify` finds what somebody did to the journal behind the program's back, and names the row."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from chassis.journal.verify import Report, verify
from chassis.testing.running import Client
from chassis.testing.waiting import eventually
from tests.integration.chassis import toy

Place = tuple[str, toy.Toy]


@pytest.fixture
async def journal_of_three(place: Place, mayor: Client, tmp_path: Path) -> Place:
    """Notes a (2 versions) and b (1), covered by a signed checkpoint."""
    stub = PeopleServiceStub(mayor.channel)
    for person, words in (("a", "one"), ("a", "two"), ("b", "three")):
        await mayor.call(
            stub.RegisterPerson,
            RegisterPersonRequest(request_id=str(uuid4()), person=person, display_name=words),
        )

    async def covered() -> bool:
        report = await look(place, tmp_path)
        return report.rows == 3 and report.only_heads == 0

    await eventually(covered)
    return place


async def look(place: Place, folder: Path) -> Report:
    return await verify(place[1].foundation.engine, toy.metadata, folder, "toy")


async def tamper(place: Place, *statements: str) -> None:
    """As a person with all rights on the database would."""
    async with place[1].foundation.engine.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await connection.exec_driver_sql(statement)


async def found(place: Place, folder: Path) -> set[tuple[str, str, int]]:
    report = await look(place, folder)
    return {(finding.what, finding.subject, finding.version) for finding in report.findings}


async def test_an_untouched_journal_is_whole(journal_of_three: Place, tmp_path: Path) -> None:
    report = await look(journal_of_three, tmp_path)
    assert report.whole
    assert report.checkpoints >= 1


async def test_the_database_itself_refuses_to_change_a_row(journal_of_three: Place) -> None:
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with journal_of_three[1].foundation.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_a_changed_column_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    await tamper(journal_of_three, "UPDATE journal SET actor = 'x' WHERE aggregate_id = 'b'")
    assert await found(journal_of_three, tmp_path) == {("changed", "notes/b", 1)}


async def test_changed_bytes_are_found_even_with_a_matching_hash(
    journal_of_three: Place, tmp_path: Path
) -> None:
    await tamper(
        journal_of_three,
        "UPDATE journal SET envelope = envelope || '\\x00'::bytea WHERE aggregate_id = 'b'",
        "UPDATE journal SET hash = sha256(previous_hash || envelope) WHERE aggregate_id = 'b'",
        "UPDATE notes SET head_hash = (SELECT hash FROM journal WHERE aggregate_id = 'b') WHERE id = 'b'",
    )
    assert ("changed", "notes/b", 1) in await found(journal_of_three, tmp_path)


async def test_a_row_removed_from_the_middle_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    await tamper(journal_of_three, "DELETE FROM journal WHERE aggregate_id = 'a' AND version = 1")
    assert ("removed", "notes/a", 1) in await found(journal_of_three, tmp_path)


async def test_a_removed_last_row_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    await tamper(journal_of_three, "DELETE FROM journal WHERE aggregate_id = 'a' AND version = 2")
    assert await found(journal_of_three, tmp_path) == {("removed", "notes/a", 2)}


async def test_a_removed_last_row_is_found_though_the_head_was_set_back(
    journal_of_three: Place, tmp_path: Path
) -> None:
    await tamper(
        journal_of_three,
        "DELETE FROM journal WHERE aggregate_id = 'a' AND version = 2",
        "UPDATE notes SET version = 1, head_hash = (SELECT hash FROM journal WHERE aggregate_id = 'a')"
        " WHERE id = 'a'",
    )
    assert await found(journal_of_three, tmp_path) == {("removed", "notes/a", 2)}


async def test_a_removed_aggregate_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    await tamper(
        journal_of_three, "DELETE FROM journal WHERE aggregate_id = 'b'", "DELETE FROM notes WHERE id = 'b'"
    )
    assert await found(journal_of_three, tmp_path) == {("removed", "notes/b", 1)}


async def test_a_well_formed_row_appended_by_hand_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    await tamper(
        journal_of_three,
        """INSERT INTO journal (event_id, kind, aggregate_id, version, epoch, type, envelope, actor, body,
             recorded_at, traceparent, previous_hash, hash)
           SELECT gen_random_uuid(), kind, aggregate_id, 2, epoch, type, envelope, actor, body,
             recorded_at, traceparent, hash, sha256(hash || envelope)
           FROM journal WHERE aggregate_id = 'b'""",
    )
    assert ("inserted", "notes/b", 2) in await found(journal_of_three, tmp_path)


async def test_a_forged_checkpoint_is_found(journal_of_three: Place, tmp_path: Path) -> None:
    path = tmp_path / "toy.checkpoints"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"notes/b", b"notes/c"))
    assert ("checkpoint", "toy.checkpoints", 1) in await found(journal_of_three, tmp_path) or (
        "checkpoint", "toy.checkpoints", 2,
    ) in await found(journal_of_three, tmp_path)  # fmt: skip


async def test_rows_newer_than_the_last_checkpoint_are_counted_as_covered_by_heads_only(
    journal_of_three: Place, tmp_path: Path
) -> None:
    (tmp_path / "toy.checkpoints").write_bytes(b"")
    report = await look(journal_of_three, tmp_path)
    assert (report.only_heads, report.findings) == (3, [])
