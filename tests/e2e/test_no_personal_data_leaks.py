"""After real use of a whole node nothing personal stands where it does not belong, and after the erasure of a
name nothing of it stands anywhere; what was done can still be verified.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from archipel.labels.v1 import labels_pb2
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.projects_pb2 import GetProjectRequest
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from node.errors import NodeError
from node.identity.accounts import KeycloakAccounts
from node.operations.people import accounts_of
from node.parts import SERVICES
from node.personas import PASSWORD, PERSONAS, persona
from node.settings import REALM, Identity
from node.sign_in import Tokens, sign_in, walk
from tests.e2e.cast import ANYBODY, JURORS, MAYOR, Cast
from tests.e2e.tales import form_of_a_hall
from tests.e2e.traces_left import Traces, places_of
from tests.fixtures.telemetry import collecting
from tests.fixtures.whole_node import WholeNode, started_node

NAME = "Zéphyrine Quillebeuf"
"""Nobody’s in the demo, and no word of any text."""

WRONG = "a-password-that-is-wrong-17"
TYPED = "vingt-sept mille huit cents moins un"
"""Typed where an amount belongs: the refusal repeats it, to whoever typed it."""

PROJECT = form_of_a_hall("Une salle pour les répétitions", "Pour voir ce qui reste d’un passage.")

PEOPLE = {
    word
    for each in PERSONAS
    for word in (each.login, each.name, each.title, f"{each.family_name} {each.given_name}")
}


@dataclass
class Used:
    """A node after real use, and the secrets that its use brought about."""

    node: WholeNode
    traces: Traces
    cast: Cast
    tokens: list[str] = field(default_factory=list)

    @property
    def portal(self) -> str:
        return self.node.settings.public_url

    async def signed_in(self, login: str, browser: httpx.AsyncClient) -> None:
        home = f"{self.portal}/mon-espace"
        await walk(browser, f"{self.portal}/connexion", login, PASSWORD, until=home)
        self.note_cookies(browser)

    def note_cookies(self, browser: httpx.AsyncClient) -> None:
        """Sessions and sealed things; short ones are choices such as the language."""
        self.tokens += [cookie.value for cookie in browser.cookies.jar if len(cookie.value or "") > 16]

    def note(self, tokens: Tokens) -> None:
        self.tokens += [tokens.access_token, tokens.refresh_token, tokens.id_token]


@pytest.fixture(scope="module")
async def used() -> AsyncIterator[Used]:
    """Of a node of its own: people are erased from it."""
    with collecting() as collector, started_node(collector, Identity.CANAILLE) as node:
        cast = Cast(node)
        found = Used(node, Traces(node, collector), cast)
        await on_the_portal(found)
        await at_the_services(found)
        await at_the_provider(found)
        await all_spans_arrived(found)
        yield found
        await cast.close()


async def on_the_portal(used: Used) -> None:
    """The mayor signs in, submits a project, errs, reads what is kept, signs out."""
    async with httpx.AsyncClient(timeout=30) as browser:
        await used.signed_in(MAYOR, browser)
        page = await browser.get(f"{used.portal}/projets/nouveau")
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        wrong = await browser.post(
            f"{used.portal}/projets/nouveau", data={**hidden, **PROJECT, "facts.cost": TYPED}
        )
        assert wrong.status_code == 400
        sent = await browser.post(f"{used.portal}/projets/nouveau", data={**hidden, **PROJECT})
        assert sent.status_code == 303, sent.text
        pages = ("/mon-espace/mes-donnees/lire", "/collectivites/62528", f"/projets/{MAYOR}", f"/{TYPED}")
        for path in pages:
            await browser.get(f"{used.portal}{path}")
        used.note_cookies(browser)
        foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        assert (await browser.post(f"{used.portal}/langue", headers=foreign)).status_code == 403
        await browser.post(f"{used.portal}/deconnexion")
        lost = await browser.get(f"{used.portal}/auth/callback", params={"code": WRONG, "state": WRONG})
        assert lost.is_redirect


async def at_the_services(used: Used) -> None:
    """The mayor takes another name; somebody forges a token, somebody asks for what is not theirs."""
    cast = used.cast
    used.note(await sign_in(used.node.settings.issuer, MAYOR, PASSWORD))
    await cast.ask(MAYOR, "people", "RegisterPerson", RegisterPersonRequest(display_name=NAME))
    wrong = RegisterPersonRequest(display_name=f"{NAME}\n{NAME}")
    assert (await cast.refused(MAYOR, "people", "RegisterPerson", wrong)).fields
    token = await cast.token(MAYOR)
    used.tokens.append(token)
    question = GetProjectRequest(name=f"projects/{NAME}")
    for broken in (f"{token[:-8]}AAAAAAAA", "no-token-at-all"):
        assert (await refusal(cast.ask_with(broken, "projects", "GetProject", question))).reason
    assert (await cast.refused(ANYBODY, "projects", "GetProject", question)).fields


async def at_the_provider(used: Used) -> None:
    """Wrong passwords, a login that nobody has."""
    for login, word in ((MAYOR, WRONG), ("personne.inconnue", WRONG)):
        with pytest.raises(NodeError):
            await sign_in(used.node.settings.issuer, login, word)


async def all_spans_arrived(used: Used) -> None:
    """Processes export once a second: the last ones are those of the refused calls."""

    async def there() -> bool:
        statuses = {span.status for span in used.traces.collector.spans}
        return {"TOKEN_INVALID", "NAME_MALFORMED"} <= statuses

    await eventually(there, 20)


def left_in_the_open(traces: Traces) -> list[tuple[str, bytes]]:
    """Where operators look, and where others may: logs, traces, command lines, files that are no secret."""
    return [*traces.logs(), *traces.spans(), *traces.command_lines(), *traces.files()]


async def test_no_name_login_or_title_stands_in_logs_traces_or_command_lines(used: Used) -> None:
    assert places_of({*PEOPLE, NAME}, left_in_the_open(used.traces)) == set()


async def test_nothing_that_was_typed_is_repeated_there(used: Used) -> None:
    assert places_of({TYPED, PROJECT["title"], "personne.inconnue"}, left_in_the_open(used.traces)) == set()


async def test_no_password_token_or_session_stands_anywhere(used: Used) -> None:
    assert len(used.tokens) >= 5
    words = {PASSWORD, WRONG, *used.tokens}
    assert places_of(words, [*left_in_the_open(used.traces), *used.traces.streams()]) == set()
    assert places_of(words, [left async for left in used.traces.rows()]) == set()


async def test_no_name_or_login_stands_in_a_subject_or_a_message_of_a_stream(used: Used) -> None:
    streams = list(used.traces.streams())
    subjects = places_of({"ev.artois.projects.people."}, streams)
    assert subjects, "the streams were not read"
    assert places_of({*PEOPLE, NAME}, streams) == set()


async def test_a_name_stands_in_one_table_and_no_login_in_any(used: Used) -> None:
    places = places_of({*PEOPLE, NAME}, [left async for left in used.traces.rows()])
    assert {where for _, where in places} == {"projects.people"}
    assert {word for word, _ in places} & {each.login for each in PERSONAS} == set()
    assert NAME in {word for word, _ in places}


async def test_no_secret_of_the_node_stands_in_the_open(used: Used) -> None:
    await no_secret_in_the_open(used.traces)


async def test_beside_keycloak_neither_people_nor_secrets_stand_in_the_open(keycloak_node: WholeNode) -> None:
    with collecting() as nothing:
        traces = Traces(keycloak_node, nothing)
        used = Used(keycloak_node, traces, Cast(keycloak_node))
        used.note(await sign_in(keycloak_node.settings.issuer, MAYOR, PASSWORD))
        await at_the_provider(used)
        await no_secret_in_the_open(traces)
        words = {each.login for each in PERSONAS} | {each.name for each in PERSONAS}
        assert places_of({*words, WRONG, *used.tokens}, left_in_the_open(traces)) == set()
        await used.cast.close()


async def no_secret_in_the_open(traces: Traces) -> None:
    secrets = traces.secrets()
    assert {"portal-client", "portal-cookies", "projects", "operator"} <= set(secrets)
    found = places_of(secrets.values(), [*left_in_the_open(traces), *traces.streams()])
    names = {secret: name for name, secret in secrets.items()}
    assert {(names[secret], where) for secret, where in found} == set()


async def test_an_erased_name_stands_nowhere_and_what_was_done_can_be_verified(used: Used) -> None:
    login = JURORS[0]
    somebody = persona(login)
    token = await used.cast.token(login)
    async with httpx.AsyncClient(timeout=30) as browser:
        await used.signed_in(login, browser)
        told = (await browser.get(f"{used.portal}/mon-espace/mes-donnees/fichier")).json()
        assert told["missing"] == []
        assert told["services"]["projects"]["people"][0]["facts"]["display_name"] == somebody.name
        assert told["services"]["labels"]["applications"][0]["facts"]["marks"]
        page = await browser.get(f"{used.portal}/mon-espace/mes-donnees/effacer")
        assert somebody.name in page.text
        request_id = re.search(r'name="request_id" value="([^"]+)"', page.text)
        assert request_id
        sent = {"request_id": request_id[1], "understood": "1"}
        assert (await browser.post(f"{used.portal}/mon-espace/mes-donnees/effacer", data=sent)).is_redirect
    person = told["person"]
    await is_refused(used, token)
    done = await used.node.run("people", "forget", login, "--yes")
    assert (f"people/{done['person']}", done["account"]) == (person, "deleted")
    with pytest.raises(NodeError):
        await sign_in(used.node.settings.issuer, login, PASSWORD)
    await nothing_is_left(used, person, {somebody.name, somebody.family_name, login})
    assert all(report["whole"] for report in await used.node.run("audit", "verify"))
    # What they did goes on standing, under a number.
    journal = [left async for left in used.traces.rows("labels") if left[0] == "labels.journal"]
    assert places_of({person.removeprefix("people/")}, journal)


async def is_refused(used: Used, token: str) -> None:
    """A token of before the erasure opens no service any more."""
    request = labels_pb2.ListCampaignsRequest()

    async def ended() -> bool:
        try:
            await used.cast.ask_with(token, "labels", "ListCampaigns", request)
        except CallRefused as refused:
            return refused.reason == "SESSION_ENDED"
        return False

    await eventually(ended, 20)


async def nothing_is_left(used: Used, person: str, words: set[str]) -> None:
    """Once every service has heard of it."""
    number = person.removeprefix("people/")

    async def cleared() -> bool:
        rows = [left async for left in used.traces.rows()]
        # The answer to the erasure itself is remembered like any other: asked twice, it happens once.
        # In answers to others the number stands as it does in the journal.
        own = [
            (where, what)
            for where, what in rows
            if b"PeopleService/ForgetPerson" not in what
            and (not where.endswith(".requests") or what.startswith(number.encode()))
        ]
        tables = {where.partition(".")[2] for _, where in places_of({number}, own)}
        kept = tables & {"requests", "sessions", "kept_forms", "sightings", "memberships"}
        assert not kept, kept
        return True

    await eventually(cleared, 30, pause=0.5)
    databases = [left async for left in used.traces.rows()]
    provider = [left async for left in used.traces.rows("canaille")]
    assert provider
    traces = used.traces
    everywhere = [*databases, *provider, *left_in_the_open(traces), *traces.streams()]
    assert places_of(words, everywhere) == set()


async def test_beside_keycloak_the_operator_erases_a_name_and_its_account(keycloak_node: WholeNode) -> None:
    with collecting() as nothing:
        traces = Traces(keycloak_node, nothing)
        used = Used(keycloak_node, traces, Cast(keycloak_node))
        login, name = "violette.quillebeuf", "Violette Quillebeuf"
        accounts = accounts_of(traces.parts)
        assert isinstance(accounts, KeycloakAccounts)
        accounts.administrator.of(REALM).create_user(account(login, name))
        tokens = await sign_in(keycloak_node.settings.issuer, login, PASSWORD)
        request = RegisterPersonRequest(display_name=name)
        person = await used.cast.ask_with(tokens.access_token, "people", "RegisterPerson", request)
        told = await keycloak_node.run("people", "export", login)
        assert (told["person"], told["identity"]["lastName"]) == (person.name, "Quillebeuf")
        assert told["services"]["projects"]["people"][0]["facts"]["display_name"] == name

        done = await keycloak_node.run("people", "forget", person.name, "--yes")

        assert (f"people/{done['person']}", done["account"]) == (person.name, "deleted")
        await is_refused(used, tokens.access_token)
        rows = [left async for left in traces.rows(*SERVICES, "keycloak")]
        everywhere = [*rows, *left_in_the_open(traces), *traces.streams()]
        assert places_of({"Quillebeuf", login}, everywhere) == set()
        assert all(report["whole"] for report in await keycloak_node.run("audit", "verify"))
        await used.cast.close()


def account(login: str, name: str) -> dict[str, object]:
    given, _, family = name.partition(" ")
    return {
        "username": login,
        "enabled": True,
        "firstName": given,
        "lastName": family,
        "email": f"{login}@demo.invalid",
        "emailVerified": True,
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
    }
