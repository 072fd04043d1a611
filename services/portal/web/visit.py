"""One request of one person, in one language: what a page works with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.domain import Caller
from services.portal.clients.services import Calls
from services.portal.sign_in.sessions import Session
from services.portal.storage.dashboards import View
from services.portal.storage.directory import Body
from services.portal.views.language import Language, language_of
from services.portal.views.notices import NOTICES
from services.portal.web.portal import Portal
from services.portal.web.rendering import environment

SESSION_COOKIE = "archipel"
LANGUAGE_COOKIE = "langue"
NOTICE_COOKIE = "avis"

SEE_OTHER = 303


class SignInNeeded(Exception):
    """The page is for people who are signed in."""


@dataclass(frozen=True)
class Visit:
    """The request, who makes it, and the parts of the portal."""

    request: Request
    portal: Portal
    session: Session | None
    language: Language

    @property
    def caller(self) -> Caller:
        return self.session.caller if self.session else Caller()

    @property
    def viewer(self) -> frozenset[str]:
        """The bodies for which the person may look."""
        return self.session.bodies if self.session else frozenset()

    @property
    def acting(self) -> Body | None:
        """The body that the person acts for at present."""
        return self.portal.directory.get(self.session.acting_body) if self.session else None

    @property
    def calls(self) -> Calls:
        portal = self.portal
        token = self.session.access_token if self.session else ""
        return Calls(portal.services, portal.telemetry, portal.call_seconds, token, self.language.code)

    def holds(self, body: str, *roles: str) -> bool:
        return self.caller.holds(body.rpartition("/")[2], *roles)

    def roles(self, code: str) -> set[str]:
        """The roles held at a body."""
        return {mandate.role for mandate in self.caller.mandates if mandate.body == code}

    def acts_as(self, body: str, *roles: str) -> bool:
        """Whether the person acts for this very body now, in one of the roles."""
        code = body.rpartition("/")[2]
        return self.session is not None and self.session.acting_body == code and self.holds(code, *roles)

    def view(self, code: str) -> View:
        return View(self.portal.directory.scope(code), self.viewer)

    def must_be_signed_in(self) -> Session:
        if self.session is None:
            raise SignInNeeded
        return self.session

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """A page. `notice` is what the former act left to say, shown once."""
        notice = self.request.cookies.get(NOTICE_COOKIE, "")
        page = environment(self.language).get_template(template)
        body = page.render(
            visit=self,
            directory=self.portal.directory,
            notice=notice,
            notices=NOTICES,
            request_id=str(uuid4()),
            **context,
        )
        response = HTMLResponse(body, status)
        if notice:
            response.delete_cookie(NOTICE_COOKIE, path="/")
        return response

    def go(self, path: str, notice: str = "") -> Response:
        """After an act: on to another page, with a word (a key of NOTICES) about what was done."""
        response = RedirectResponse(path, SEE_OTHER)
        if notice:
            response.set_cookie(
                NOTICE_COOKIE,
                notice,
                max_age=60,
                httponly=True,
                samesite="lax",
                secure=self.portal.secure,
            )
        return response


async def visit_of(request: Request) -> Visit:
    """Who comes, from the cookies of the request."""
    portal: Portal = request.app.state.portal
    held = request.cookies.get(SESSION_COOKIE, "")
    session = await portal.sessions.find(held) if held else None
    if session is not None:
        # What somebody lent to the person counts like what the token says, from the next page on.
        session = session.with_mandates(portal.standing.lent_to(session.person))
    return Visit(request, portal, session, language_of(request.cookies.get(LANGUAGE_COOKIE, "")))


def local_path(path: str) -> str:
    """Where to go back to: a path on the portal itself, never an address elsewhere."""
    if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable():
        return path
    return "/"
