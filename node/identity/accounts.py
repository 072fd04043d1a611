"""The accounts of the node's Keycloak, which must run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakGetError

from node.identity.admin import NOT_FOUND, Administrator, told_plainly
from node.login_account import LoginAccount

FACTS = ("firstName", "lastName", "email", "emailVerified", "enabled", "createdTimestamp", "attributes")


@dataclass(frozen=True)
class KeycloakAccounts:
    administrator: Administrator
    realm: str

    def find(self, who: str) -> LoginAccount | None:
        admin = self.administrator.of(self.realm)
        with told_plainly(self.administrator, self.realm):
            found = user_of(admin, who)
            if found is None:
                return None
            groups = [group["path"] for group in admin.get_user_groups(found["id"])]
            facts = {name: found[name] for name in FACTS if found.get(name)}
            return LoginAccount(found["id"], found["username"], facts | {"groups": groups})

    def delete(self, account: LoginAccount) -> None:
        with told_plainly(self.administrator, self.realm):
            self.administrator.of(self.realm).delete_user(account.id)


def user_of(admin: KeycloakAdmin, who: str) -> dict[str, Any] | None:
    """By id, else by login."""
    try:
        found: dict[str, Any] = admin.get_user(who)
    except KeycloakGetError as error:
        if error.response_code != NOT_FOUND:
            raise
        people: list[dict[str, Any]] = admin.get_users({"username": who, "exact": True})
        return people[0] if people else None
    return found
