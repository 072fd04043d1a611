"""The floor under a command: a bare grpc.aio echo whose handler commits two inserts through SQLAlchemy.

python -m bench.floor DATABASE_URL PORT
"""

from __future__ import annotations

import asyncio
import sys

import grpc
from sqlalchemy import BigInteger, Column, Identity, LargeBinary, MetaData, Table, insert
from sqlalchemy.ext.asyncio import create_async_engine

METHOD = "/floor.Floor/Echo"

metadata = MetaData()


def table(name: str) -> Table:
    key = Column("id", BigInteger, Identity(), primary_key=True)
    return Table(name, metadata, key, Column("data", LargeBinary))


first, second = table("floor_first"), table("floor_second")


async def serve(database_url: str, port: int) -> None:
    engine = create_async_engine(database_url, pool_size=10, max_overflow=0)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)

    async def echo(request: bytes, _: object) -> bytes:
        async with engine.begin() as connection:
            await connection.execute(insert(first).values(data=request))
            await connection.execute(insert(second).values(data=request))
        return request

    methods = {"Echo": grpc.unary_unary_rpc_method_handler(echo)}
    handler = grpc.method_handlers_generic_handler("floor.Floor", methods)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((handler,))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
