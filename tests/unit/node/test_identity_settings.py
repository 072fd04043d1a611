"""The file of a realm's settings is read whole or refused with every fault and its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, SecretStr

from node.errors import NodeError
from node.identity.operator import embedded, operated
from node.identity.settings import RealmSettings
from node.identity.settings_file import read_realm_settings, secret_of
from node.settings import ROOT

SHIPPED = ROOT / "deploy" / "keycloak" / "artois.yaml"
ADMIN = {
    "ARCHIPEL_KEYCLOAK_URL": "http://127.0.0.1:8082",
    "ARCHIPEL_KEYCLOAK_ADMIN_ID": "admin",
    "ARCHIPEL_KEYCLOAK_ADMIN_SECRET": "s3cret",
    "ARCHIPEL_PUBLIC_URL": "http://127.0.0.1:8080",
}


def refusal(tmp_path: Path, text: str) -> str:
    file = tmp_path / "realm.yaml"
    file.write_text(text)
    with pytest.raises(NodeError) as refused:
        read_realm_settings(file)
    assert refused.value.code == "REALM_SETTINGS_INVALID"
    return refused.value.text


def test_the_file_that_ships_is_read_and_names_every_key() -> None:
    settings = read_realm_settings(SHIPPED)
    assert settings.sessions.access_token_seconds == 300
    written = yaml.safe_load(SHIPPED.read_text())

    def check(model: type[BaseModel], keys: dict[str, object]) -> None:
        assert set(keys) == set(model.model_fields)
        for name, info in model.model_fields.items():
            if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
                section = keys[name]
                assert isinstance(section, dict)
                check(info.annotation, section)

    check(RealmSettings, written)


def test_every_fault_of_a_file_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = refusal(
        tmp_path,
        """
portal:
  addresses: [http://portail.example, https://portail.example/, ftp://x]
  logout: pigeon
sesions: {}
sessions: {access_token_seconds: 5, idle_seconds: soon}
nodes: [{name: Lens}]
proconnect: {isuer: https://x.example}
""",
    )
    for expected in (
        "portal.addresses[0] : il faut https://",
        "portal.addresses[1] : enlevez la barre oblique",
        "portal.addresses[2] : il faut une adresse entière",
        "portal.logout : valeurs possibles",
        "sesions : cette clé n’existe pas",
        "sessions.access_token_seconds : 60 au moins",
        "sessions.idle_seconds : il faut ici un nombre entier",
        "nodes[0].name : seuls sont admis",
        "proconnect.isuer : cette clé n’existe pas",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "portal : cette clé manque"),
        ("- a", "il faut ici des clés et des valeurs"),
        ("portal: {addresses: []}", "portal.addresses : il en faut au moins 1"),
        ("portal: [", "n’est pas du YAML"),
        ("portal: {addresses: [https://a.example]}\nportal: {}", "figure deux fois"),
    ],
)
def test_a_file_that_is_no_settings_file_says_what_is_wrong(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, text)


def test_a_secret_comes_from_the_environment_else_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from-file\n")
    assert secret_of(SecretStr("given"), file) == "given"
    assert secret_of(None, file) == "from-file"
    assert secret_of(None, None) is None
    file.write_text("\n")
    with pytest.raises(NodeError, match="vide"):
        secret_of(None, file)
    with pytest.raises(NodeError, match="ne peut pas être lu"):
        secret_of(None, tmp_path / "none")


def test_a_node_of_its_own_is_described_by_its_environment() -> None:
    administrator, wanted = embedded(ADMIN | {"ARCHIPEL_CLIENT_SECRET": "portal", "PATH": "/bin"})
    assert administrator.server == "http://127.0.0.1:8082"
    assert "s3cret" not in repr(administrator)
    assert wanted.secrets == {"archipel-portal": "portal"}
    assert wanted.settings.portal.addresses == ("http://127.0.0.1:8080",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ARCHIPEL_KEYCLOAK_ADMIN_SECRET": ""}, "ADMIN_MISSING"),
        ({"ARCHIPEL_KEYCLOAK_URL": "http://keycloak.example"}, "IDENTITY_SETTINGS_INVALID"),
        ({"ARCHIPEL_PUBLIC_URL": ""}, "IDENTITY_SETTINGS_INVALID"),
        ({"ARCHIPEL_PROCONNECT_CLIENT_ID": "only-half"}, "PROCONNECT_HALF"),
        ({"ARCHIPEL_TERRITORY": "/nowhere"}, "TERRITORY_REFUSED"),
    ],
)
def test_what_is_missing_beside_the_realm_is_said_before_anything_is_asked(
    change: dict[str, str], code: str
) -> None:
    with pytest.raises(NodeError) as refused:
        embedded(ADMIN | change)
    assert refused.value.code == code


def test_an_administrator_that_is_missing_is_named_with_every_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ADMIN:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NodeError, match=r"KEYCLOAK_URL(.|\n)*ADMIN_ID(.|\n)*ADMIN_SECRET"):
        operated("", SHIPPED, None, demo=False)
