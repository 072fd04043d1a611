"""Tables of the portal. All but those of sessions, at the end, are read models: they can be emptied and
filled again from the streams. Money is in cents, days are exact decimals. No table holds a person's name.
"""

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
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.tables import aggregate_columns, service_metadata

metadata = service_metadata()

DAYS = Numeric(12, 2)


def audience_table(name: str, parent: str) -> Table:
    """The bodies that may see each row of `parent`, when the row is not public."""
    table = Table(
        name,
        metadata,
        Column("id", Text, ForeignKey(f"{parent}.id", ondelete="CASCADE"), nullable=False),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("id", "body"),
    )
    Index(None, table.c.body)
    return table


territories = Table(
    "territories",
    metadata,
    Column("code", Text, primary_key=True),
    Column("level", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("acronym", Text, nullable=False),
    Column("population", BigInteger, nullable=False),
    Column("members_of", ARRAY(Text), nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("competence", Text, nullable=False),
    Column("nature", Integer, nullable=False),
    Column("cost_cents", BigInteger, nullable=False),
    Column("owner_kind", Integer, nullable=False),
    Column("owner_body", Text, nullable=False),
    Column("owner_title", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("synthetic", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
project_audience = audience_table("project_audience", "projects")
Index("ix_projects_updated_at", projects.c.updated_at.desc())

# Every body that a project concerns, and how: lead, awaited, participant, works, impact, owner, role,
# concerned.
project_bodies = Table(
    "project_bodies",
    metadata,
    Column("project", Text, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("body", Text, nullable=False),
    Column("relation", Text, nullable=False),
    PrimaryKeyConstraint("project", "body", "relation"),
)
Index("ix_project_bodies_body", project_bodies.c.body)

# What each project waits for, from whom and until when (storage/awaited.py); `position` keeps the order.
project_awaits = Table(
    "project_awaits",
    metadata,
    Column("project", Text, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("until", Date),
    PrimaryKeyConstraint("project", "position"),
)
Index("ix_project_awaits_body_kind", project_awaits.c.body, project_awaits.c.kind)

# Wishes to take a project over. They live at the body that wishes, so that one may come before its project;
# the bodies concerned alone see them, even of a public project.
wishes = Table(
    "wishes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", Boolean, nullable=False),
    Column("project", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("offer", Text, nullable=False),
    Column("state", Integer, nullable=False),
)
wish_audience = audience_table("wish_audience", "wishes")

capacities = Table(
    "capacities",
    metadata,
    Column("body", Text, primary_key=True),
    Column("total_free_days", DAYS, nullable=False),
)

day_requests = Table(
    "day_requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", Boolean, nullable=False),
    Column("project", Text, nullable=False),
    Column("body", Text, nullable=False, index=True),
    Column("skill", Integer, nullable=False),
    Column("days", DAYS, nullable=False),
    Column("granted_days", DAYS, nullable=False),
    Column("state", Integer, nullable=False),
    Column("asked_bodies", ARRAY(Text), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
day_request_audience = audience_table("day_request_audience", "day_requests")

day_grants = Table(
    "day_grants",
    metadata,
    Column("request", Text, ForeignKey("day_requests.id", ondelete="CASCADE"), nullable=False),
    Column("reservation", Text, nullable=False),
    Column("lender", Text, nullable=False, index=True),
    Column("days", DAYS, nullable=False),
    PrimaryKeyConstraint("request", "reservation"),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", Boolean, nullable=False),
    Column("project", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("state", Integer, nullable=False),
    Column("cost_cents", BigInteger, nullable=False),
    Column("failing", Integer, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
plan_audience = audience_table("plan_audience", "plans")

plan_lines = Table(
    "plan_lines",
    metadata,
    Column("plan", Text, ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("line", Text, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("funder", Text, nullable=False, index=True),
    Column("state", Integer, nullable=False),
    Column("asked_cents", BigInteger, nullable=False),
    Column("granted_cents", BigInteger, nullable=False),
    Column("paid_cents", BigInteger, nullable=False),
    PrimaryKeyConstraint("plan", "line"),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False, index=True),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
)

applications = Table(
    "applications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", Boolean, nullable=False),
    Column("project", Text, nullable=False, index=True),
    Column("project_title", Text, nullable=False),
    Column("campaign", Text, nullable=False),
    Column("applicant", Text, nullable=False, index=True),
    Column("campaign_body", Text, nullable=False, index=True),
    Column("state", Integer, nullable=False),
    Column("jurors_marked", Integer, nullable=False),
    Column("award_stage", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("synthetic", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
application_audience = audience_table("application_audience", "applications")

# What each reader fills, alone, and a rebuild empties: children first.
FROM_PROJECTS = (
    project_audience,
    project_bodies,
    project_awaits,
    wish_audience,
    wishes,
    projects,
    territories,
)
FROM_ENGINEERING = (day_request_audience, day_grants, day_requests, capacities)
FROM_FUNDING = (plan_audience, plan_lines, plans)
FROM_LABELS = (application_audience, applications, campaigns)

AUDIENCE = {
    projects: project_audience,
    wishes: wish_audience,
    day_requests: day_request_audience,
    plans: plan_audience,
    applications: application_audience,
}

# One row per signed-in browser. The browser holds an id that changes; here stands its hash, and the id itself
# sealed with the portal's key, as the tokens are. A session that ended stays a while without its tokens, so
# that its browser can be told.
sessions = Table(
    "sessions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("id_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_id", LargeBinary, nullable=False),
    Column("turns", Boolean, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("sid", Text, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("token_expires_at", DateTime(timezone=True), nullable=False),
    Column("mandates", ARRAY(Text), nullable=False),
    Column("acting_body", Text, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("ended_at", DateTime(timezone=True)),
)

# The ids that a browser held before: whoever still comes with one, long after it was replaced, stole it or
# was stolen from.
former_ids = Table(
    "session_former_ids",
    metadata,
    Column("id_hash", LargeBinary, primary_key=True),
    Column("session", Text, ForeignKey("sessions.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("replaced_at", DateTime(timezone=True), nullable=False),
)

# Each end of a session that the services are told of, journalled like everything else.
session_ends = Table(
    "session_ends",
    metadata,
    *aggregate_columns(),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "sessions"},
)

# Logout tokens that were heard, until nobody would believe them any more.
heard_logouts = Table(
    "heard_logouts",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("forget_at", DateTime(timezone=True), nullable=False, index=True),
)

# What somebody typed when the session had ended: sealed, for an hour, for the browser that sent it, and for
# the person whose session it was (empty where that is not known).
kept_forms = Table(
    "kept_forms",
    metadata,
    Column("id_hash", LargeBinary, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("forget_at", DateTime(timezone=True), nullable=False, index=True),
)
