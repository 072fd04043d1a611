"""Canaille's log, written as the other parts write theirs: what happened, never to whom nor from where.
Canaille itself names whoever signs in, and the address of the machine.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from chassis.faults import told

DEEDS = re.compile(
    r"(?:Successful|Failed)(?: \w+)? authentication|Sent one-time password|New consent|Revoked consent"
    r"|Issued \w+ token|Logout|Changed password|Updated email"
)
"""How Canaille's sentences begin, before they name anybody."""

NAMELESS = ("hypercorn", "alembic")
"""Libraries that know nothing of people: their sentences are kept whole."""


class Nameless(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": event(record),
            "service": "canaille",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = told(record.exc_info[1])
        return json.dumps(line)


def event(record: logging.LogRecord) -> str:
    """The sentence as far as it names nobody; else the place in Canaille where it was said."""
    if record.name.startswith(NAMELESS):
        return record.getMessage()
    known = DEEDS.match(record.getMessage())
    return known.group() if known else f"{record.module}.{record.funcName}"


def logging_of_canaille() -> dict[str, Any]:
    """For `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"nameless": {"()": Nameless}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "nameless",
            }
        },
        "loggers": {"canaille": {"level": "INFO"}},
        "root": {"level": "WARNING", "handlers": ["stdout"]},
    }
