"""Reads a charter out of a plain mapping; every fault is told with its path, its line and its caret.

Reading the YAML itself, and knowing where each value stands, is somebody else's job
(`storage/charter_file.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chassis.domain import msg, raise_faults
from services.projects.domain.subsidiarity.charter import (
    BY_LAW,
    GIVEN_TO,
    RULE_IDS,
    Charter,
    OwnRule,
    RuleText,
)
from services.projects.domain.subsidiarity.charter_places import Place
from services.projects.domain.subsidiarity.charter_values import Reader
from services.projects.domain.subsidiarity.conditions import SLOTS
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.parameter_reading import NOTHING_VOTED, read_parameters
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.domain.subsidiarity.vocabulary import Scope

KEYS = ("id", "version", "title", "in_force_from", "layer", "body", "parameters", "rules")
OWN_RULE_ID = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)+")
SUPPORT = (Role.ENGINEERING_SUPPORT, Role.FACILITATION_SUPPORT)
WHOLE_LAYERS = (Layer.POLE,)
"""Layers whose charter says everything; a lower one says only what it changes or adds."""


def charter_from_mapping(
    mapping: Mapping[str, object],
    places: Mapping[str, Place] | None = None,
    text: str = "",
) -> Charter:
    """Read a charter; raise InvalidInput with every fault and its path ("parameters.consent_days.value").

    `places` says where the value of each path stands in `text`.
    """
    reader = Reader(places or {}, text)
    reader.only(mapping, "", KEYS)
    layer = reader.layer(mapping, "", "layer", Layer.POLE)
    if layer is Layer.LAW:
        reader.fault("layer", "LAYER_UNKNOWN", msg("La loi ne se vote pas ici : écrivez la strate qui vote."))
        layer = Layer.POLE
    whole = layer in WHOLE_LAYERS
    parameters, origins, changed = read_parameters(reader, mapping, layer, whole=whole)
    rules, own_rules = _rules(reader, mapping, layer, whole=whole)
    charter = Charter(
        id=reader.text(mapping, "", "id"),
        version=reader.text(mapping, "", "version"),
        title=reader.text(mapping, "", "title"),
        in_force_from=reader.day(mapping, "in_force_from"),
        layer=layer,
        parameters=parameters if whole or changed else NOTHING_VOTED,
        origins=origins,
        rules=rules,
        own_rules=own_rules,
        body=reader.text(mapping, "", "body") if not whole or "body" in mapping else "",
        changed=changed,
        text=text,
    )
    raise_faults(reader.faults)
    return charter


def _rules(
    reader: Reader, mapping: Mapping[str, object], layer: Layer, *, whole: bool
) -> tuple[dict[str, RuleText], tuple[OwnRule, ...]]:
    section = reader.section(mapping, "", "rules", needed=whole)
    texts: dict[str, RuleText] = {}
    if whole:
        texts = {rule: _rule(reader, section, rule, layer) for rule in RULE_IDS}
    own: list[OwnRule] = []
    for key in section:
        if key in texts:
            continue
        if OWN_RULE_ID.fullmatch(str(key)):
            own.append(_own_rule(reader, section, str(key), layer))
        elif key in RULE_IDS:
            reader.fault(
                f"rules.{key}",
                "RULE_OF_AN_UPPER_LAYER",
                msg(
                    "La règle {rule} est fixée par une strate supérieure ; celle-ci ne peut qu’ajouter "
                    "ses propres règles (par exemple « CALL-1 ») ou assouplir un paramètre.",
                    rule=key,
                ),
            )
        else:
            reader.fault(
                f"rules.{key}",
                "UNKNOWN_KEY",
                msg(
                    "« {key} » n’est ni une règle connue ({known}) ni le nom d’une règle ajoutée, qui "
                    "s’écrit comme « CALL-1 ».",
                    key=str(key),
                    known=", ".join(RULE_IDS),
                ),
            )
    return texts, tuple(own)


def _rule(reader: Reader, section: Mapping[str, object], rule: str, charter_layer: Layer) -> RuleText:
    path = f"rules.{rule}"
    entry = reader.section(section, "rules", rule)
    slots = {slot.name: slot for slot in SLOTS if slot.rule == rule}
    reader.only(entry, path, ("title", "text", "source", "layer", *(("conditions",) if slots else ())))
    layer = reader.layer(entry, path, "layer", Layer.LAW if rule in BY_LAW else charter_layer)
    if rule in BY_LAW and layer is not Layer.LAW:
        reader.fault(
            f"{path}.layer", "LAYER_OF_THE_LAW", msg("La règle {rule} est celle de la loi.", rule=rule)
        )
    if layer.depth > charter_layer.depth:
        reader.fault(
            f"{path}.layer",
            "LAYER_TOO_LOW",
            msg("Une charte de la strate « {layer} » ne vote pas plus bas.", layer=charter_layer),
        )
    conditions: dict[str, str] = {}
    if slots:
        written = reader.section(entry, path, "conditions")
        at = f"{path}.conditions"
        reader.only(written, at, tuple(slots))
        for name, slot in slots.items():
            conditions[name] = reader.condition(written, at, name, slot.scope)
    return RuleText(
        reader.text(entry, path, "title"),
        reader.text(entry, path, "source"),
        reader.text(entry, path, "text"),
        layer,
        conditions,
    )


def _own_rule(reader: Reader, section: Mapping[str, object], rule: str, charter_layer: Layer) -> OwnRule:
    path = f"rules.{rule}"
    entry = reader.section(section, "rules", rule)
    reader.only(entry, path, ("title", "text", "source", "when", "gives", "asks"))
    gives = reader.section(entry, path, "gives", needed=False)
    reader.only(gives, f"{path}.gives", ("role", "to"))
    role = to = ""
    if gives:
        allowed = [each.value for each in Role if each is not Role.OWNER]
        role = reader.choice(gives, f"{path}.gives", "role", allowed)
        to = reader.choice(gives, f"{path}.gives", "to", GIVEN_TO)
        if to == "pole" and role in SUPPORT:
            reader.fault(
                f"{path}.gives.to",
                "POLE_HAS_NO_STAFF",
                msg(
                    "Le pôle n’a pas de personnel : son appui est celui d’agents prêtés et nommés, que la "
                    "règle R9 désigne. Donnez un autre rôle au pôle."
                ),
            )
    asks = reader.text(entry, path, "asks") if "asks" in entry else ""
    if not gives and not asks:
        reader.fault(
            path,
            "RULE_WITHOUT_EFFECT",
            msg("Cette règle est sans effet : écrivez « gives » (un rôle) ou « asks » (à convenir)."),
        )
    return OwnRule(
        rule,
        reader.text(entry, path, "title"),
        reader.text(entry, path, "source"),
        reader.text(entry, path, "text"),
        charter_layer,
        reader.condition(entry, path, "when", Scope.OWNER),
        Role(role) if role else None,
        to,
        asks,
    )
