"""Brings a service's database to its newest schema (Alembic), and tells whether tables and migrations agree.

A service's `migrations/env.py` is one line: `run(metadata)`. Its first revision creates its tables and ends
with `guard_journal()`.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.tables import GUARDS

LOCK_KEY = 4_020_178
"""Advisory lock: two processes that start together migrate one after the other."""


def guard_journal() -> None:
    """In the first revision, after its tables: the journal's triggers."""
    for statement in GUARDS:
        op.execute(statement)


def add_callers() -> None:
    """In one revision of each service: what is kept of callers beside their tokens, and of incidents."""
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("home_node", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_table(
        "ended_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ended_sessions"),
    )
    op.create_table(
        "lent_mandates",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "body", "role")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("delegator", "delegate")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day")),
        sa.PrimaryKeyConstraint("id", name="pk_lent_mandates"),
    )


def add_actors() -> None:
    """In one revision of each service: what somebody did is found without reading the whole journal."""
    op.create_index("ix_journal_actor_position", "journal", ["actor", "position"])


def config(folder: Path, database_url: str) -> Config:
    """Alembic's configuration for a service's `migrations` folder and database."""
    made = Config()
    made.set_main_option("script_location", str(folder))
    made.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return made


def upgrade(folder: Path, database_url: str) -> None:
    """Apply what is missing; nothing when the schema is the newest."""
    command.upgrade(config(folder, database_url), "head")


def check(folder: Path, database_url: str) -> None:
    """Raise alembic.util.CommandError when the tables in code are not what the migrations make."""
    command.check(config(folder, database_url))


def write_revision(folder: Path, database_url: str, message: str) -> None:
    """Write a revision for what the tables in code have and the database lacks."""
    command.revision(config(folder, database_url), message, autogenerate=True)


def run(metadata: MetaData) -> None:
    """The whole of a service's env.py: migrate online, in one transaction."""
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise RuntimeError("no database address was given")
    # A thread of its own, since Alembic is synchronous and its caller may already run an event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _connect_and_migrate(url, metadata)).result()


async def _connect_and_migrate(url: str, metadata: MetaData) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate, metadata)
    await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
    connection.commit()
