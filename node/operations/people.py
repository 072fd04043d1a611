"""What the node keeps about one person, and how its operator has it forgotten: in the services, and at the
identity provider of the node itself.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chassis.privacy import everything_about
from node.errors import NodeError
from node.login_account import LoginAccount, LoginAccounts
from node.operations import catalogue
from node.operations.desk import Desk, desk
from node.parts import SERVICES, Node
from node.settings import REALM


@dataclass
class Dossier:
    """One person: the id, the account at the provider if there is one, and why that is not known."""

    person: str
    account: LoginAccount | None = None
    silent: str = ""


@dataclass(frozen=True)
class Forgotten:
    """`account` says what became of the account: deleted, none, or kept (then `why` tells)."""

    person: str
    account: str
    why: str = ""
    running: bool = field(default=True)
    """Whether the services hear of it now, or at the next start."""


def accounts_of(node: Node) -> LoginAccounts:
    """Those of the provider that the node runs."""
    if node.keycloak is None:
        from node.canaille.accounts import CanailleAccounts
        from node.canaille.settings import CanailleSettings

        given = catalogue.fields(node.canaille_environment())
        return CanailleAccounts(CanailleSettings.model_validate(given))
    from node.identity.accounts import KeycloakAccounts
    from node.identity.operator import embedded

    return KeycloakAccounts(embedded(node.identity_environment(node.keycloak))[0], REALM)


async def dossier(at: Desk, who: str) -> Dossier:
    """Whom the operator means: "people/{id}", an id, or the login of an account."""
    wanted = who.removeprefix("people/")
    try:
        account = await asyncio.to_thread(accounts_of(at.node).find, wanted)
    except NodeError as error:
        return Dossier(wanted, silent=error.text)
    return Dossier(account.id if account else wanted, account)


async def exported(data: Path | None, who: str) -> dict[str, Any]:
    """Everything that the node keeps about a person, as JSON. That somebody looked is written down.

    Raise NodeError when there is nothing.
    """
    async with desk(data) as at:
        known = await dossier(at, who)
        services = {service: await kept_by(at, service, known.person) for service in SERVICES}
        if known.account is None and not any(services.values()):
            raise unknown(who)
        for service in SERVICES:
            async with at.act(service, f"people export people/{known.person}"):
                """The row of the operation is all that this transaction writes."""
    account = known.account
    return {
        "person": f"people/{known.person}",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "missing": [{"part": "identity", "why": known.silent}] if known.silent else [],
        "identity": {"login": account.login, **account.facts} if account else None,
        "services": services,
    }


async def kept_by(at: Desk, service: str, person: str) -> dict[str, list[dict[str, Any]]]:
    """Table → its records about the person."""
    async with at.engine(service) as engine, engine.connect() as connection:
        return await everything_about(connection, catalogue.own_data(service), person)


async def forgotten(data: Path | None, who: str) -> Forgotten:
    """Erase the name for good, and the account at the node's own provider where that is within reach.

    Raise NodeError when nobody is known under that name.
    """
    from services.projects.storage.people_unit import StoredPeople
    from services.projects.use_cases.erase_person import erase_person

    async with desk(data) as at:
        known = await dossier(at, who)
        if known.account is None and not await kept_by(at, "projects", known.person):
            raise unknown(who)
        async with at.act("projects", f"people forget people/{known.person}") as tx:
            await erase_person(known.person, StoredPeople(tx))
        if known.account is None:
            return Forgotten(known.person, "kept" if known.silent else "none", known.silent, at.running)
        await asyncio.to_thread(accounts_of(at.node).delete, known.account)
        return Forgotten(known.person, "deleted", running=at.running)


def unknown(who: str) -> NodeError:
    return NodeError(
        "PERSON_UNKNOWN",
        f"Ce nœud ne connaît personne sous « {who} » : donnez un identifiant (people/…) ou celui qui sert "
        "à se connecter.",
    )
