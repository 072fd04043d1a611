"""The tables of engineering, beside those of the chassis."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import aggregate_columns, service_metadata

metadata = service_metadata()

agents = Table(
    "agents",
    metadata,
    *aggregate_columns(),
    Column("person", Text, nullable=False),
    Column("employer", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("quota", Numeric, nullable=False),
    Column("full_time_days", Numeric, nullable=False),
    Column("lent_to", Text),
    Column("lent_from", Date),
    Column("lent_until", Date),
    Column("absences", JSONB, nullable=False),
    Column("seen_by", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_agents_seen_by", "seen_by", postgresql_using="gin"),
    Index("ix_agents_created_at", "created_at", "id"),
    info={"aggregate_kind": "agents"},
)

# Written together with the agent that owns them, and only under its version check.
reservations = Table(
    "reservations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False, index=True),
    Column("employer", Text, nullable=False, index=True),
    Column("request", Text, nullable=False, index=True),
    Column("project", Text, nullable=False),
    Column("asking_body", Text, nullable=False, index=True),
    Column("skill", Text, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("days", Numeric, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seen_by", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_reservations_seen_by", "seen_by", postgresql_using="gin"),
    Index("ix_reservations_created_at", "created_at", "id"),
)

# Not named "requests": the chassis keeps the answers to request ids under that name.
day_requests = Table(
    "day_requests",
    metadata,
    *aggregate_columns(),
    Column("project", Text, nullable=False, index=True),
    Column("body", Text, nullable=False, index=True),
    Column("skill", Text, nullable=False),
    Column("days", Numeric, nullable=False),
    Column("asked_bodies", ARRAY(Text), nullable=False),
    Column("chain", ARRAY(Text), nullable=False),
    Column("lenders", ARRAY(Text), nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("grants", JSONB, nullable=False),
    Column("seen_by", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_day_requests_seen_by", "seen_by", postgresql_using="gin"),
    Index("ix_day_requests_created_at", "created_at", "id"),
    info={"aggregate_kind": "requests"},
)

capacities = Table(
    "capacities",
    metadata,
    *aggregate_columns(),
    Column("free", JSONB, nullable=False),
    Column("total", Numeric, nullable=False),
    Column("origin", Text, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("lent_agents", JSONB, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "capacities"},
)

project_refs = Table(
    "project_refs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("bodies", ARRAY(Text), nullable=False),
    Column("supporters", ARRAY(Text), nullable=False),
    Column("missing", JSONB, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

territory_refs = Table(
    "territory_refs",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("members_of", ARRAY(Text), nullable=False),
    Column("population", Integer, nullable=False),
)
