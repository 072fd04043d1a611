"""One request of one person, in one language: what a page works with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import grpc
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.domain import Caller
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import SignInNeeded
from services.portal.clients.services import Calls
from services.portal.sign_in.rows import Ended, Session
from services.portal.storage.dashboards import View
from services.portal.storage.directory import Body
from services.portal.views.language import Language, language_of
from services.portal.views.notices import NOTICES
from services.portal.web import cookies
from services.portal.web.portal import Portal
from services.portal.web.rendering import environment

SESSION_COOKIE = cookies.SESSION

SEE_OTHER = 303

LONGEST_PATH = 2000
"""Characters of an address to go back to."""

BACKGROUND = ("/direct", "/csp")
"""What a browser asks for by itself, without anybody doing something."""

NOTICE_SECONDS = 60


@dataclass(frozen=True)
class Visit:
    """The request, who makes it, and the parts of the portal. `place` is its method and the pattern of its
    address; `ended` stands where the browser holds the id of a session that is over.
    """

    request: Request
    portal: Portal
    place: str
    language: Language
    session: Session | None = None
    ended: Ended | None = None
    refused: set[grpc.StatusCode] = field(default_factory=set)
    """What services said no with during the visit."""
    stands_in_for: tuple[str, ...] = ()
    """Names of those in whose place the person acts now by lent roles; empty for one that is not known."""

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
        return Calls(
            portal.services,
            portal.telemetry,
            portal.call_seconds,
            token,
            self.language.code,
            self.refused,
        )

    @property
    def fragment(self) -> bool:
        """Whether a page that is open reads a part of itself again."""
        return "hx-request" in self.request.headers

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
        notice = self.cookie(cookies.NOTICE)
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
            self.drop_cookie(response, cookies.NOTICE)
        return response

    def go(self, path: str, notice: str = "") -> Response:
        """After an act: on to another page of the portal, with a word (a key of NOTICES) about what was
        done.
        """
        return self._go(self.own(path), notice)

    def leave(self, address: str, notice: str = "") -> Response:
        """On to the provider, at an address that it publishes; nothing that a browser sent may come here."""
        return self._go(address, notice)

    def own(self, path: str) -> str:
        """A path of the portal itself to go to, whatever a browser sent as one."""
        kept = local_path(path)
        if path and kept != path:
            self.note("OPEN_REDIRECT")
        return kept

    def note(self, reason: str) -> None:
        """An incident: somebody tried here what nobody should try."""
        self.portal.incidents.note(reason, self.place, actor=self.session.person if self.session else "")

    def cookie(self, name: str) -> str:
        return cookies.read(self.request, name, secure=self.portal.secure)

    def set_cookie(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        cookies.write(response, name, value, secure=self.portal.secure, seconds=seconds)

    def drop_cookie(self, response: Response, name: str) -> None:
        cookies.drop(response, name, secure=self.portal.secure)

    def after_the_end(self) -> Visit:
        """The same visit, its session being over."""
        ended = Ended(self.session.person) if self.session else self.ended
        return replace(self, session=None, ended=ended)

    def complete(self, response: Response) -> Response:
        """Give the browser the new id of its session, where it has one and the page itself said nothing."""
        new_id = self.session.new_id if self.session else ""
        if new_id and not cookies.sets(response, cookies.SESSION, secure=self.portal.secure):
            self.set_cookie(response, cookies.SESSION, new_id)
        return response

    def _go(self, address: str, notice: str) -> Response:
        response = RedirectResponse(address, SEE_OTHER)
        if notice:
            self.set_cookie(response, cookies.NOTICE, notice, NOTICE_SECONDS)
        return response


def stranger_of(request: Request, place: str) -> Visit:
    """The visit before anybody has looked who comes."""
    portal: Portal = request.app.state.portal
    code = cookies.read(request, cookies.LANGUAGE, secure=portal.secure)
    return Visit(request, portal, place, language_of(code))


async def visit_of(request: Request, place: str) -> Visit:
    """Who comes, from the cookies of the request."""
    visit = stranger_of(request, place)
    held = visit.cookie(cookies.SESSION)
    if not held:
        return visit
    used = not visit.fragment and request.url.path not in BACKGROUND
    found = await visit.portal.sessions.find(held, used=used)
    if isinstance(found, Ended):
        if found.incident and used:
            visit.portal.incidents.note(found.incident, place, actor=found.person)
        return replace(visit, ended=found)
    # What somebody lent to the person counts like what the token says, from the next page on.
    lent = visit.portal.standing.lent_to(found.person)
    visit = replace(visit, session=found.with_mandates(lent))
    return await _with_lenders(visit) if lent and not visit.fragment else visit


async def _with_lenders(visit: Visit) -> Visit:
    """The same, with the names of those in whose place the person acts, which every page shows."""
    if visit.session is None:
        return visit
    standing = visit.portal.standing
    lenders = standing.delegators_of(visit.session.person, visit.session.acting_body)
    people = [f"people/{lender}" for lender in sorted(lenders)]
    try:
        names = await read_names(visit.calls, people)
    except SignInNeeded:
        # The page itself finds out, and says so.
        names = {}
    return replace(visit, stands_in_for=tuple(names.get(person, "") for person in people))


def local_path(path: str) -> str:
    """Where to go back to: a page on the portal itself, never an address elsewhere."""
    ours = path.startswith("/") and not path.startswith("//")
    plain = path.isprintable() and "\\" not in path and len(path) <= LONGEST_PATH
    return path if ours and plain else "/"
