"""Serves Canaille in one process: python -m node.canaille."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import canaille
from flask import Flask
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.middleware import AsyncioWSGIMiddleware

from node.canaille.configuration import configuration
from node.canaille.provision import provision
from node.canaille.settings import CanailleSettings
from node.canaille.tokens import use_our_tokens

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]

LARGEST_FORM = 64 * 1024
"""Bytes. A login form is far smaller; pictures of people are not taken."""


def build(settings: CanailleSettings) -> Flask:
    """The provider with its tables, clients and accounts in place."""
    app: Flask = canaille.create_app(configuration(settings))
    use_our_tokens(app, settings)
    with app.app_context():
        provision(settings)
    return app


def with_a_body(app: WsgiApp) -> WsgiApp:
    """An answer without a body (a static file that did not change) still yields one empty piece: hypercorn
    sends status and headers with the first piece and otherwise breaks the connection.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        pieces = app(environ, start_response)
        try:
            sent = False
            for piece in pieces:
                sent = True
                yield piece
            if not sent:
                yield b""
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    return answer


async def run(settings: CanailleSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    config = Config()
    config.bind = [settings.listen]
    config.graceful_timeout = 3.0
    config.include_server_header = False
    config.errorlog = logging.getLogger("hypercorn.error")  # written as all of the log is
    app = AsyncioWSGIMiddleware(with_a_body(build(settings)), max_body_size=LARGEST_FORM)
    await serve(app, config, shutdown_trigger=stop.wait)


if __name__ == "__main__":
    asyncio.run(run(CanailleSettings()))  # type: ignore[call-arg]  # the environment gives the rest
