"""Brings one thing after the other to what it should be, each by the call that Keycloak has for its kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from keycloak import KeycloakAdmin, urls_patterns
from keycloak.exceptions import KeycloakPostError, raise_error_from_response

from node.identity import proconnect
from node.identity.differences import Difference, What
from node.identity.things import Key, Kind, Things

DEFAULT_SCOPES = "defaultClientScopes"
OPTIONAL_SCOPES = "optionalClientScopes"


@dataclass
class Mending:
    """The realm while it is mended. `found` names groups as they will be, and learns what is made."""

    admin: KeycloakAdmin
    realm: str
    wanted: Things
    found: Things

    def mend(self, changes: list[Difference], told: Callable[[int], None]) -> None:
        """Mend all of them in their order, and tell after each thing how many are done."""
        done = 0
        for key, several in groupby(changes, key=lambda change: change.key):
            these = list(several)
            whats = {change.what for change in these}
            if What.MOVED in whats:
                self._move(key)
            if What.SURPLUS in whats:
                self._take_away(key)
            elif What.MISSING in whats:
                self._make(key)
            elif What.CHANGED in whats:
                self._change(key, {change.field for change in these})
            done += len(these)
            told(done)

    def _make(self, key: Key) -> None:
        thing, admin = self.wanted[key], self.admin
        makers: dict[Kind, Callable[[], Any]] = {
            Kind.SCOPE: lambda: admin.create_client_scope(thing),
            Kind.SCOPE_MAPPER: lambda: admin.add_mapper_to_client_scope(self._owner(key), thing),
            Kind.CLIENT: lambda: admin.create_client(thing),
            Kind.CLIENT_MAPPER: lambda: admin.add_mapper_to_client(self._owner(key), thing),
            Kind.GROUP: lambda: admin.create_group(thing, parent=self._parent(key)),
            Kind.PROVIDER: lambda: admin.create_idp(proconnect.newborn(thing)),
            Kind.PROVIDER_MAPPER: lambda: admin.add_mapper_to_idp(key.owner, thing),
            Kind.PERSON: lambda: admin.create_user(thing),
        }
        self.found[key] = thing | {"id": makers[key.kind]()}

    def _change(self, key: Key, fields: set[str]) -> None:
        """Whole representations: Keycloak empties what an update leaves out."""
        admin, found = self.admin, self.found[key]
        whole = merged(found, self.wanted[key])
        thing_id = found.get("id", "")
        changers: dict[Kind, Callable[[], Any]] = {
            Kind.REALM: lambda: admin.update_realm(self.realm, whole),
            Kind.SCOPE: lambda: admin.update_client_scope(thing_id, whole),
            Kind.SCOPE_MAPPER: lambda: admin.update_mapper_in_client_scope(self._owner(key), thing_id, whole),
            Kind.CLIENT: lambda: self._change_client(key, whole, fields),
            Kind.CLIENT_MAPPER: lambda: admin.update_client_mapper(self._owner(key), thing_id, whole),
            Kind.GROUP: lambda: admin.update_group(thing_id, whole),
            Kind.PROVIDER: lambda: admin.update_idp(key.name, whole),
            Kind.PROVIDER_MAPPER: lambda: admin.update_mapper_in_idp(key.owner, thing_id, whole),
            Kind.PERSON: lambda: self._change_person(key, whole, fields),
        }
        changers[key.kind]()

    def _take_away(self, key: Key) -> None:
        """A client is only disabled: what it did stays readable, and an error can be undone."""
        found, admin = self.found[key], self.admin
        removers: dict[Kind, Callable[[], Any]] = {
            Kind.SCOPE_MAPPER: lambda: admin.delete_mapper_from_client_scope(self._owner(key), found["id"]),
            Kind.CLIENT_MAPPER: lambda: admin.remove_client_mapper(self._owner(key), found["id"]),
            Kind.CLIENT: lambda: admin.update_client(found["id"], found | {"enabled": False}),
        }
        removers[key.kind]()

    def _move(self, key: Key) -> None:
        """A group keeps its id, and so its members, its roles below it and their members."""
        group = {name: self.found[key][name] for name in ("id", "name")}
        place = {"realm-name": self.realm, "id": self._parent(key)}
        address = urls_patterns.URL_ADMIN_GROUP_CHILD.format(**place)
        answer = self.admin.connection.raw_post(address, data=json.dumps(group))
        raise_error_from_response(answer, KeycloakPostError)

    def _change_client(self, key: Key, whole: Mapping[str, Any], fields: set[str]) -> None:
        """The scopes of a client change by calls of their own."""
        client, admin = self.found[key]["id"], self.admin
        if fields - {DEFAULT_SCOPES, OPTIONAL_SCOPES}:
            admin.update_client(client, dict(whole))
        if DEFAULT_SCOPES in fields:
            more, less = self._scopes(key, DEFAULT_SCOPES)
            for scope in less:
                admin.delete_client_default_client_scope(client, scope)
            for scope in more:
                admin.add_client_default_client_scope(client, scope, {})
        if OPTIONAL_SCOPES in fields:
            more, less = self._scopes(key, OPTIONAL_SCOPES)
            for scope in less:
                admin.delete_client_optional_client_scope(client, scope)
            for scope in more:
                admin.add_client_optional_client_scope(client, scope, {})

    def _scopes(self, key: Key, field: str) -> tuple[list[str], list[str]]:
        """Ids of the scopes that the client lacks, and of those that it has too much."""
        ids = {each.name: thing["id"] for each, thing in self.found.items() if each.kind is Kind.SCOPE}
        wanted, found = set(self.wanted[key][field]), set(self.found[key].get(field, ()))
        return [ids[name] for name in wanted - found], [ids[name] for name in found - wanted]

    def _change_person(self, key: Key, whole: Mapping[str, Any], fields: set[str]) -> None:
        person, wanted = self.found[key], self.wanted[key]
        if fields != {"groups"}:
            facts = {name: value for name, value in whole.items() if name not in {"groups", "credentials"}}
            self.admin.update_user(person["id"], facts)
        for path in set(wanted["groups"]) - set(person["groups"]):
            self.admin.group_user_add(person["id"], self.found[Key(Kind.GROUP, path)]["id"])

    def _parent(self, key: Key) -> str | None:
        above = key.name.rpartition("/")[0]
        return str(self.found[Key(Kind.GROUP, above)]["id"]) if above else None

    def _owner(self, key: Key) -> str:
        """Id of the scope or client that a mapper belongs to."""
        kind = Kind.SCOPE if key.kind is Kind.SCOPE_MAPPER else Kind.CLIENT
        return str(self.found[Key(kind, key.owner)]["id"])


def merged(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What is there with what is wanted over it."""
    whole = dict(found)
    for name, value in wanted.items():
        whole[name] = merged(found.get(name) or {}, value) if isinstance(value, dict) else value
    return whole
