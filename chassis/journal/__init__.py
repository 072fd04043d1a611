"""The journal: one append-only table that is outbox, history and tamper-evident audit trail at once."""
