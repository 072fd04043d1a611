"""What is tried on the pages of a whole node: it is refused in plain words, noted, and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import grpc
import httpx
import jwt
import pytest

from chassis.testing.waiting import eventually
from node.canaille.settings import CLI_CLIENT
from node.personas import PASSWORD
from node.sign_in import browser, sign_in, walk
from tests.e2e.attacks import raw
from tests.e2e.attacks.place import Place
from tests.e2e.cast import MAYOR, NEIGHBOUR
from tests.e2e.tales import castors, drafted

LISTS = "/archipel.engineering.v1.EngineeringService/ListAgents"


@pytest.fixture
async def mayor(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(place, MAYOR) as client:
        yield client


def signed_in(place: Place, login: str) -> SignedIn:
    return SignedIn(place.node.settings.public_url, login)


class SignedIn:
    """A browser after the whole way through Keycloak."""

    def __init__(self, portal: str, login: str) -> None:
        self._portal, self._login = portal, login
        self._client = browser()

    async def __aenter__(self) -> httpx.AsyncClient:
        own = f"{self._portal}/mon-espace"
        await walk(self._client, f"{self._portal}/connexion", self._login, PASSWORD, until=own)
        self._client.base_url = httpx.URL(self._portal)
        return self._client

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()


async def test_a_form_from_another_site_is_refused(place: Place, mayor: httpx.AsyncClient) -> None:
    before = await place.everything()
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Referer": "https://evil.example/page"},
    ):
        answer = await mayor.post("/mon-espace/collectivite", data={"collectivite": "62528"}, headers=headers)
        assert answer.status_code == 403
        assert "autre site" in answer.text
    await place.noted("portal", "FORM_FROM_ELSEWHERE", "portal")
    assert await place.everything() == before


PATHS = [
    "/static/..%2f..%2fsettings.py",
    "/static/../../settings.py",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/static/..\\..\\settings.py",
    "/static/archipel.css%00.png",
    "//evil.example/mon-espace",
    "/projets/%252e%252e%252fmon-espace",
    "/projets/" + "a" * 9000,
    "http://evil.example/mon-espace",
]


@pytest.mark.parametrize("path", PATHS)
async def test_a_trick_with_the_path_leads_nowhere(place: Place, path: str) -> None:
    answer = await raw.send(place.node.settings.portal_port, f"GET {path}")
    assert answer.status in (400, 404)
    assert "class ServiceSettings" not in answer.body
    assert "location: " not in answer.headers.lower()
    await place.noted("portal", "PATH_TRICK", "portal")


async def test_a_host_that_is_not_ours_gets_into_no_address(place: Place) -> None:
    answer = await raw.send(place.node.settings.portal_port, "GET /connexion", "Host: evil.example")
    assert answer.status == 400
    assert "evil.example" not in answer.headers + answer.body
    await place.noted("portal", "WRONG_HOST", "portal")


@pytest.mark.parametrize(
    "headers", [["X-Long: " + "x" * 40_000], [f"X-{number}: x" for number in range(150)]]
)
async def test_oversized_headers_are_refused_by_name(place: Place, headers: list[str]) -> None:
    answer = await raw.send(place.node.settings.portal_port, "GET /", *headers)
    assert answer.status == 431
    assert "cookies" in answer.body
    await place.noted("portal", "HEADERS_TOO_LARGE", "portal")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/%09/evil.example",
    "javascript:alert(1)",
    "/mon-espace\r\nSet-Cookie: archipel=planted",
    "/mon-espace\r\n\r\n<script>alert(1)</script>",
]


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_signing_in_never_leads_elsewhere_and_no_header_is_planted(place: Place, target: str) -> None:
    portal = place.node.settings.public_url
    async with browser() as client:
        start = await client.get(f"{portal}/connexion", params={"vers": target})
        assert set(start.cookies) <= {"connexion"}
        issuer = urlsplit(place.node.settings.issuer)
        assert urlsplit(start.headers["location"]).netloc == issuer.netloc
        end = await walk(client, start.headers["location"], MAYOR, PASSWORD, until=f"{portal}/auth/callback")
        landed = await client.get(end)
        assert urlsplit(landed.headers["location"]).netloc in ("", urlsplit(portal).netloc)
        assert landed.headers["location"].startswith(("/", portal))
        assert "planted" not in str(landed.headers)


async def test_an_open_redirect_is_noted(place: Place) -> None:
    async with browser() as client:
        await client.get(
            f"{place.node.settings.public_url}/connexion", params={"vers": "https://evil.example/"}
        )

    async def noted() -> bool:
        return any(incident.reason == "OPEN_REDIRECT" for _, incident in await place.incidents("portal"))

    await eventually(noted)


async def test_the_answer_to_another_sign_in_opens_no_session(place: Place) -> None:
    portal = place.node.settings.public_url
    async with browser() as attacker, browser() as victim:
        start = await attacker.get(f"{portal}/connexion")
        end = await walk(
            attacker, start.headers["location"], NEIGHBOUR, PASSWORD, until=f"{portal}/auth/callback"
        )
        await victim.get(f"{portal}/connexion")
        landed = await victim.get(end)  # the attacker's code, in the browser of the victim
        assert "archipel" not in victim.cookies
        assert landed.headers.get("location", "/") != "/mon-espace"
        code = parse_qs(urlsplit(end).query)["code"][0]
        own_state = parse_qs(urlsplit((await victim.get(f"{portal}/connexion")).headers["location"]).query)
        mixed = await victim.get(
            f"{portal}/auth/callback", params={"code": code, "state": own_state["state"][0]}
        )
        assert "archipel" not in victim.cookies, mixed.text


async def test_a_planted_session_id_is_never_taken_over(place: Place) -> None:
    portal = place.node.settings.public_url
    planted = "planted-by-somebody-else-of-43-characters-x"
    async with browser() as client:
        client.cookies.set("archipel", planted, domain="127.0.0.1", path="/")
        start = await client.get(f"{portal}/connexion")
        end = await walk(client, start.headers["location"], MAYOR, PASSWORD, until=f"{portal}/auth/callback")
        landed = await client.get(end)
        assert landed.cookies["archipel"] != planted
    async with httpx.AsyncClient(cookies={"archipel": planted}) as attacker:
        assert "Se déconnecter" not in (await attacker.get(f"{portal}/mon-espace")).text
    await place.noted("portal", "SESSION_UNKNOWN", "GET /mon-espace")


async def test_a_session_that_was_signed_out_is_of_no_use_to_whoever_kept_its_cookie(place: Place) -> None:
    portal = place.node.settings.public_url
    async with signed_in(place, NEIGHBOUR) as client:
        kept = {cookie.name: cookie.value for cookie in client.cookies.jar if cookie.name == "archipel"}
        assert (await client.get("/mon-espace")).status_code == 200
        out = await client.post("/deconnexion", headers={"Origin": portal})
        assert out.headers["location"].startswith(place.node.settings.issuer)
        assert "id_token_hint" in out.headers["location"]
        back = await client.get(out.headers["location"])
        assert back.headers["location"].startswith(portal)
    async with httpx.AsyncClient(cookies={"archipel": str(kept["archipel"])}) as thief:
        again = await thief.get(f"{portal}/mon-espace")
        assert again.status_code in (303, 401)
        assert "Bonjour" not in again.text
    owner = jwt.decode(await place.cast.token(NEIGHBOUR), options={"verify_signature": False})["sub"]
    await place.noted("portal", "SESSION_ENDED", "GET /mon-espace", owner)


async def test_a_token_is_of_no_use_to_a_service_once_its_session_was_signed_out(place: Place) -> None:
    issuer = place.node.settings.issuer
    tokens = await sign_in(issuer, NEIGHBOUR, PASSWORD)
    assert await place.outcome(tokens.access_token, LISTS) is grpc.StatusCode.OK
    async with httpx.AsyncClient() as client:
        ended = await client.get(
            f"{issuer}/protocol/openid-connect/logout",
            params={"id_token_hint": tokens.id_token, "client_id": CLI_CLIENT},
        )
        assert ended.is_success

    async def refused() -> bool:
        return await place.outcome(tokens.access_token, LISTS) is grpc.StatusCode.UNAUTHENTICATED

    await eventually(refused)
    last = await place.refused(tokens.access_token, LISTS)
    assert last.reason == "SESSION_ENDED"
    await place.noted("engineering", "SESSION_ENDED", LISTS)


async def test_the_draft_of_a_neighbour_is_on_no_page(place: Place) -> None:
    draft = await drafted(place.cast, castors())
    address = f"/projets/{draft.name.partition('/')[2]}"
    async with signed_in(place, NEIGHBOUR) as client:
        before = await place.everything()
        unknown = f"{address[:-12]}000000000000"
        hidden, missing = await client.get(address), await client.get(unknown)
        assert hidden.status_code == missing.status_code == 404
        assert castors().title not in hidden.text
        for act in ("soumettre", "retirer", "modifier"):
            posted = await client.post(
                f"{address}/{act}", data={"etag": draft.etag}, headers={"Origin": str(client.base_url)}
            )
            # What is missing in the form is told first, alike for what does not exist.
            assert posted.status_code in (400, 404, 405)
            assert castors().title not in posted.text
        assert await place.everything() == before

    async def noted() -> bool:
        return any(
            (incident.reason, incident.resource) == ("NOT_FOUND", draft.name)
            for _, incident in await place.incidents("projects")
        )

    await eventually(noted)
