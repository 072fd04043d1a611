"""Signs a person in as a browser would: the provider's own pages, code and PKCE, consent included.

For the demo loader and for tests; it knows no password but those it is given, and no provider:
it reads the issuer's published addresses and fills in the forms that it meets.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx

from node.canaille.settings import CLI_CLIENT, CLI_PORTS
from node.errors import NodeError

SCOPE = "openid profile groups"
LOGIN_FIELDS = ("login", "username")
"""What Canaille and Keycloak call the field of the login."""

MOST_PAGES = 12
"""A walk that is longer goes in circles."""


@dataclass(frozen=True)
class Tokens:
    """What the issuer gave; `seconds` is the life of the access token."""

    access_token: str
    refresh_token: str
    id_token: str
    seconds: int


@dataclass
class Form:
    """A form of a page: where it goes, its fields with their values, its buttons by name."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=facts.get("action", "")))
        elif self.forms and facts.get("name"):
            form, name, value = self.forms[-1], facts["name"], facts.get("value", "")
            if tag == "button" or facts.get("type") == "submit":
                form.buttons.append((name, value))
            elif tag == "input" and facts.get("type") not in {"checkbox", "radio"}:
                form.fields[name] = value


@dataclass(frozen=True)
class Pkce:
    """The two halves of RFC 7636: the secret that stays here, its hash that travels first."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def browser() -> httpx.AsyncClient:
    """One that trusts this machine as people's browsers do: Keycloak marks its cookies Secure, and they are
    sent to a loopback address over http all the same.
    """

    async def trust(_: httpx.Response) -> None:
        for cookie in client.cookies.jar:
            if cookie.domain == "127.0.0.1":
                cookie.secure = False

    client = httpx.AsyncClient(timeout=20.0, event_hooks={"response": [trust]})
    return client


async def sign_in(
    issuer: str,
    login: str,
    password: str,
    *,
    client_id: str = CLI_CLIENT,
    redirect_uri: str = f"http://127.0.0.1:{CLI_PORTS[0]}/callback",
    scope: str = SCOPE,
) -> Tokens:
    """Tokens of a person through a public client. Nobody needs to listen at `redirect_uri`.

    Raises NodeError when the pages refuse the person.
    """
    async with browser() as visitor:
        places = (await visitor.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
        pkce, state = Pkce(), secrets.token_urlsafe(16)
        address = authorization_address(
            places["authorization_endpoint"], client_id, redirect_uri, pkce, state, scope
        )
        end = await walk(visitor, address, login, password, until=redirect_uri)
        answer = {name: values[0] for name, values in parse_qs(urlsplit(end).query).items()}
        if answer.get("state") != state or "code" not in answer:
            raise refused(login, answer.get("error_description", answer.get("error", end)))
        return await exchange(
            visitor,
            places["token_endpoint"],
            {
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": redirect_uri,
                "client_id": client_id,
                "code_verifier": pkce.verifier,
            },
        )


async def refresh(issuer: str, refresh_token: str, *, client_id: str = CLI_CLIENT) -> Tokens:
    """Fresh tokens for a refresh token; the old one is void afterwards."""
    async with httpx.AsyncClient(timeout=20.0) as browser:
        places = (await browser.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
        facts = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id}
        return await exchange(browser, places["token_endpoint"], facts)


async def exchange(browser: httpx.AsyncClient, endpoint: str, facts: dict[str, str]) -> Tokens:
    response = await browser.post(endpoint, data=facts)
    answer = response.json()
    if response.is_error:
        raise refused("", answer.get("error_description") or answer.get("error", ""))
    return Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        id_token=answer.get("id_token", ""),
        seconds=int(answer["expires_in"]),
    )


def authorization_address(
    endpoint: str, client_id: str, redirect_uri: str, pkce: Pkce, state: str, scope: str = SCOPE
) -> str:
    """Where a browser starts."""
    facts = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": pkce.challenge,
        "code_challenge_method": "S256",
    }
    return f"{endpoint}?{urlencode(facts)}"


async def walk(browser: httpx.AsyncClient, address: str, login: str, password: str, *, until: str) -> str:
    """Follow redirects and fill in forms from `address` until a redirect leads to `until`; that
    redirect's whole address. Works for a portal's sign-in as well, whose session cookie stays in `browser`.
    """
    response = await browser.get(address, follow_redirects=False)
    asked: list[set[str]] = []
    for _ in range(MOST_PAGES):
        if response.is_redirect:
            target = urljoin(str(response.url), response.headers["location"])
            if target.startswith(until):
                return target
            response = await browser.get(target, follow_redirects=False)
            continue
        form = expected_form(response.text)
        if response.is_error or form is None or set(form.fields) in asked:
            break  # the same question again: the answer was wrong
        asked.append(set(form.fields))
        action = urljoin(str(response.url), form.action)
        response = await browser.post(action, data=filled(form, login, password), follow_redirects=False)
    raise refused(login, f"{response.status_code} {response.url.path}")


def expected_form(page: str) -> Form | None:
    """The form of the page that asks for a login, a password or a consent."""
    reader = FormReader()
    reader.feed(page)
    for form in reader.forms:
        if {*LOGIN_FIELDS, "password"} & set(form.fields) or ("answer", "accept") in form.buttons:
            return form
    return None


def filled(form: Form, login: str, password: str) -> dict[str, str]:
    facts = dict(form.fields)
    facts |= {name: login for name in LOGIN_FIELDS if name in facts}
    if "password" in facts:
        facts["password"] = password
    if ("answer", "accept") in form.buttons:
        facts["answer"] = "accept"
    return facts


def refused(login: str, reason: str) -> NodeError:
    return NodeError("SIGN_IN_REFUSED", f"La connexion de « {login} » a été refusée : {reason}")
