"""A realm is made once, kept as it should be, and what somebody added to it stays."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.errors import NodeError
from node.identity.admin import Administrator
from node.identity.bodies import places_of
from node.identity.proconnect import Credentials
from node.identity.provision import compare, provision
from node.processes import free_port
from node.settings import ROOT
from tests.fixtures.node import ARCHIPEL
from tests.integration.node.conftest import MakeRealm, Realm
from tests.integration.node.drifts import (
    CAHC,
    DRIFTS,
    client,
    contradicts,
    group,
    groups_of,
    person,
    scope,
    update_realm,
)
from tests.unit.node.identity_samples import BODIES, LOOS, small_realm

ARTOIS = ROOT / "territories" / "artois"


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
    administrator: Administrator, tmp_path: Path
) -> None:
    file = tmp_path / "realm.yaml"
    file.write_text("realm: whole\nportal: {addresses: [https://portail.example]}\n")
    realm = Realm(small_realm("whole"), administrator)

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
    administrator.of("master").delete_realm("whole")
