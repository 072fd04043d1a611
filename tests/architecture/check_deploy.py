"""The Kubernetes manifests are valid, complete and consistent: schemas (strict), kustomizations, settings,
names that refer to one another. It needs neither a cluster nor kustomize.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from pydantic_settings import BaseSettings

from chassis.settings import ServiceSettings
from node.parts import SERVICES

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "k8s"
PREFIX = "ARCHIPEL_"

Document = dict[str, Any]
Key = tuple[str, str]
"""Kind and name."""


def main() -> int:
    faults = list(faults_in(DEPLOY))
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return int(bool(faults))


def faults_in(deploy: Path) -> Iterator[str]:
    base = objects(deploy / "base")
    yield from schema_faults(deploy)
    for folder in sorted(path.parent for path in deploy.rglob("kustomization.yaml")):
        yield from kustomization_faults(folder, base)
    yield from certificate_faults(deploy / "components" / "mutual-tls", base)
    for service in SERVICES:
        yield from setting_faults(service, base)
    yield from reference_faults(base)


def documents(path: Path) -> list[Document]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def key(document: Document) -> Key:
    return document["kind"], document["metadata"]["name"]


def objects(folder: Path) -> dict[Key, Document]:
    """Every object of the base, its kustomization left out."""
    files = [path for path in sorted(folder.glob("*.yaml")) if path.name != "kustomization.yaml"]
    return {key(document): document for path in files for document in documents(path)}


def schema_faults(deploy: Path) -> Iterator[str]:
    for path in sorted((deploy / "base").glob("*.yaml")):
        if path.name == "kustomization.yaml":
            continue
        for document in documents(path):
            yield from (f"{path.name}: {fault}" for fault in invalid(document))


def invalid(document: Document) -> Iterator[str]:
    """What the schema of its kind says against an object."""
    try:
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{' '.join(key(document))}: {error.message}"


def kustomization_faults(folder: Path, base: dict[Key, Document]) -> Iterator[str]:
    where = folder.relative_to(folder.parents[1])
    made = documents(folder / "kustomization.yaml")[0]
    patches = [patch["path"] for patch in made.get("patches", [])]
    listed = [*made["resources"], *made.get("components", []), *patches]
    yield from (f"{where}: {name} does not exist" for name in listed if not (folder / name).exists())
    named = {(folder / name).resolve() for name in listed}
    yield from (
        f"{where}: {path.name} is in the folder and in no list"
        for path in sorted(folder.glob("*.yaml"))
        if path.name != "kustomization.yaml" and path.resolve() not in named
    )
    for path in (folder / name for name in patches if (folder / name).exists()):
        for patch in documents(path):
            yield from (f"{where}/{path.name}: {fault}" for fault in patch_faults(patch, base))


def patch_faults(patch: Document, base: dict[Key, Document]) -> Iterator[str]:
    """A patch changes what exists: a misspelt name would add in silence."""
    target = base.get(key(patch))
    if target is None:
        yield f"patches {' '.join(key(patch))}, which the base has not"
        return
    yield from unknown_paths(patch, target, "")
    whole = merged(target, patch)
    yield from invalid(whole)
    if whole["kind"] == "Deployment":
        yield from pod_faults(whole["metadata"]["name"], pod(whole), base)


def merged(target: Any, patch: Any) -> Any:
    """As kustomize merges: objects by field, lists of named things by name, everything else replaced."""
    if isinstance(target, dict) and isinstance(patch, dict):
        return target | {name: merged(target.get(name), value) for name, value in patch.items()}
    if (
        isinstance(target, list)
        and isinstance(patch, list)
        and all("name" in one for one in [*target, *patch])
    ):
        named = {one["name"]: one for one in target}
        return list((named | {one["name"]: merged(named.get(one["name"]), one) for one in patch}).values())
    return patch


def unknown_paths(patch: Any, target: Any, at: str) -> Iterator[str]:
    if isinstance(patch, dict) and isinstance(target, dict):
        for name, value in patch.items():
            if name in target:
                yield from unknown_paths(value, target[name], f"{at}.{name}")
            else:
                yield f"sets {at}.{name}, which the base has not"


def setting_faults(service: str, base: dict[Key, Document]) -> Iterator[str]:
    """Every setting stands in the manifests, and nothing there is no setting."""
    container = pod(base["Deployment", service])["containers"][0]
    given = {one["name"] for one in container["env"]}
    for source in container["envFrom"]:
        name = source["configMapRef"]["name"]
        data = set(base["ConfigMap", name]["data"])
        if repeated := given & data:
            yield f"{service}: {sorted(repeated)} stand in {name} and elsewhere"
        given |= data
    known = settings_of(service)
    yield from (f"{service}: the setting {name} is missing" for name in sorted(known - given))
    yield from (f"{service}: {name} is no setting" for name in sorted(given - known))


def settings_of(service: str) -> set[str]:
    module = importlib.import_module(f"services.{service}.settings")
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseSettings) and value is not ServiceSettings
    ]
    return {f"{PREFIX}{name.upper()}" for settings in own for name in settings.model_fields}


def pod(deployment: Document) -> Document:
    return deployment["spec"]["template"]["spec"]


def reference_faults(base: dict[Key, Document]) -> Iterator[str]:
    """Claims, selectors, ports and modules that are named exist."""
    labels = {
        name: document["spec"]["template"]["metadata"]["labels"]
        for (kind, name), document in base.items()
        if kind == "Deployment"
    }
    for (kind, name), document in base.items():
        spec = document.get("spec", {})
        if kind == "Deployment":
            yield from pod_faults(name, pod(document), base)
        selector = {
            "Deployment": spec.get("selector"),
            "PodDisruptionBudget": spec.get("selector"),
            "NetworkPolicy": spec.get("podSelector"),
            "Service": {"matchLabels": spec["selector"]} if "selector" in spec else None,
        }.get(kind)
        if selector and not any(selects(selector, own) for own in labels.values()):
            yield f"{kind} {name} selects no pod"


def certificate_faults(component: Path, base: dict[Key, Document]) -> Iterator[str]:
    """cert-manager's kinds have no schema here, so what they refer to is looked at: each part mounts a
    certificate that is made for it, under the name by which it is called and let in.
    """
    made = objects(component)
    issuers = {name for kind, name in made if kind == "Issuer"}
    certificates = {name: one["spec"] for (kind, name), one in made.items() if kind == "Certificate"}
    yield from (
        f"Certificate {name}: there is no Issuer {spec['issuerRef']['name']}"
        for name, spec in certificates.items()
        if spec["issuerRef"]["name"] not in issuers
    )
    names = {spec["secretName"]: spec.get("dnsNames", []) for spec in certificates.values()}
    for service in SERVICES:
        deployment = merged(base["Deployment", service], made.get(("Deployment", service), {}))
        secrets = [
            volume["secret"]["secretName"] for volume in pod(deployment)["volumes"] if "secret" in volume
        ]
        if not any(service in names.get(secret, []) for secret in secrets):
            yield f"{service}: mounts no certificate with the name {service}"


def selects(selector: Document, labels: dict[str, str]) -> bool:
    return all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items()) and all(
        labels.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", [])
    )


def pod_faults(name: str, spec: Document, base: dict[Key, Document]) -> Iterator[str]:
    for volume in spec["volumes"]:
        claim = volume.get("persistentVolumeClaim", {}).get("claimName")
        if claim and ("PersistentVolumeClaim", claim) not in base:
            yield f"{name}: the claim {claim} does not exist"
    volumes = {volume["name"] for volume in spec["volumes"]}
    for container in [*spec["initContainers"], *spec["containers"]]:
        mounts = {mount["name"] for mount in container["volumeMounts"]}
        yield from (f"{name}: no volume {mount}" for mount in sorted(mounts - volumes))
        module, *paths = container["args"]
        if importlib.util.find_spec(module) is None:
            yield f"{name}: there is no module {module}"
        yield from (f"{name}: {path} does not exist" for path in paths if not (ROOT / path).exists())
        if not container["securityContext"]["readOnlyRootFilesystem"]:
            yield f"{name}: {container['name']} can write its root file system"


if __name__ == "__main__":
    sys.exit(main())
