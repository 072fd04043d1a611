"""`archipel login`: signs a person in through the browser (code and PKCE, loopback redirect, RFC 8252)."""

from __future__ import annotations

import asyncio
import secrets
import webbrowser
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import httpx
import typer

from node.canaille.settings import CLI_CLIENT, CLI_PORTS
from node.cli.options import AsJson, Data
from node.cli.output import as_json, aside, say
from node.cli.session import Session
from node.errors import NodeError
from node.parts import Say
from node.sign_in import Pkce, Tokens, authorization_address, exchange
from node.where import client_settings

PATIENCE = 300.0
"""Seconds that a person gets in the browser."""

PAGE = """HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n
<!doctype html><html lang="fr"><meta charset="utf-8"><title>Archipel</title>
<p>{text}</p></html>"""


def login(
    *,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Afficher l’adresse au lieu d’ouvrir un navigateur.")
    ] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Ouvre une session : la page de connexion du nœud s’ouvre dans le navigateur."""
    issuer = client_settings(data).issuer
    tokens = asyncio.run(sign_in_with_browser(issuer, aside if json else say, no_browser=no_browser))
    session = Session.of_user()
    session.keep(issuer, tokens)
    if json:
        as_json({"issuer": issuer, "session": str(session.file)})
    else:
        say(f"Vous êtes connecté·e. La session est gardée dans {session.file}.")


async def sign_in_with_browser(issuer: str, tell: Say, *, no_browser: bool) -> Tokens:
    pkce, state = Pkce(), secrets.token_urlsafe(16)
    answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
    server, port = await listen(answer)
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    async with server, httpx.AsyncClient(timeout=20.0) as client:
        places = await discover(client, issuer)
        address = authorization_address(
            places["authorization_endpoint"], CLI_CLIENT, redirect_uri, pkce, state
        )
        if no_browser or not await asyncio.to_thread(webbrowser.open, address):
            tell(f"Ouvrez cette adresse dans un navigateur de cette machine :\n{address}")
        else:
            tell("La page de connexion est ouverte dans votre navigateur…")
        try:
            found = await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            raise NodeError("LOGIN_TIMEOUT", "Personne ne s’est connecté en cinq minutes.") from None
        if found.get("state") != state or "code" not in found:
            why = found.get("error_description", found.get("error", "réponse inattendue"))
            raise NodeError("LOGIN_REFUSED", f"La connexion n’a pas abouti : {why}.")
        facts = {
            "grant_type": "authorization_code",
            "code": found["code"],
            "redirect_uri": redirect_uri,
            "client_id": CLI_CLIENT,
            "code_verifier": pkce.verifier,
        }
        return await exchange(client, places["token_endpoint"], facts)


async def discover(client: httpx.AsyncClient, issuer: str) -> dict[str, str]:
    try:
        response = await client.get(f"{issuer}/.well-known/openid-configuration")
        found: dict[str, str] = response.raise_for_status().json()
    except httpx.HTTPError as error:
        raise NodeError(
            "ISSUER_UNREACHABLE",
            f"Le service de connexion {issuer} ne répond pas. Le nœud tourne-t-il (« archipel status ») ?",
        ) from error
    return found


async def listen(answer: asyncio.Future[dict[str, str]]) -> tuple[asyncio.Server, int]:
    """Wait for the browser on the first free port of those that the provider knows."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readline()).decode(errors="replace").split(" ")[1:2] or [""]
        parts = urlsplit(target[0])
        if parts.path == "/callback" and not answer.done():
            answer.set_result({name: values[0] for name, values in parse_qs(parts.query).items()})
            text = "C’est fait : vous pouvez fermer cette page et revenir au terminal."
        else:
            text = "Il n’y a rien à voir ici."
        writer.write(PAGE.format(text=text).encode())
        await writer.drain()
        writer.close()

    for port in CLI_PORTS:
        try:
            return await asyncio.start_server(take, "127.0.0.1", port), port
        except OSError:
            continue
    ports = ", ".join(map(str, CLI_PORTS))
    raise NodeError("PORT_TAKEN", f"Les ports {ports} sont tous pris : libérez-en un, puis recommencez.")
