"""Connections to the service's own PostgreSQL, and the one question asked of a database error."""

from __future__ import annotations

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def connect(url: str, pool: int) -> AsyncEngine:
    """An engine with `pool` connections at most. Connections lost to a restart are replaced as they fail."""
    return create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,  # names of people would end in logs and beside parked events
        connect_args={"timeout": 5, "server_settings": {"application_name": "archipel"}},
    )


def raw_dsn(url: str) -> str:
    """The same address for asyncpg alone (LISTEN and advisory locks want a connection of their own), which
    calls `sslmode` what SQLAlchemy passes on as `ssl`.
    """
    address = make_url(url).set(drivername="postgresql")
    query = {"sslmode" if name == "ssl" else name: value for name, value in address.query.items()}
    return address.set(query=query).render_as_string(hide_password=False)


_PASSING = (
    asyncpg.exceptions.PostgresConnectionError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.AdminShutdownError,
    asyncpg.exceptions.CrashShutdownError,
    asyncpg.exceptions.DeadlockDetectedError,
    asyncpg.exceptions.SerializationError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.TooManyConnectionsError,
    asyncpg.exceptions.DiskFullError,
    asyncpg.exceptions.InterfaceError,
    asyncpg.exceptions.InternalClientError,  # a connection that was lost in the middle of a conversation
    ConnectionError,
    TimeoutError,
    OSError,
)


def is_passing(error: BaseException) -> bool:
    """Whether the error is one of circumstance (connection, restart, full disk, deadlock), so that the
    same work may succeed later; False means that the work itself is at fault.
    """
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, _PASSING):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
