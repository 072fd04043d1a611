"""The tables that stand in every service's database beside its own, and what guards them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

chassis_metadata = MetaData(naming_convention=NAMING)


def aggregate_columns() -> list[Column[object]]:
    """The columns that begin the table of every aggregate: its id, and the head of its history."""
    return [
        Column("id", Text, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("head_hash", LargeBinary, nullable=False),
        Column("home_node", Text, nullable=False),
        Column("epoch", BigInteger, nullable=False),
    ]


# One append-only row per event. A trigger refuses any change of a row.
journal = Table(
    "journal",
    chassis_metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("traceparent", Text, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("kind", "aggregate_id", "version"),
    # Whoever asks what is kept about them does not have the whole history read through.
    Index(None, "actor", "position"),
)

# What the relay noted of each journal row; a trigger adds the row together with the journal's.
publications = Table(
    "publications",
    chassis_metadata,
    Column("event_id", Uuid, ForeignKey("journal.event_id"), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("stream_sequence", BigInteger),
    Column("published_at", DateTime(timezone=True)),
)
Index(
    "ix_publications_waiting",
    publications.c.position,
    postgresql_where=publications.c.stream_sequence.is_(None),
)
Index("ix_publications_stream_sequence", publications.c.stream_sequence)

# The answer given to each request id, committed together with its effect.
requests = Table(
    "requests",
    chassis_metadata,
    Column("caller", Text, nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("method", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False, index=True),
    PrimaryKeyConstraint("caller", "request_id"),
)

# Acts of an operator on the node itself, journalled like everything else.
operations = Table(
    "operations",
    chassis_metadata,
    *aggregate_columns(),
    Column("command", Text, nullable=False),
    info={"aggregate_kind": "operations"},
)

# What nobody should try, journalled like everything else.
incidents = Table(
    "incidents",
    chassis_metadata,
    *aggregate_columns(),
    Column("reason", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("noticed_at", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "incidents"},
)

# Sessions ("session:<sid>") and people ("person:<id>", everything until then) whose tokens are void.
ended_sessions = Table(
    "ended_sessions",
    chassis_metadata,
    Column("id", Text, primary_key=True),
    Column("ended_at", DateTime(timezone=True), nullable=False),
)

# Roles at bodies that their holders lent for some days; people by pseudonymous id.
lent_mandates = Table(
    "lent_mandates",
    chassis_metadata,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("delegator", Text, nullable=False),
    Column("delegate", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

# Where each reader stands in each stream: a sequence, the event found there, and which filling of the
# stream that was (a refilled stream may hold the same events in another order).
reader_positions = Table(
    "reader_positions",
    chassis_metadata,
    Column("reader", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("stream_sequence", BigInteger, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("filling", Text, nullable=False),
    PrimaryKeyConstraint("reader", "stream"),
)

# The last version of each aggregate that a reader applied: what makes an effect happen once, in order.
reader_versions = Table(
    "reader_versions",
    chassis_metadata,
    Column("reader", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("reader", "subject"),
)

# Events that a reader holds back: they came before an older version (a gap), or their aggregate is parked.
reader_held = Table(
    "reader_held",
    chassis_metadata,
    Column("reader", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("stream", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("held_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("reader", "subject", "version"),
)

# Aggregates whose next event a reader could not apply; the raw bytes stand in reader_held.
reader_parked = Table(
    "reader_parked",
    chassis_metadata,
    Column("reader", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    Column("replay_asked", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("reader", "subject"),
)

GUARDS = (
    """
    CREATE FUNCTION journal_row_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal is append-only';
    END $$
    """,
    """
    CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_row_never_changes()
    """,
    """
    CREATE TRIGGER journal_never_truncated BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_row_never_changes()
    """,
    """
    CREATE FUNCTION journal_row_to_publish() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO publications (event_id, position) SELECT event_id, position FROM added;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER journal_to_publish AFTER INSERT ON journal
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_row_to_publish()
    """,
)
"""SQL for the first migration of each service, after its tables."""


def service_metadata() -> MetaData:
    """A fresh MetaData that already holds the chassis tables; the service adds its own."""
    metadata = MetaData(naming_convention=NAMING)
    for table in chassis_metadata.sorted_tables:
        table.to_metadata(metadata)
    return metadata
