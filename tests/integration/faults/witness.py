"""A witness inside the database of labels: each time that the copy of a project is written, it notes what was
written, in the same transaction. Copies look the same when an event is applied twice; the notes do not.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import text

from archipel.projects.v1.projects_pb2 import ProjectState
from tests.integration.faults.clients import History
from tests.integration.faults.place import Place

TOLD = ("ProjectSubmitted", "OpinionGiven", "OwnershipAccepted", "ProjectWithdrawn")
"""The events that make labels write its copy."""

STATEMENTS = (
    "CREATE TABLE witness (note bigserial PRIMARY KEY, project text, title text, state text)",
    """
    CREATE FUNCTION witness_copy() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO witness (project, title, state) VALUES (NEW.id, NEW.title, NEW.state);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER witness_copy AFTER INSERT OR UPDATE ON project_refs
    FOR EACH ROW EXECUTE FUNCTION witness_copy()
    """,
)


async def watch_copies(place: Place) -> None:
    """To be called before the first command."""
    engine = place.engines["labels"]
    async with engine.begin() as connection:
        for statement in STATEMENTS:
            await connection.execute(text(statement))
    await engine.dispose()  # PostgreSQL will die many times before this connection is wanted again


async def each_event_took_effect_once_and_in_order(place: Place, history: History) -> None:
    """To be called before anything is rebuilt."""
    expected: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in history.in_order():
        if one.event in TOLD:
            state = ProjectState.Name(one.answer.state).removeprefix("PROJECT_STATE_").lower()
            expected[one.answer.name].append((one.answer.title, state))
    noted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    async with place.engines["labels"].connect() as connection:
        for row in await connection.execute(text("SELECT * FROM witness ORDER BY note")):
            noted[f"projects/{row.project}"].append((row.title, row.state))
    assert {name: noted[name] for name in history.submitted()} == {
        name: expected[name] for name in history.submitted()
    }
