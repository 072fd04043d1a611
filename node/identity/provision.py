"""Provisions a realm: made whole when it is not there, afterwards only what differs is mended."""

from __future__ import annotations

from dataclasses import dataclass

from node.errors import NodeError
from node.identity import found, proconnect
from node.identity.admin import Administrator, told_plainly
from node.identity.clients import CLOSED_CLIENTS
from node.identity.differences import Difference, after_moves, differences
from node.identity.mend import Mending
from node.identity.realm import Wanted
from node.identity.things import things_of

MOST_ROUNDS = 4
"""Keycloak adds things of its own to what is made (a scope to a new client): a second round takes them back,
and the last one finds nothing.
"""


@dataclass(frozen=True)
class Provisioned:
    """What a run did: whether it made the realm, and what it mended in one that was there."""

    realm: str
    made: bool
    changes: tuple[Difference, ...]

    def summary(self) -> str:
        if self.made:
            return f"Le royaume « {self.realm} » est créé."
        if not self.changes:
            return f"Le royaume « {self.realm} » est comme il doit être : rien à changer."
        return f"Le royaume « {self.realm} » : changements faits, {len(self.changes)} en tout."


def compare(administrator: Administrator, wanted: Wanted) -> list[Difference]:
    """Every difference; nothing is changed. Raise NodeError for a realm that is not there."""
    realm = wanted.settings.realm
    with told_plainly(administrator, realm):
        admin = administrator.of(realm)
        if not found.exists(admin, realm):
            raise NodeError(
                "REALM_MISSING",
                f"Keycloak n’a pas encore de royaume « {realm} » : « archipel identity provision » le crée.",
            )
        return differences(things_of(wanted.representation()), things_of(found.read(admin, wanted)))


def provision(administrator: Administrator, wanted: Wanted) -> Provisioned:
    """Bring the realm to what is wanted. Raise NodeError when Keycloak cannot be asked or refuses; what was
    done until then stays, is told, and the next run goes on from there.
    """
    realm = wanted.settings.realm
    with told_plainly(administrator, realm):
        made = not found.exists(administrator.of(realm), realm)
        if made:
            _make(administrator, wanted)
    changes: list[Difference] = []
    for _ in range(MOST_ROUNDS):
        mended = _mend(administrator, wanted)
        changes += mended
        if not mended:
            break
    else:
        raise NodeError(
            "REALM_RESISTS",
            f"Keycloak ne garde pas tous les réglages du royaume « {realm} » : « archipel identity diff » "
            "montre lesquels.",
        )
    return Provisioned(realm, made, () if made else tuple(changes))


def _make(administrator: Administrator, wanted: Wanted) -> None:
    """The whole realm in one call: all of it or nothing. The clients that a realm is born with are left out,
    since Keycloak makes them itself; they are closed right afterwards.
    """
    whole = wanted.representation()
    whole["clients"] = [each for each in whole["clients"] if each["clientId"] not in CLOSED_CLIENTS]
    whole["identityProviders"] = [proconnect.newborn(each) for each in whole["identityProviders"]]
    administrator.of(wanted.settings.realm).import_realm(whole)


def _mend(administrator: Administrator, wanted: Wanted) -> list[Difference]:
    realm = wanted.settings.realm
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done = count

    with told_plainly(administrator, realm):
        admin = administrator.of(realm)
        things = things_of(wanted.representation())
        there = things_of(found.read(admin, wanted))
        changes = differences(things, there)
    try:
        with told_plainly(administrator, realm):
            Mending(admin, realm, things, after_moves(things, there)).mend(changes, told)
    except NodeError as error:
        text = (
            f"{error.text} {done} changements sur {len(changes)} sont faits ; relancez pour faire les autres."
        )
        raise NodeError(error.code, text) from error
    return changes
