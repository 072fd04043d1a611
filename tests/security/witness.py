"""What stands in a service's database, as a picture that is quickly taken: two pictures are the same when no
row of any table was written, changed or removed in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import MetaData, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import Envelope, SecurityIncident
from chassis.incidents import Incidents
from chassis.tables import journal
from chassis.testing.waiting import eventually

BESIDE_THE_POINT = frozenset(
    {"incidents", "publications", "reader_positions", "reader_versions", "reader_held", "reader_parked"}
)
"""A refusal is noted as an incident, and incidents are published and read like everything else: these tables
follow from the journal, of which every other row counts.
"""

Picture = Mapping[str, tuple[int, int]]
"""Table → number of rows, and the sum of the transactions that wrote them."""

Noted = Counter[tuple[str, str, str]]
"""Reason, actor and resource of incidents → how often."""


@dataclass
class Witness:
    """Looks at the database of a running service from outside its calls. `reads` names the readers that write
    by themselves when an aggregate of some kinds changed: reader → kinds.
    """

    engine: AsyncEngine
    metadata: MetaData
    incidents: Incidents
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)

    async def picture(self) -> Picture:
        """Every row of every table counts, and so does every rewriting of one."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(text(self._pictures))
            return {row.name: (row.rows, int(row.writers)) for row in rows}

    @property
    def _pictures(self) -> str:
        tables = sorted(set(self.metadata.tables) - BESIDE_THE_POINT)
        return " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(*) AS rows, coalesce(sum(xmin::text::numeric), 0) AS writers "
            f'FROM "{name}"' + (" WHERE kind <> 'incidents'" if name == "journal" else "")
            for name in tables
        )

    async def quiet(self) -> None:
        """Wait until every event is published and whoever reacts to it has."""

        async def nothing_waits() -> bool:
            async with self.engine.connect() as connection:
                waiting = await connection.scalar(
                    text(
                        "SELECT count(*) FROM publications p JOIN journal j USING (event_id) "
                        "WHERE p.stream_sequence IS NULL AND j.kind <> 'incidents'"
                    )
                )
                for reader, kinds in self.reads.items():
                    waiting = (waiting or 0) + (
                        await connection.scalar(_BEHIND, {"reader": reader, "kinds": sorted(kinds)}) or 0
                    )
            return not waiting

        await eventually(nothing_waits, seconds=30)

    async def noted(self, method: str) -> Noted:
        """The incidents of one RPC that stand in the journal."""
        await self.incidents.write()
        async with self.engine.connect() as connection:
            rows = await connection.execute(select(journal.c.envelope).where(journal.c.kind == "incidents"))
            envelopes = [Envelope.FromString(bytes(row.envelope)) for row in rows]
        found: Noted = Counter()
        for envelope in envelopes:
            incident = SecurityIncident.FromString(envelope.data)
            if incident.place == method:
                found[(incident.reason, envelope.actor, incident.resource)] += incident.times
        return found


_BEHIND = text(
    """
    SELECT count(*) FROM (
        SELECT kind || '/' || aggregate_id AS subject, max(version) AS version FROM journal
        WHERE kind = ANY(:kinds) GROUP BY 1
    ) head LEFT JOIN reader_versions v ON v.reader = :reader AND v.subject = head.subject
    WHERE coalesce(v.version, 0) < head.version
    """
)
