"""The tables of labels, beside those of every service."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import aggregate_columns, service_metadata

metadata = service_metadata()

campaigns = Table(
    "campaigns",
    metadata,
    *aggregate_columns(),
    Column("title", Text, nullable=False),
    Column("framework_id", Text, nullable=False),
    Column("framework_version", Text, nullable=False),
    Column("body", Text, nullable=False, index=True),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("quota", Integer, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "campaigns"},
)

# What is asked about stands in columns; what is only read together with its application, in documents.
applications = Table(
    "applications",
    metadata,
    *aggregate_columns(),
    Column("campaign", Text, nullable=False),
    Column("project", Text, nullable=False, index=True),
    Column("project_title", Text, nullable=False),
    Column("applicant", Text, nullable=False, index=True),
    Column("campaign_body", Text, nullable=False, index=True),
    Column("statement", Text, nullable=False),
    Column("framework_id", Text, nullable=False),
    Column("framework_version", Text, nullable=False),
    Column("applicable", ARRAY(Text), nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("statements", JSONB, nullable=False),
    Column("sheets", JSONB, nullable=False),
    Column("opinions", JSONB, nullable=False),
    Column("decision", JSONB(none_as_null=True)),
    Column("award", JSONB(none_as_null=True)),
    Column("score", JSONB(none_as_null=True)),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("updated", DateTime(timezone=True), nullable=False),
    Column("concerned", ARRAY(Text), nullable=False),
    info={"aggregate_kind": "applications"},
)
# Once per project and campaign; also what finds the applications of a campaign.
Index(
    "uq_applications_standing",
    applications.c.campaign,
    applications.c.project,
    unique=True,
    postgresql_where=applications.c.state != "withdrawn",
)
Index("ix_applications_campaign", applications.c.campaign)

project_refs = Table(
    "project_refs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("participants", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("concerned", ARRAY(Text), nullable=False),
    Column("co_owners", ARRAY(Text), nullable=False, server_default="{}"),
    Column("co_funders", ARRAY(Text), nullable=False, server_default="{}"),
)
