"""What the portal begins with. There is no way back: a journal is never dropped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import guard_journal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("project_title", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("campaign_body", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("jurors_marked", sa.Integer(), nullable=False),
        sa.Column("award_stage", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_applicant"), "applications", ["applicant"], unique=False)
    op.create_index(op.f("ix_applications_campaign_body"), "applications", ["campaign_body"], unique=False)
    op.create_index(op.f("ix_applications_project"), "applications", ["project"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index(op.f("ix_campaigns_body"), "campaigns", ["body"], unique=False)
    op.create_table(
        "capacities",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("total_free_days", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("body", name=op.f("pk_capacities")),
    )
    op.create_table(
        "day_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("skill", sa.Integer(), nullable=False),
        sa.Column("days", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("granted_days", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("asked_bodies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_requests")),
    )
    op.create_index(op.f("ix_day_requests_body"), "day_requests", ["body"], unique=False)
    op.create_table(
        "journal",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal")),
        sa.UniqueConstraint("event_id", name=op.f("uq_journal_event_id")),
        sa.UniqueConstraint(
            "kind", "aggregate_id", "version", name=op.f("uq_journal_kind_aggregate_id_version")
        ),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        info={"aggregate_kind": "operations"},
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("failing", sa.Integer(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_owner"), "plans", ["owner"], unique=False)
    op.create_index(op.f("ix_plans_project"), "plans", ["project"], unique=False)
    op.create_table(
        "projects",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("nature", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("owner_kind", sa.Integer(), nullable=False),
        sa.Column("owner_body", sa.Text(), nullable=False),
        sa.Column("owner_title", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(
        "ix_projects_updated_at", "projects", [sa.literal_column("updated_at DESC")], unique=False
    )
    op.create_table(
        "reader_held",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reader", "subject", "version", name=op.f("pk_reader_held")),
    )
    op.create_table(
        "reader_parked",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replay_asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("reader", "subject", name=op.f("pk_reader_parked")),
    )
    op.create_table(
        "reader_positions",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("stream_sequence", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("filling", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "stream", name=op.f("pk_reader_positions")),
    )
    op.create_table(
        "reader_versions",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "subject", name=op.f("pk_reader_versions")),
    )
    op.create_table(
        "requests",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "request_id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_answered_at"), "requests", ["answered_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mandates", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("acting_body", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "territories",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=False),
        sa.Column("members_of", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territories")),
    )
    op.create_table(
        "application_audience",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["applications.id"], name=op.f("fk_application_audience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", "body", name=op.f("pk_application_audience")),
    )
    op.create_index(op.f("ix_application_audience_body"), "application_audience", ["body"], unique=False)
    op.create_table(
        "day_grants",
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.Column("lender", sa.Text(), nullable=False),
        sa.Column("days", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"], ["day_requests.id"], name=op.f("fk_day_grants_request"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request", "reservation", name=op.f("pk_day_grants")),
    )
    op.create_index(op.f("ix_day_grants_lender"), "day_grants", ["lender"], unique=False)
    op.create_table(
        "day_request_audience",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["day_requests.id"], name=op.f("fk_day_request_audience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", "body", name=op.f("pk_day_request_audience")),
    )
    op.create_index(op.f("ix_day_request_audience_body"), "day_request_audience", ["body"], unique=False)
    op.create_table(
        "plan_audience",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["plans.id"], name=op.f("fk_plan_audience_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", "body", name=op.f("pk_plan_audience")),
    )
    op.create_index(op.f("ix_plan_audience_body"), "plan_audience", ["body"], unique=False)
    op.create_table(
        "plan_lines",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("asked_cents", sa.BigInteger(), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_plan_lines_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan", "line", name=op.f("pk_plan_lines")),
    )
    op.create_index(op.f("ix_plan_lines_funder"), "plan_lines", ["funder"], unique=False)
    op.create_table(
        "project_audience",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["projects.id"], name=op.f("fk_project_audience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", "body", name=op.f("pk_project_audience")),
    )
    op.create_index(op.f("ix_project_audience_body"), "project_audience", ["body"], unique=False)
    op.create_table(
        "project_bodies",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project"], ["projects.id"], name=op.f("fk_project_bodies_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project", "body", "relation", name=op.f("pk_project_bodies")),
    )
    op.create_index("ix_project_bodies_body", "project_bodies", ["body"], unique=False)
    op.create_table(
        "publications",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("stream_sequence", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["journal.event_id"], name=op.f("fk_publications_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_publications")),
    )
    op.create_index("ix_publications_stream_sequence", "publications", ["stream_sequence"], unique=False)
    op.create_index(
        "ix_publications_waiting",
        "publications",
        ["position"],
        unique=False,
        postgresql_where=sa.text("stream_sequence IS NULL"),
    )
    guard_journal()
