"""What a charter says → rules and parameters as people read them."""

from __future__ import annotations

from collections.abc import Iterator

from archipel.projects.v1 import charters_pb2
from chassis.domain import Text, msg
from services.projects.convert.enums import CHARTER_LAYER
from services.projects.domain.charter_comparison import shown
from services.projects.domain.subsidiarity.charter import Charter, OwnRule, RuleText
from services.projects.domain.subsidiarity.conditions import SLOTS
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.parameters import Latitude, Layer

MEANINGS = {slot.key: str(slot.meaning) for slot in SLOTS}

ROLES: dict[Role, Text] = {
    Role.CO_OWNER: msg("co-porteur"),
    Role.ENGINEERING_SUPPORT: msg("appui ingénierie"),
    Role.FACILITATION_SUPPORT: msg("appui animation"),
    Role.CO_FUNDER: msg("cofinanceur"),
    Role.LABELLER: msg("labellisateur"),
    Role.LEAD_COORDINATOR: msg("chef de file"),
    Role.LOCAL_RELAY: msg("relais de proximité"),
    Role.INFORMED: msg("informé"),
}
RECEIVERS: dict[str, Text] = {
    "communes": msg("les communes d’emprise"),
    "origin": msg("la commune où le projet est né"),
    "agglomerations": msg("les agglomérations d’emprise"),
    "pole": msg("le pôle"),
}


def rules_to_proto(charter: Charter) -> Iterator[charters_pb2.CharterRule]:
    """The rules in their order, then those that the charter adds."""
    yield from (_rule(rule, words) for rule, words in charter.rules.items())
    yield from map(_own_rule, charter.own_rules)


def parameters_to_proto(charter: Charter) -> Iterator[charters_pb2.CharterParameter]:
    """The figures; of a lower layer those that it changes."""
    for name, origin in charter.origins.items():
        if charter.layer is Layer.POLE or name in charter.changed:
            yield charters_pb2.CharterParameter(
                name=name,
                title=origin.title or name,
                value=shown(getattr(charter.parameters, name)),
                unit=origin.unit,
                source=origin.source,
                layer=CHARTER_LAYER.to_wire(origin.layer),
                latitude=_latitude(origin.latitude),
            )


def _rule(rule: str, words: RuleText) -> charters_pb2.CharterRule:
    return charters_pb2.CharterRule(
        id=rule,
        title=words.title,
        text=words.text,
        source=words.source,
        layer=CHARTER_LAYER.to_wire(words.layer),
        conditions=[
            charters_pb2.CharterCondition(
                name=name, expression=expression, meaning=MEANINGS.get(f"{rule}.{name}", "")
            )
            for name, expression in words.conditions.items()
        ],
    )


def _own_rule(rule: OwnRule) -> charters_pb2.CharterRule:
    return charters_pb2.CharterRule(
        id=rule.id,
        title=rule.title,
        text=rule.text,
        source=rule.source,
        layer=CHARTER_LAYER.to_wire(rule.layer),
        conditions=[
            charters_pb2.CharterCondition(name="when", expression=rule.when, meaning=_effect(rule)),
        ],
    )


def _effect(rule: OwnRule) -> str:
    """What follows when the condition of an added rule holds, in a sentence."""
    if rule.role is None:
        return str(msg("Reste à convenir : {asks}.", asks=rule.asks.rstrip(".")))
    given = {"receiver": RECEIVERS[rule.to], "role": ROLES[rule.role]}
    if not rule.asks:
        return str(msg("Donne à {receiver} le rôle « {role} ».", **given))
    return str(
        msg(
            "Donne à {receiver} le rôle « {role} » ; reste à convenir : {asks}.",
            **given,
            asks=rule.asks.rstrip("."),
        )
    )


def _latitude(latitude: Latitude | None) -> str:
    if latitude is None:
        return ""
    if latitude.limit is None:
        text = msg("peut augmenter") if latitude.may == "raise" else msg("peut baisser")
        return str(text)
    limit = shown(latitude.limit)
    text = (
        msg("peut augmenter, jusqu’à {limit}", limit=limit)
        if latitude.may == "raise"
        else msg("peut baisser, jusqu’à {limit}", limit=limit)
    )
    return str(text)
