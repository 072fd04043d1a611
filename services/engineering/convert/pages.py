"""Pages of lists: their keys are read from tokens that anybody may have tampered with."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message

from chassis.domain import Fault, InvalidInput, msg
from chassis.pagination import Page, page_of

DATED = 2
"""Parts of a key of what is listed newest first: instant of creation, id."""


def newest_first_page(request: Message) -> Page:
    """The page of a list by instant and id. Raise InvalidInput for a broken token."""
    page = page_of(request)
    if page.after and not (len(page.after) == DATED and _is_instant(page.after[0])):
        raise _broken()
    return page


def by_code_page(request: Message) -> Page:
    """The page of a list by code. Raise InvalidInput for a broken token."""
    page = page_of(request)
    if len(page.after) > 1:
        raise _broken()
    return page


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _broken() -> InvalidInput:
    text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
    return InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
