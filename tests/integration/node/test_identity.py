"""The node's identity provider gives the services the tokens that they accept, and no others."""

import asyncio

import httpx
import jwt
import pytest

from chassis.testing.waiting import eventually
from node.canaille.settings import CLI_CLIENT, PORTAL_CLIENT
from node.errors import NodeError
from node.personas import PASSWORD, PERSONAS
from node.sign_in import Pkce, Tokens, authorization_address, refresh, sign_in, walk
from tests.fixtures.node import PORTAL, Identity

CALLBACK = f"{PORTAL}/auth/callback"


async def verified(identity: Identity, token: str) -> dict[str, object]:
    async with httpx.AsyncClient() as client:
        about = (await client.get(f"{identity.issuer}/.well-known/openid-configuration")).json()
        keys = jwt.PyJWKSet.from_dict((await client.get(about["jwks_uri"])).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["RS256"], audience="archipel", issuer=identity.issuer)


async def test_an_access_token_lives_five_minutes_and_names_the_mandate_not_the_person(
    identity: Identity,
) -> None:
    tokens = await identity.tokens("maire.loos")
    claims = await verified(identity, tokens.access_token)
    assert claims["groups"] == ["bodies/62528/elected"]
    assert claims["exp"] - claims["iat"] == tokens.seconds == 300
    assert "Delattre" not in str(claims)
    assert "maire.loos" not in str(claims)
    assert {"nonce", "at_hash"}.isdisjoint(claims)


async def test_a_person_keeps_the_same_random_subject(identity: Identity) -> None:
    first = await verified(identity, (await identity.tokens("jury.pole")).access_token)
    second = await verified(identity, (await identity.tokens("jury.pole")).access_token)
    assert first["sub"] == second["sub"]
    assert first["jti"] != second["jti"]


async def patiently(identity: Identity, login: str) -> Tokens:
    """The provider makes an account wait a moment after a wrong password, which another test typed."""

    async def once() -> Tokens | None:
        try:
            return await identity.tokens(login)
        except NodeError:
            return None

    tokens = await eventually(once)
    assert tokens is not None
    return tokens


async def test_every_persona_can_sign_in_with_its_one_role(identity: Identity) -> None:
    for persona in PERSONAS:
        claims = await verified(identity, (await patiently(identity, persona.login)).access_token)
        assert claims["groups"] == [persona.group]


async def test_many_sign_ins_at_once_all_get_tokens_of_their_own(identity: Identity) -> None:
    tokens = await asyncio.gather(*(identity.tokens("maire.lens") for _ in range(4)))
    assert len({each.access_token for each in tokens}) == 4


async def test_an_id_token_is_not_for_the_services(identity: Identity) -> None:
    tokens = await identity.tokens("maire.loos")
    with pytest.raises(jwt.InvalidAudienceError):
        await verified(identity, tokens.id_token)


async def test_a_refresh_token_works_once(identity: Identity) -> None:
    tokens = await identity.tokens("maire.grenay")
    again = await refresh(identity.issuer, tokens.refresh_token)
    assert (await verified(identity, again.access_token))["groups"] == ["bodies/62386/elected"]
    with pytest.raises(NodeError):
        await refresh(identity.issuer, tokens.refresh_token)


async def test_both_tokens_name_the_sign_in_and_go_on_naming_it(identity: Identity) -> None:
    tokens = await identity.tokens("maire.grenay")
    again = await refresh(identity.issuer, tokens.refresh_token)
    named = [
        jwt.decode(token, options={"verify_signature": False})["sid"]
        for token in (tokens.access_token, tokens.id_token, again.access_token)
    ]
    assert len(set(named)) == 1
    another = await verified(identity, (await identity.tokens("maire.grenay")).access_token)
    assert another["sid"] not in named


async def test_a_refresh_token_that_comes_again_ends_the_whole_sign_in_and_no_other(
    identity: Identity,
) -> None:
    stolen = await identity.tokens("maire.grenay")
    elsewhere = await identity.tokens("maire.grenay")
    newer = await refresh(identity.issuer, stolen.refresh_token)
    for token in (stolen.refresh_token, newer.refresh_token):
        with pytest.raises(NodeError):
            await refresh(identity.issuer, token)
    assert (await refresh(identity.issuer, elsewhere.refresh_token)).access_token


async def test_a_wrong_password_gives_no_token(identity: Identity) -> None:
    with pytest.raises(NodeError, match=r"observation\.pole"):
        await sign_in(identity.issuer, "observation.pole", "wrong-password")


@pytest.mark.parametrize("grant", ["password", "client_credentials"])
async def test_the_portal_gets_no_token_without_its_user(identity: Identity, grant: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{identity.issuer}/oauth/token",
            data={"grant_type": grant, "username": "maire.loos", "password": PASSWORD, "scope": "groups"},
            auth=(PORTAL_CLIENT, identity.client_secret),
        )
    assert answer.status_code == 400
    assert "access_token" not in answer.text


async def test_a_public_client_without_pkce_is_refused(identity: Identity) -> None:
    async with httpx.AsyncClient() as client:
        callback = "http://127.0.0.1:8765/callback"
        address = authorization_address(
            f"{identity.issuer}/oauth/authorize", CLI_CLIENT, callback, Pkce(), "state"
        )
        end = await walk(client, address, "maire.lievin", PASSWORD, until=callback)
        answer = await client.post(
            f"{identity.issuer}/oauth/token",
            data={
                "grant_type": "authorization_code",
                "code": httpx.URL(end).params["code"],
                "redirect_uri": callback,
                "client_id": CLI_CLIENT,
            },
        )
    assert answer.status_code == 400


async def test_a_redirect_to_a_stranger_is_refused(identity: Identity) -> None:
    address = authorization_address(
        f"{identity.issuer}/oauth/authorize", PORTAL_CLIENT, "http://127.0.0.1:9/steal", Pkce(), "state"
    )
    async with httpx.AsyncClient() as client:
        with pytest.raises(NodeError):
            await walk(client, address, "maire.loos", PASSWORD, until="http://127.0.0.1:9/steal")


async def test_the_portal_signs_in_without_a_consent_page_and_the_screens_are_french(
    identity: Identity,
) -> None:
    async with httpx.AsyncClient() as client:
        address = authorization_address(
            f"{identity.issuer}/oauth/authorize", PORTAL_CLIENT, CALLBACK, Pkce(), "state"
        )
        page = await client.get(address, follow_redirects=True)
        assert '<html lang="fr"' in page.text
        assert "Connexion" in page.text or "Se connecter" in page.text
        end = await walk(client, address, "maire.loos", PASSWORD, until=CALLBACK)
    assert "code=" in end
