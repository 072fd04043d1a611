"""What a request must be like before anybody looks at it: for this host, from a page of ours, and no larger
or stranger than what browsers send to this portal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from chassis.domain import Text, msg

BACK_CHANNEL = "/auth/backchannel-logout"
FRONT_CHANNEL = "/auth/frontchannel-logout"
REPORTS = "/csp"
HEALTH = "/healthz"

LARGEST_FORM = 256 * 1024
"""Bytes of one form; files have a way of their own."""

LARGEST_WORD = 16 * 1024
"""Bytes of what machines send: logout tokens, reports."""

FROM_MACHINES = (BACK_CHANNEL, REPORTS)

LARGEST_HEADERS = 16 * 1024
"""Bytes of all headers together. The server itself takes more (SERVER_HEADERS), so that we say why not."""

SERVER_HEADERS = 256 * 1024

MOST_HEADERS = 100
LONGEST_ADDRESS = 8 * 1024
"""Bytes of path and query."""

LONGEST_NUMBER = 10
"""Digits of a length that anybody means."""

METHODS = ("GET", "HEAD", "POST")

DEFAULT_PORT = {"http": ":80", "https": ":443"}

BACK = msg("Revenez à la page précédente : ce que vous y avez écrit s’y trouve encore.")


@dataclass(frozen=True)
class Refusal:
    """Status, reason of the incident, what is wrong and what to do."""

    status: int
    reason: str
    title: Text
    message: Text


class WayIn:
    """The checks of one portal, which browsers reach at `public_url`."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._origin = origin_of(public_url)
        scheme, _, host = self._origin.partition("://")
        self._hosts = {host, host.removesuffix(DEFAULT_PORT[scheme]), host + DEFAULT_PORT[scheme]}
        self._checks: tuple[Callable[[Scope, Headers], Refusal | None], ...] = (
            self._known_method,
            self._small_headers,
            self._plain_path,
            self._our_host,
            self._our_form,
            self._small_form,
        )

    def refusal(self, scope: Scope) -> Refusal | None:
        """Why the request goes no further; None for an ordinary one."""
        headers = Headers(scope=scope)
        return next((found for check in self._checks if (found := check(scope, headers))), None)

    def _known_method(self, scope: Scope, _: Headers) -> Refusal | None:
        if scope["method"] in METHODS:
            return None
        return Refusal(
            405,
            "METHOD_UNKNOWN",
            msg("Cela ne se fait pas ainsi"),
            msg("Le portail ne connaît pas cette façon de demander une page."),
        )

    def _small_headers(self, scope: Scope, _: Headers) -> Refusal | None:
        pairs = scope["headers"]
        size = sum(len(name) + len(value) for name, value in pairs)
        if size <= LARGEST_HEADERS and len(pairs) <= MOST_HEADERS:
            return None
        return Refusal(
            431,
            "HEADERS_TOO_LARGE",
            msg("Votre navigateur envoie trop d’informations"),
            msg("Effacez les cookies de ce site dans votre navigateur, puis rouvrez la page."),
        )

    def _plain_path(self, scope: Scope, _: Headers) -> Refusal | None:
        raw, path = scope.get("raw_path") or b"", scope["path"]
        if len(raw) + len(scope["query_string"]) <= LONGEST_ADDRESS and is_plain(path, raw):
            return None
        return Refusal(
            400,
            "PATH_TRICK",
            msg("Cette adresse est mal écrite"),
            msg("Vérifiez l’adresse, ou repartez de l’accueil."),
        )

    def _our_host(self, scope: Scope, headers: Headers) -> Refusal | None:
        # Whoever probes the health of a process knows it by another address.
        if scope["path"] == HEALTH or headers.get("host", "").lower() in self._hosts:
            return None
        return Refusal(
            400,
            "WRONG_HOST",
            msg("Cette adresse n’est pas celle du portail"),
            msg("Ouvrez {address} dans votre navigateur.", address=self._public_url),
        )

    def _our_form(self, scope: Scope, headers: Headers) -> Refusal | None:
        # The provider is no page of ours; its word is signed.
        if scope["method"] != "POST" or scope["path"] == BACK_CHANNEL or self._same_origin(headers):
            return None
        return Refusal(
            403,
            "FORM_FROM_ELSEWHERE",
            msg("Ce formulaire vient d’un autre site"),
            msg(
                "Rien n’a été enregistré. Si vous n’avez rien demandé, fermez cette page ; sinon, ouvrez le "
                "portail et recommencez depuis une de ses pages."
            ),
        )

    def _same_origin(self, headers: Headers) -> bool:
        """Browsers say in one or more of three ways where a form comes from; none may speak against us. One
        that says nothing at all sends no cookie of ours either.
        """
        origin, referer = headers.get("origin"), headers.get("referer")
        return (
            headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
            and (origin is None or origin == self._origin)
            and (origin is not None or referer is None or origin_of(referer) == self._origin)
        )

    def _small_form(self, scope: Scope, headers: Headers) -> Refusal | None:
        if scope["method"] != "POST":
            return None
        largest = LARGEST_WORD if scope["path"] in FROM_MACHINES else LARGEST_FORM
        length = headers.get("content-length", "")
        digits = length.isascii() and length.isdecimal() and len(length) < LONGEST_NUMBER
        if digits and int(length) <= largest:
            return None
        return Refusal(413, "MESSAGE_TOO_LARGE", msg("Ce formulaire est trop grand"), BACK)


def is_plain(path: str, raw: bytes) -> bool:
    """Whether an address is written as this portal writes its own: nothing in it that a proxy, a browser and
    we could read in different ways.
    """
    written = raw.lower()
    return (
        path.startswith("/")
        and "//" not in path
        and "\\" not in path
        and "%" not in path  # encoded twice
        and path.isprintable()
        and "\N{REPLACEMENT CHARACTER}" not in path
        and not {".", ".."} & set(path.split("/"))
        and b"%2f" not in written
    )


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
