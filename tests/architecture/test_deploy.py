"""The manifests are right, and what watches them notices what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.check_deploy import DEPLOY, documents, faults_in, objects, settings_of


def test_the_manifests_are_valid_and_name_every_setting() -> None:
    assert list(faults_in(DEPLOY)) == []


MUTUAL_TLS = "components/mutual-tls/"


@pytest.mark.parametrize(
    ("file", "text", "instead", "complaint"),
    [
        ("base/projects.yaml", "replicas: 1", "replicaz: 1", "'replicaz' was unexpected"),
        ("base/settings.yaml", "ARCHIPEL_AUDIENCE:", "ARCHIPEL_AUDIENZ:", "ARCHIPEL_AUDIENCE is missing"),
        ("base/settings.yaml", "ARCHIPEL_SCOPES:", "ARCHIPEL_SCOPE:", "ARCHIPEL_SCOPE is no setting"),
        ("base/kustomization.yaml", "  - outside.yaml\n", "", "outside.yaml is in the folder and in no list"),
        ("overlays/pole/kustomization.yaml", "../../base", "../base", "../base does not exist"),
        ("overlays/pole/settings.yaml", "archipel-settings", "archipel-setting", "which the base has not"),
        ("overlays/pole/settings.yaml", "ARCHIPEL_NODE", "ARCHIPEL_NAME", "sets .data.ARCHIPEL_NAME"),
        ("base/network.yaml", "name: portal\n", "name: porta\n", "selects no pod"),
        ("base/labels.yaml", "services/labels/migrations", "services/label", "services/label does not exist"),
        ("base/labels.yaml", "claimName: labels-", "claimName: label-", "the claim label-checkpoints"),
        (MUTUAL_TLS + "labels.yaml", "defaultMode", "defaultMod", "'defaultMod' was unexpected"),
        (
            MUTUAL_TLS + "labels.yaml",
            "- name: tls\n              ",
            "- name: tsl\n              ",
            "no volume tsl",
        ),
        (MUTUAL_TLS + "labels.yaml", "labels-tls", "label-tls", "mounts no certificate with the name labels"),
        (MUTUAL_TLS + "certificates.yaml", "    - portal\n", "    - portails\n", "with the name portal"),
        (MUTUAL_TLS + "certificates.yaml", "secretName: funding", "secretName: found", "the name funding"),
        (MUTUAL_TLS + "authority.yaml", "archipel-root\nspec", "root\nspec", "no Issuer archipel-root"),
        (MUTUAL_TLS + "settings.yaml", "TLS_CA", "TLS_AC", "sets .data.ARCHIPEL_TLS_AC"),
        (
            MUTUAL_TLS + "kustomization.yaml",
            "  - path: labels.yaml\n",
            "",
            "labels.yaml is in the folder",
        ),
    ],
)
def test_a_slip_in_a_manifest_is_found(
    tmp_path: Path, file: str, text: str, instead: str, complaint: str
) -> None:
    deploy = tmp_path / "k8s"
    shutil.copytree(DEPLOY, deploy)
    whole = (deploy / file).read_text()
    assert text in whole
    (deploy / file).write_text(whole.replace(text, instead))
    assert any(complaint in fault for fault in faults_in(deploy)), list(faults_in(deploy))


def test_mutual_tls_fills_the_settings_that_the_base_leaves_empty() -> None:
    base = objects(DEPLOY / "base")["ConfigMap", "archipel-settings"]["data"]
    empty = {name for name, value in base.items() if not value}
    filled = documents(DEPLOY / "components" / "mutual-tls" / "settings.yaml")[0]["data"]
    assert set(filled) == empty
    assert empty <= settings_of("projects")
