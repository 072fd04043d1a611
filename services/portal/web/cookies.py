"""Every cookie of the portal is read, set and taken away here: for this host alone, out of reach of scripts,
not sent along with what another site makes the browser send, and over https alone where that is how one
comes.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

SESSION = "archipel"
ATTEMPT = "connexion"
"""The sign-in in progress, sealed."""
KEPT_FORM = "saisie"
"""The id of a form that waits for its sender to sign in again."""
LANGUAGE = "langue"
ACTING = "collectivite"
"""The body that one chose to act for the last time."""
NOTICE = "avis"
"""What the former act left to say."""


def cookie_name(name: str, *, secure: bool) -> str:
    """Browsers take a `__Host-` cookie from nobody but this very host, over https: no neighbour can plant one
    (RFC 6265bis, section 4.1.3.2).
    """
    return f"__Host-{name}" if secure else name


def read(request: Request, name: str, *, secure: bool) -> str:
    return request.cookies.get(cookie_name(name, secure=secure), "")


def write(response: Response, name: str, value: str, *, secure: bool, seconds: int | None = None) -> None:
    """Set a cookie, for as long as the browser runs where no `seconds` are given."""
    response.set_cookie(
        cookie_name(name, secure=secure),
        value,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, name: str, *, secure: bool) -> None:
    response.delete_cookie(
        cookie_name(name, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def sets(response: Response, name: str, *, secure: bool) -> bool:
    """Whether the answer says something about this cookie already."""
    begin = f"{cookie_name(name, secure=secure)}="
    return any(value.startswith(begin) for value in response.headers.getlist("set-cookie"))
