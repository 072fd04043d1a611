"""Se connecter, se déconnecter: the two ends of OpenID Connect that a browser sees."""

from __future__ import annotations

import hmac
import json
import secrets
from uuid import uuid4

import structlog
from starlette.responses import RedirectResponse, Response

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls
from services.portal.sign_in.provider import SignedIn, SignInExpired, SignInFailed
from services.portal.web.routing import get, post
from services.portal.web.visit import SESSION_COOKIE, Visit, local_path

ATTEMPT_COOKIE = "connexion"
ATTEMPT_SECONDS = 600
CALLBACK = "/auth/callback"

log = structlog.get_logger("sign_in")


async def start(visit: Visit) -> Response:
    """Send the browser to the provider. What its answer must match travels sealed in a cookie."""
    attempt = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "to": local_path(visit.request.query_params.get("vers", "/mon-espace")),
    }
    try:
        address = await visit.portal.provider.authorization_url(
            attempt["state"], attempt["nonce"], attempt["verifier"]
        )
    except SignInFailed as error:
        return _failed(visit, error)
    response = RedirectResponse(address, 303)
    sealed = visit.portal.sealer.seal(json.dumps(attempt).encode()).decode()
    response.set_cookie(
        ATTEMPT_COOKIE,
        sealed,
        max_age=ATTEMPT_SECONDS,
        path=CALLBACK,
        httponly=True,
        samesite="lax",
        secure=visit.portal.secure,
    )
    return response


async def finish(visit: Visit) -> Response:
    """The browser comes back with a code."""
    query = visit.request.query_params
    sealed = visit.request.cookies.get(ATTEMPT_COOKIE, "")
    opened = visit.portal.sealer.open(sealed.encode(), ATTEMPT_SECONDS)
    attempt = json.loads(opened) if opened else {"state": "", "to": "/"}
    state = query.get("state", "")
    if not state or not hmac.compare_digest(state.encode(), attempt["state"].encode()):
        return _failed(visit, SignInFailed("the answer belongs to no sign-in of this browser"))
    try:
        signed_in = await visit.portal.provider.exchange(
            query.get("code", ""), attempt["nonce"], attempt["verifier"]
        )
    except (SignInFailed, SignInExpired) as error:
        return _failed(visit, error)
    await _give_name(visit, signed_in)
    session_id = await visit.portal.sessions.open(signed_in.tokens)
    response = visit.go(local_path(attempt["to"]))
    response.set_cookie(
        SESSION_COOKIE, session_id, httponly=True, samesite="lax", secure=visit.portal.secure, path="/"
    )
    response.delete_cookie(ATTEMPT_COOKIE, path=CALLBACK)
    return response


async def _give_name(visit: Visit, signed_in: SignedIn) -> None:
    """Tell the one service that keeps names; without an answer the person goes on without a name."""
    calls = Calls(
        visit.portal.services,
        visit.portal.telemetry,
        visit.portal.call_seconds,
        signed_in.tokens.access,
        visit.language.code,
    )
    if not signed_in.display_name:
        return
    request = RegisterPersonRequest(
        request_id=str(uuid4()),
        person=f"people/{signed_in.tokens.person}",
        display_name=signed_in.display_name,
    )
    try:
        await calls.ask(calls.services.people.RegisterPerson, request)
    except ServiceRefusal as refusal:
        log.warning("name not registered", code=refusal.code.name, reason=refusal.reason)


async def sign_out(visit: Visit) -> Response:
    """End the session here, then at the provider when it has a page for that."""
    held = visit.request.cookies.get(SESSION_COOKIE, "")
    if held:
        await visit.portal.sessions.close(held)
    home = visit.portal.public_url.rstrip("/") + "/"
    try:
        address = await visit.portal.provider.end_session_url(home) if held else None
    except SignInFailed:
        address = None
    response = visit.go(address or "/", "signed_out")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def _failed(visit: Visit, error: Exception) -> Response:
    log.warning("sign-in failed", why=str(error))
    return visit.go("/", "sign_in_failed")


routes = [get("/connexion", start), get(CALLBACK, finish), post("/deconnexion", sign_out)]
