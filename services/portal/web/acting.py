"""For which body somebody acts after signing in: the one chosen the last time in this browser, or the only
one; whoever has several and chose none is asked first.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from services.portal.sign_in.provider import Tokens
from services.portal.web import cookies
from services.portal.web.portal import Portal
from services.portal.web.visit import Visit

CHOICE = "/mon-espace/choix"
REMEMBERED_SECONDS = 365 * 86_400


def bodies_of(portal: Portal, tokens: Tokens) -> frozenset[str]:
    """The bodies where somebody who signs in holds a role, or one was lent to them."""
    own = {mandate.partition("/")[0] for mandate in tokens.mandates}
    return frozenset(own | {mandate.body for mandate in portal.standing.lent_to(tokens.person)})


def chosen_before(visit: Visit, bodies: frozenset[str]) -> str:
    """The body that was chosen the last time, if it is still one of theirs; empty otherwise."""
    chosen = visit.cookie(cookies.ACTING)
    return chosen if chosen in bodies else ""


def first_page(bodies: frozenset[str], chosen: str, wanted: str) -> str:
    """The page that was wanted, after the choice where there is one to make."""
    if chosen or len(bodies) < 2:  # noqa: PLR2004 -- a choice is between two
        return wanted
    return f"{CHOICE}?{urlencode({'vers': wanted})}"


def remember(visit: Visit, response: Response, body: str) -> None:
    visit.set_cookie(response, cookies.ACTING, body, REMEMBERED_SECONDS)
