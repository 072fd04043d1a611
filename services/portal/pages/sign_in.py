"""Se connecter, se déconnecter: the two ends of OpenID Connect that a browser sees."""

from __future__ import annotations

import hmac
import json
import secrets
from uuid import uuid4

import structlog
from starlette.responses import Response

from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from chassis.errors import Unauthenticated
from services.portal.clients.refusal import ServiceRefusal, SignInNeeded
from services.portal.clients.services import Calls
from services.portal.sign_in.provider import Secrets, SignedIn, SignInExpired, SignInFailed
from services.portal.sign_in.revoking import revoke
from services.portal.web import cookies
from services.portal.web.acting import bodies_of, chosen_before, first_page
from services.portal.web.routing import get, post
from services.portal.web.session_end import KEPT_PAGE
from services.portal.web.visit import Visit

ATTEMPT_SECONDS = 600
CALLBACK = "/auth/callback"
HOME = "/mon-espace"
SENDS_ON = ("/connexion", "/deconnexion", "/auth/")

log = structlog.get_logger("sign_in")


async def start(visit: Visit) -> Response:
    """Send the browser to the provider. What its answer must match travels sealed in a cookie. Where a
    session has ended on this machine, whoever sits there now says who they are: the provider may still know
    whoever sat there before.
    """
    attempt = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "to": _page_afterwards(visit),
    }
    try:
        address = await visit.portal.provider.authorization_url(
            attempt["state"], attempt["nonce"], attempt["verifier"], anew=visit.ended is not None
        )
    except SignInFailed as error:
        return _failed(visit, error)
    response = visit.leave(address)
    sealed = visit.portal.sealer.seal(json.dumps(attempt).encode()).decode()
    visit.set_cookie(response, cookies.ATTEMPT, sealed, ATTEMPT_SECONDS)
    return response


def _page_afterwards(visit: Visit) -> str:
    """Back to the page that asked; to one's own where that would only send on again."""
    wanted = visit.own(visit.request.query_params.get("vers", HOME))
    return HOME if wanted.startswith(SENDS_ON) else wanted


async def finish(visit: Visit) -> Response:
    """The browser comes back with a code. Whatever session it had before is over; it gets a new id."""
    query = visit.request.query_params
    sealed = visit.cookie(cookies.ATTEMPT)
    opened = visit.portal.sealer.open(sealed.encode(), ATTEMPT_SECONDS)
    attempt = json.loads(opened) if opened else {"state": ""}
    state = query.get("state", "")
    if not state or not hmac.compare_digest(state.encode(), attempt["state"].encode()):
        visit.note("SIGN_IN_OF_ANOTHER_BROWSER")
        return _failed(visit, SignInFailed("the answer belongs to no sign-in of this browser"))
    try:
        signed_in = await visit.portal.provider.exchange(
            query.get("code", ""), attempt["nonce"], attempt["verifier"]
        )
    except (SignInFailed, SignInExpired) as error:
        return _failed(visit, error)
    try:
        await _must_be_accepted(visit, signed_in)
    except (SignInNeeded, Unauthenticated):
        return await leave_the_provider(visit, signed_in.tokens, "sign_in_failed")
    if visit.session is not None:
        await visit.portal.endings.drop(visit.session.key)
    bodies = bodies_of(visit.portal, signed_in.tokens)
    chosen = chosen_before(visit, bodies)
    session_id = await visit.portal.sessions.open(signed_in.tokens, chosen)
    kept = await _kept_form(visit, signed_in.tokens.person)
    response = visit.go(kept or first_page(bodies, chosen, attempt["to"]))
    visit.set_cookie(response, cookies.SESSION, session_id)
    visit.drop_cookie(response, cookies.ATTEMPT)
    return response


async def _must_be_accepted(visit: Visit, signed_in: SignedIn) -> None:
    """Raise when the services do not take the new tokens: a provider whose own session goes on may hand out
    the one that was ended here. On the way, tell the one service that keeps names; where it does not answer
    the person goes on without a name.
    """
    tokens = signed_in.tokens
    visit.portal.standing.must_stand(tokens.sid, tokens.person, tokens.issued_at)
    if not signed_in.display_name:
        return
    portal = visit.portal
    calls = Calls(portal.services, portal.telemetry, portal.call_seconds, tokens.access, visit.language.code)
    request = RegisterPersonRequest(
        request_id=str(uuid4()), person=f"people/{tokens.person}", display_name=signed_in.display_name
    )
    try:
        await calls.ask(calls.services.people.RegisterPerson, request)
    except ServiceRefusal as refusal:
        log.warning("name not registered", code=refusal.code.name, reason=refusal.reason)


async def _kept_form(visit: Visit, person: str) -> str:
    """The page of what the person had typed when their session ended, where something waits for them."""
    kept = await visit.portal.kept_forms.find(visit.cookie(cookies.KEPT_FORM))
    return KEPT_PAGE if kept and kept.person in ("", person) else ""


async def sign_out(visit: Visit) -> Response:
    """End the session here, at the services and at the provider."""
    if visit.session is None:
        return _signed_out(visit, visit.go("/", "signed_out"))
    sid, kept = await visit.portal.sessions.secrets(visit.session)
    person = visit.session.person
    await visit.portal.endings.end(sid, person, actor=person)
    return await leave_the_provider(visit, kept, "signed_out")


async def sign_out_everywhere(visit: Visit) -> Response:
    """End all sessions of the person, on whatever machine."""
    session = visit.must_be_signed_in()
    _, mine = await visit.portal.sessions.secrets(session)
    kept = await visit.portal.endings.end("", session.person, actor=session.person)
    await revoke(visit.portal.provider, [secrets for secrets in kept if secrets != mine])
    return await leave_the_provider(visit, mine, "signed_out_everywhere")


async def leave_the_provider(visit: Visit, kept: Secrets | None, notice: str) -> Response:
    """On to the provider's own way out, and from there home. Where it has none, it forgets the tokens."""
    home = visit.portal.public_url.rstrip("/") + "/"
    provider, held = visit.portal.provider, [kept] if kept else []
    try:
        address = await provider.end_session_url(home, kept.id_token) if kept else None
    except SignInFailed:
        address = None
    if address is None:
        await revoke(provider, held)
        return _signed_out(visit, visit.go("/", notice))
    return _signed_out(visit, visit.leave(address, notice))


def _signed_out(visit: Visit, response: Response) -> Response:
    visit.drop_cookie(response, cookies.SESSION)
    return response


def _failed(visit: Visit, error: Exception) -> Response:
    log.warning("sign-in failed", why=str(error))
    return visit.go("/", "sign_in_failed")


routes = [
    get("/connexion", start, limit="sign_in"),
    get(CALLBACK, finish, limit="sign_in"),
    post("/deconnexion", sign_out, limit="logout"),
    post("/deconnexion/partout", sign_out_everywhere, limit="logout"),
]
