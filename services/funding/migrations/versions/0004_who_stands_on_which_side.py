"""Who acted on which side of a plan; for plans that stand already, as the journal tells it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROM_THE_JOURNAL = """
UPDATE plans SET hands = told.hands
FROM (
    SELECT aggregate_id, jsonb_agg(DISTINCT jsonb_build_array(actor, side)) AS hands
    FROM journal JOIN (VALUES
        ('FinancingPlanOpened', 'asks'),
        ('FinancingPlanLinesSet', 'asks'),
        ('FondsDeConcoursRequested', 'asks'),
        ('FondsDeConcoursGranted', 'decides'),
        ('FondsDeConcoursRefused', 'decides'),
        ('PaymentRecorded', 'pays')
    ) AS sides (event, side) ON journal.type = 'archipel.funding.v1.' || sides.event
    WHERE kind = 'plans' AND actor <> '' AND actor NOT LIKE '%:%'
    GROUP BY aggregate_id
) AS told
WHERE plans.id = told.aggregate_id
"""
"""Acts of services and operators bear a colon; they are no people."""


def upgrade() -> None:
    op.add_column("plans", sa.Column("hands", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.execute(FROM_THE_JOURNAL)
