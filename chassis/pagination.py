"""Pages of a list (AIP-158): a size, and a token that only goes with the question it was given for."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from google.protobuf.message import Message

from chassis.domain import Fault, InvalidInput, msg

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


@dataclass(frozen=True)
class Page:
    """What to answer: at most `size` items after the keyset `after` (empty: from the start)."""

    size: int
    after: tuple[str, ...] = ()


def page_of(request: Message) -> Page:
    """The page that a request asks for. Raise InvalidInput for a negative size or a broken token."""
    size: int = request.page_size  # type: ignore[attr-defined]
    token: str = request.page_token  # type: ignore[attr-defined]
    if size < 0:
        raise InvalidInput(
            [Fault("page_size", "PAGE_SIZE_NEGATIVE", msg("La taille de page est un nombre positif."))]
        )
    wanted = min(size or DEFAULT_SIZE, LARGEST_SIZE)
    if not token:
        return Page(wanted)
    after = _keyset(token, _question(request))
    if after is None:
        raise InvalidInput(
            [
                Fault(
                    "page_token",
                    "PAGE_TOKEN_BROKEN",
                    msg("Cette suite de liste n’est pas valable ici : recommencez au début."),
                )
            ]
        )
    return Page(wanted, after)


def next_token(request: Message, after: tuple[str, ...] | None) -> str:
    """The token for the page after the keyset `after`, or "" when there is none."""
    if after is None:
        return ""
    return base64.urlsafe_b64encode(json.dumps([_question(request), *after]).encode()).decode()


def _keyset(token: str, question: str) -> tuple[str, ...] | None:
    try:
        asked, *after = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, RecursionError):
        return None
    if asked != question or not all(map(_storable, after)):
        return None
    return tuple(after)


def _storable(part: object) -> bool:
    """A token can be tampered with; PostgreSQL takes no zero byte in a text, and no half of a character."""
    return isinstance(part, str) and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in part)


def _question(request: Message) -> str:
    """Which list was asked for, without the page."""
    asked = type(request)()
    asked.CopyFrom(request)
    asked.ClearField("page_size")
    asked.ClearField("page_token")
    kind = request.DESCRIPTOR.full_name.encode()
    return hashlib.sha256(kind + b"\0" + asked.SerializeToString(deterministic=True)).hexdigest()[:16]
