"""The tables of funding: plans, and copies of what the projects service told."""

from sqlalchemy import Boolean, Column, DateTime, Index, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import aggregate_columns, service_metadata

metadata = service_metadata()

plans = Table(
    "plans",
    metadata,
    *aggregate_columns(),
    Column("project", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("cost", Numeric(14, 2), nullable=False),
    Column("nature", Text, nullable=False),
    Column("equipment", Boolean, nullable=False),
    Column("lead_coordinator_field", Boolean, nullable=False),
    Column("coordinated", Boolean, nullable=False, server_default="false"),
    # Lines with their grants and payments; amounts are texts, exact to the cent.
    Column("lines", JSONB, nullable=False),
    # Who acted on which side, [person, side] each: a person stands on one side of a plan.
    Column("hands", JSONB, nullable=False, server_default="[]"),
    # What the rules answered at the last change, in the words of that day.
    Column("verdict", JSONB, nullable=False),
    Column("public", Boolean, nullable=False),
    # Bodies that the project is shown to, funders of the lines, and both with the owner.
    Column("audience", ARRAY(Text), nullable=False),
    Column("funders", ARRAY(Text), nullable=False),
    Column("concerned", ARRAY(Text), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "plans"},
)
Index("ix_plans_newest_first", plans.c.created_at, plans.c.id)
Index("ix_plans_concerned", plans.c.concerned, postgresql_using="gin")
Index("ix_plans_funders", plans.c.funders, postgresql_using="gin")

project_refs = Table(
    "project_refs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("cost", Numeric(14, 2), nullable=False),
    Column("nature", Text, nullable=False),
    Column("equipment", Boolean, nullable=False),
    Column("stage", Text, nullable=False),
    Column("audience", ARRAY(Text), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("coordinated", Boolean, nullable=False, server_default="false"),
)

bodies = Table(
    "bodies",
    metadata,
    Column("code", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("members_of", ARRAY(Text), nullable=False),
)

COPIES = (project_refs, bodies)
"""The tables that one reader fills, alone."""
