"""A realm is made once, kept as it should be, and what somebody added to it stays."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keycloak import KeycloakAdmin

from node.errors import NodeError
from node.identity.admin import Administrator
from node.identity.bodies import places_of, read_places
from node.identity.proconnect import Credentials
from node.identity.provision import compare, provision
from node.processes import free_port
from node.settings import ROOT
from tests.fixtures.node import ARCHIPEL
from tests.integration.node.conftest import MakeRealm, Realm
from tests.unit.node.identity_samples import BODIES, LOOS, small_realm

ARTOIS = ROOT / "territories" / "artois"
CALL = "/bodies/200060358/246200364"
CAHC = "/bodies/200060358/246200299"


@pytest.fixture(scope="module")
def realm(make_realm: MakeRealm) -> Realm:
    """A small territory with everything: people, a node, ProConnect, a secret."""
    return make_realm(
        small_realm(
            "drift",
            demo=True,
            secrets={"archipel-portal": "portal-secret"},
            proconnect=Credentials("archipel", "pro-secret"),
        )
    )


def group(admin: KeycloakAdmin, path: str) -> dict[str, Any]:
    return admin.get_group_by_path(path)


def client(admin: KeycloakAdmin, name: str) -> str:
    found = admin.get_client_id(name)
    assert found
    return found


def scope(admin: KeycloakAdmin, name: str) -> dict[str, Any]:
    found = admin.get_client_scope_by_name(name)
    assert found
    return found


def person(admin: KeycloakAdmin, login: str) -> str:
    found = admin.get_user_id(login)
    assert found
    return found


def groups_of(admin: KeycloakAdmin, login: str) -> set[str]:
    return {each["path"] for each in admin.get_user_groups(person(admin, login))}


def move(admin: KeycloakAdmin, path: str, below: str) -> None:
    moved = {name: group(admin, path)[name] for name in ("id", "name")}
    place = group(admin, below)["id"]
    answer = admin.connection.raw_post(
        f"admin/realms/{admin.connection.realm_name}/groups/{place}/children", data=json.dumps(moved)
    )
    assert answer.status_code == 204


def lose_agglomeration(admin: KeycloakAdmin) -> None:
    move(admin, LOOS, CAHC)
    admin.delete_group(group(admin, CALL)["id"])


def change_mapper(admin: KeycloakAdmin, name: str, **config: str) -> None:
    holder = scope(admin, name)
    mapper = holder["protocolMappers"][0]
    changed = mapper | {"config": mapper["config"] | config}
    admin.update_mapper_in_client_scope(holder["id"], mapper["id"], changed)


def add_mapper(admin: KeycloakAdmin) -> None:
    mapper = {
        "name": "e-mail",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-usermodel-attribute-mapper",
        "config": {"user.attribute": "email", "claim.name": "email", "access.token.claim": "true"},
    }
    admin.add_mapper_to_client_scope(scope(admin, "archipel")["id"], mapper)


def change_node_mapper(admin: KeycloakAdmin) -> None:
    lens = client(admin, "archipel-node-lens")
    (mapper,) = admin.get_mappers_from_client(lens)
    changed = mapper | {"config": mapper["config"] | {"claim.value": "lille"}}
    admin.update_client_mapper(lens, mapper["id"], changed)


def change_provider(admin: KeycloakAdmin, **config: str) -> None:
    entry = admin.get_idp("proconnect")
    admin.update_idp("proconnect", entry | {"config": entry["config"] | config})


def change_provider_mapper(admin: KeycloakAdmin) -> None:
    mappers = {each["name"]: each for each in admin.get_idp_mappers("proconnect")}
    mapper = mappers["siret-62528"]
    changed = mapper | {"config": mapper["config"] | {"group": f"{LOOS}/elected"}}
    admin.update_mapper_in_idp("proconnect", mapper["id"], changed)


def offer_offline_tokens(admin: KeycloakAdmin) -> None:
    cli = client(admin, "archipel-cli")
    admin.add_client_optional_client_scope(cli, scope(admin, "offline_access")["id"], {})


def take_scope(admin: KeycloakAdmin) -> None:
    portal = client(admin, "archipel-portal")
    admin.delete_client_default_client_scope(portal, scope(admin, "groups")["id"])


def leave(admin: KeycloakAdmin) -> None:
    admin.group_user_remove(person(admin, "maire.loos"), group(admin, f"{LOOS}/elected")["id"])


def federate_another_node(admin: KeycloakAdmin) -> None:
    if admin.get_client_id("archipel-node-gone") is None:
        admin.create_client({"clientId": "archipel-node-gone"})
    admin.update_client(client(admin, "archipel-node-gone"), {"enabled": True})


def update_client(name: str, **facts: Any) -> Callable[[KeycloakAdmin], None]:
    def spoil(admin: KeycloakAdmin) -> None:
        admin.update_client(client(admin, name), facts)

    return spoil


def update_realm(**facts: Any) -> Callable[[KeycloakAdmin], None]:
    def spoil(admin: KeycloakAdmin) -> None:
        name = admin.connection.realm_name
        assert name
        admin.update_realm(name, facts)

    return spoil


@dataclass(frozen=True)
class Drift:
    """Something that an administrator changes by hand, and a field or name of what is told of it."""

    spoil: Callable[[KeycloakAdmin], object]
    what: str
    told: str


DRIFTS = {
    "passwords may be guessed": Drift(
        update_realm(bruteForceProtected=False), "changed", "bruteForceProtected"
    ),
    "names are logged": Drift(update_realm(eventsListeners=["jboss-logging"]), "changed", "eventsListeners"),
    "tokens live long": Drift(update_realm(accessTokenLifespan=3600), "changed", "accessTokenLifespan"),
    "refresh tokens stay good": Drift(
        update_realm(revokeRefreshToken=False), "changed", "revokeRefreshToken"
    ),
    "pages may be framed": Drift(
        update_realm(browserSecurityHeaders={"xFrameOptions": ""}),
        "changed",
        "browserSecurityHeaders.xFrameOptions",
    ),
    "the claim has short names": Drift(
        lambda admin: change_mapper(admin, "groups", **{"full.path": "false"}), "changed", "config.full.path"
    ),
    "the mandates are lost": Drift(
        lambda admin: admin.delete_mapper_from_client_scope(
            scope(admin, "groups")["id"], scope(admin, "groups")["protocolMappers"][0]["id"]
        ),
        "missing",
        "groups",
    ),
    "the token tells an address": Drift(add_mapper, "surplus", "e-mail"),
    "passwords are taken": Drift(
        update_client("archipel-cli", directAccessGrantsEnabled=True), "changed", "directAccessGrantsEnabled"
    ),
    "codes go elsewhere": Drift(
        update_client(
            "archipel-portal", redirectUris=["https://portail.example/auth/callback", "https://x.example/*"]
        ),
        "changed",
        "redirectUris",
    ),
    "a client is open again": Drift(update_client("admin-cli", enabled=True), "changed", "enabled"),
    "the portal has another secret": Drift(
        lambda admin: admin.generate_client_secrets(client(admin, "archipel-portal")), "changed", "secret"
    ),
    "the command is gone": Drift(
        lambda admin: admin.delete_client(client(admin, "archipel-cli")), "missing", "archipel-cli"
    ),
    "tokens for ever": Drift(offer_offline_tokens, "changed", "optionalClientScopes"),
    "the portal sees no mandate": Drift(take_scope, "changed", "defaultClientScopes"),
    "a node takes another's name": Drift(change_node_mapper, "changed", "config.claim.value"),
    "a node is federated no more": Drift(federate_another_node, "surplus", "archipel-node-gone"),
    "a body has another title": Drift(
        lambda admin: admin.update_group(group(admin, LOOS)["id"], {"name": "62528", "description": "Lens"}),
        "changed",
        "description",
    ),
    "a role is gone": Drift(
        lambda admin: admin.delete_group(group(admin, f"{LOOS}/juror")["id"]), "missing", f"{LOOS}/juror"
    ),
    "a body stands elsewhere": Drift(lambda admin: move(admin, LOOS, CAHC), "moved", LOOS),
    "an agglomeration stands elsewhere": Drift(lambda admin: move(admin, CALL, CAHC), "moved", CALL),
    "an agglomeration is gone": Drift(lose_agglomeration, "missing", CALL),
    "ProConnect is somebody else": Drift(
        lambda admin: change_provider(admin, issuer="https://x.example"), "changed", "config.issuer"
    ),
    "ProConnect is not verified": Drift(
        lambda admin: change_provider(admin, validateSignature="false"), "changed", "config.validateSignature"
    ),
    "ProConnect is gone": Drift(lambda admin: admin.delete_idp("proconnect"), "missing", "proconnect"),
    "an organisation gives a role": Drift(change_provider_mapper, "changed", "config.group"),
    "a person is locked out": Drift(
        lambda admin: admin.update_user(person(admin, "maire.loos"), {"enabled": False}), "changed", "enabled"
    ),
    "a person has lost the role": Drift(leave, "changed", "groups"),
    "a person is gone": Drift(
        lambda admin: admin.delete_user(person(admin, "maire.grenay")), "missing", "maire.grenay"
    ),
}


def test_a_second_run_changes_nothing(realm: Realm) -> None:
    assert compare(realm.administrator, realm.wanted) == []
    again = provision(realm.administrator, realm.wanted)
    assert (again.made, again.changes) == (False, ())
    assert "rien à changer" in again.summary()


@pytest.mark.parametrize("name", DRIFTS)
def test_each_drift_is_shown_and_mended(realm: Realm, name: str) -> None:
    drift = DRIFTS[name]
    drift.spoil(realm.admin)
    found = compare(realm.administrator, realm.wanted)
    assert drift.told in {change.field or change.key.name for change in found if change.what == drift.what}
    assert provision(realm.administrator, realm.wanted).changes == tuple(found)
    assert compare(realm.administrator, realm.wanted) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(DRIFTS)), unique=True, min_size=2, max_size=6))
def test_drifts_at_random_are_mended_together(realm: Realm, names: list[str]) -> None:
    spoilt: set[str] = set()
    for name in names:
        if not contradicts(name, spoilt):
            DRIFTS[name].spoil(realm.admin)
            spoilt.add(name)
    assert compare(realm.administrator, realm.wanted) or not spoilt
    provision(realm.administrator, realm.wanted)
    assert provision(realm.administrator, realm.wanted).changes == ()


def contradicts(name: str, done: set[str]) -> bool:
    """Some can no longer be done once another is: what is gone or moved cannot be changed."""
    alone = {
        "the claim has short names": {"the mandates are lost"},
        "the mandates are lost": {"the claim has short names"},
        "tokens for ever": {"the command is gone"},
        "passwords are taken": {"the command is gone"},
        "ProConnect is somebody else": {"ProConnect is gone"},
        "ProConnect is not verified": {"ProConnect is gone"},
        "an organisation gives a role": {"ProConnect is gone"},
    }
    moved = {"a body stands elsewhere", "an agglomeration stands elsewhere", "an agglomeration is gone"}
    by_path = {"a body has another title", "a role is gone", "a person has lost the role", *moved}
    return bool(alone.get(name, set()) & done) or (name in by_path and bool(moved & done))


def test_a_body_that_changed_its_parent_is_moved_and_its_people_stay(make_realm: MakeRealm) -> None:
    realm = make_realm(small_realm("moves", demo=True))
    admin = realm.admin
    admin.group_user_add(person(admin, "maire.grenay"), group(admin, f"{LOOS}/agent")["id"])
    elsewhere = tuple(
        replace(each, members_of=("246200299",)) if each.code == "62528" else each for each in BODIES
    )
    merged = replace(realm.wanted, places=places_of(elsewhere))
    changes = provision(realm.administrator, merged).changes
    assert (changes[0].what, changes[0].wanted) == ("moved", f"{CAHC}/62528")
    assert {"missing"}.isdisjoint(change.what for change in changes)
    assert groups_of(admin, "maire.loos") == {f"{CAHC}/62528/elected"}
    assert f"{CAHC}/62528/agent" in groups_of(admin, "maire.grenay")
    assert provision(realm.administrator, merged).changes == ()


def test_what_an_administrator_added_stays_untouched(realm: Realm) -> None:
    admin = realm.admin
    admin.create_client({"clientId": "statistics", "publicClient": True, "directAccessGrantsEnabled": True})
    admin.create_group({"name": "amis"})
    admin.create_group({"name": "conseil"}, parent=group(admin, LOOS)["id"])
    somebody = admin.create_user({"username": "somebody", "enabled": True, "groups": [f"{LOOS}/elected"]})
    admin.update_user(somebody, {"firstName": "Some", "lastName": "Body"})
    admin.group_user_add(person(admin, "maire.loos"), group(admin, f"{LOOS}/agent")["id"])
    assert compare(realm.administrator, realm.wanted) == []
    DRIFTS["a body stands elsewhere"].spoil(admin)
    DRIFTS["names are logged"].spoil(admin)
    provision(realm.administrator, realm.wanted)
    assert client(admin, "statistics")
    assert group(admin, "/amis")
    assert group(admin, f"{LOOS}/conseil")
    assert groups_of(admin, "somebody") == {f"{LOOS}/elected"}
    assert groups_of(admin, "maire.loos") == {f"{LOOS}/elected", f"{LOOS}/agent"}
    assert admin.get_user(somebody)["firstName"] == "Some"


def test_a_territory_comes_into_a_realm_that_had_none(make_realm: MakeRealm) -> None:
    realm = make_realm(small_realm("later", places=()))
    with_bodies = replace(realm.wanted, places=places_of(BODIES))
    assert provision(realm.administrator, with_bodies).changes
    assert group(realm.admin, f"{LOOS}/elected")
    assert provision(realm.administrator, with_bodies).changes == ()


def test_a_realm_that_somebody_made_by_hand_becomes_the_wanted_one(
    make_realm: MakeRealm, administrator: Administrator
) -> None:
    administrator.of("master").create_realm({"realm": "by-hand", "enabled": True})
    realm = make_realm(small_realm("by-hand", demo=True))
    assert compare(administrator, realm.wanted) == []
    assert {each["name"] for each in scope(realm.admin, "profile")["protocolMappers"]} == {"name"}


def test_the_secret_of_proconnect_is_changed_and_its_absence_changes_nothing(make_realm: MakeRealm) -> None:
    realm = make_realm(small_realm("rotated"))
    assert realm.admin.get_idp("proconnect")["enabled"] is False
    given_now = replace(realm.wanted, proconnect=Credentials("archipel", "first"))
    assert {change.key.name for change in provision(realm.administrator, given_now).changes} == {"proconnect"}
    assert realm.admin.get_idp("proconnect")["enabled"] is True
    rotated = replace(realm.wanted, proconnect=Credentials("archipel", "second"))
    assert provision(realm.administrator, rotated).changes
    assert provision(realm.administrator, rotated).changes == ()
    assert provision(realm.administrator, realm.wanted).changes == ()
    assert realm.admin.get_idp("proconnect")["enabled"] is True


def refusal(administrator: Administrator, realm: Realm) -> str:
    with pytest.raises(NodeError) as refused:
        compare(administrator, realm.wanted)
    return refused.value.code


def test_what_hinders_the_administrator_is_said_clearly(realm: Realm) -> None:
    right = realm.administrator
    assert refusal(replace(right, server=f"http://127.0.0.1:{free_port()}"), realm) == "KEYCLOAK_SILENT"
    assert refusal(replace(right, secret="wrong"), realm) == "ADMIN_REFUSED"
    assert refusal(replace(right, client_id="nobody"), realm) == "ADMIN_REFUSED"
    assert refusal(replace(right, realm="nowhere"), realm) == "REALM_UNKNOWN"
    missing = replace(realm, wanted=small_realm("missing"))
    assert refusal(right, missing) == "REALM_MISSING"


def local_administrator(realm: Realm, *roles: str) -> Administrator:
    admin = realm.admin
    made = admin.create_client(
        {
            "clientId": f"provisioner-{'-'.join(roles) or 'none'}",
            "secret": "local",
            "serviceAccountsEnabled": True,
            "standardFlowEnabled": False,
        }
    )
    account = admin.get_client_service_account_user(made)["id"]
    management = client(admin, "realm-management")
    wanted = [admin.get_client_role(management, role) for role in roles]
    if wanted:
        admin.assign_client_role(account, management, wanted)
    name = admin.get_client(made)["clientId"]
    return Administrator(realm.administrator.server, realm.name, name, "local")


def test_rights_over_this_realm_alone_are_enough_and_less_is_refused(make_realm: MakeRealm) -> None:
    realm = make_realm(small_realm("local"))
    assert refusal(local_administrator(realm), realm) == "ADMIN_WITHOUT_RIGHTS"
    assert refusal(local_administrator(realm, "view-realm"), realm) == "ADMIN_WITHOUT_RIGHTS"
    DRIFTS["a body stands elsewhere"].spoil(realm.admin)
    DRIFTS["names are logged"].spoil(realm.admin)
    enough = local_administrator(realm, "realm-admin")
    assert {"moved", "changed"} == {change.what for change in provision(enough, realm.wanted).changes}
    assert compare(enough, realm.wanted) == []


def test_a_run_that_is_cut_off_says_how_far_it_came_and_the_next_one_goes_on(make_realm: MakeRealm) -> None:
    realm = make_realm(small_realm("cut"))
    DRIFTS["names are logged"].spoil(realm.admin)
    DRIFTS["a role is gone"].spoil(realm.admin)
    halfway = local_administrator(realm, "manage-realm", "view-clients", "view-users")
    with pytest.raises(NodeError, match="1 changements sur 2 sont faits") as refused:
        provision(halfway, realm.wanted)
    assert refused.value.code == "ADMIN_WITHOUT_RIGHTS"
    assert [change.what for change in provision(realm.administrator, realm.wanted).changes] == ["missing"]


def command(realm: Realm, name: str, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "ARCHIPEL_KEYCLOAK_URL": realm.administrator.server,
        "ARCHIPEL_KEYCLOAK_ADMIN_ID": realm.administrator.client_id,
        "ARCHIPEL_KEYCLOAK_ADMIN_SECRET": realm.administrator.secret,
    }
    return subprocess.run(
        [ARCHIPEL, "identity", name, "--settings", file, "--territory", ARTOIS, *more],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_provisions_a_whole_territory_shows_what_differs_and_checks(
    make_realm: MakeRealm, tmp_path: Path
) -> None:
    file = tmp_path / "realm.yaml"
    file.write_text("realm: whole\nportal: {addresses: [https://portail.example]}\n")
    realm = make_realm(small_realm("whole", places=read_places(ARTOIS)))
    realm.administrator.of("master").delete_realm("whole")

    assert command(realm, "check", file).returncode == 1
    made = command(realm, "provision", file)
    assert (made.returncode, made.stdout) == (0, "Le royaume « whole » est créé.\n"), made.stderr
    assert command(realm, "check", file).stdout == "Aucune différence.\n"
    update_realm(accessTokenLifespan=3600)(realm.admin)
    shown = command(realm, "diff", file)
    assert shown.returncode == 0
    assert "accessTokenLifespan vaut 3600 au lieu de 300." in shown.stdout
    checked = command(realm, "check", file, "--json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout)[0]["found"] == 3600
    mended = command(realm, "provision", file, "--json")
    assert [change["field"] for change in json.loads(mended.stdout)["changes"]] == ["accessTokenLifespan"]
    assert json.loads(command(realm, "provision", file, "--json").stdout)["changes"] == []
